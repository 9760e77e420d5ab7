// SPDX-License-Identifier: AGPL-3.0-or-later
// Moves the write-ahead log into the database file from a thread and a connection of its own, so that no commit
// pays for it, and keeps the log bounded.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "sql/sqlite/connection.hpp"
#include "sql/sqlite/open.hpp"

namespace pult::sql::sqlite {

class Checkpointer {
 public:
  Checkpointer(std::unique_ptr<Connection> connection, const WalLimits& limits);
  ~Checkpointer() { stop(); }

  // From now on commits of this connection are counted.
  void watch(Connection& writer);
  // Before a commit: waits while the log is longer than allowed.
  void wait_for_room();
  void stop();

 private:
  static int on_commit(void* self, sqlite3*, const char*, int pages);
  void run();
  bool urgent() const { return paused_ || wal_bytes_ - checkpointed_bytes_ > limits_.checkpoint_bytes; }
  bool checkpoint(bool restart);

  const WalLimits limits_;
  std::unique_ptr<Connection> connection_;
  std::int64_t frame_bytes_ = 4096 + 24;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t wal_bytes_ = 0;
  std::int64_t checkpointed_bytes_ = 0;  // how long the log was at the last checkpoint
  std::int64_t commits_ = 0;
  bool paused_ = false;  // the writer waits until the log starts anew
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace pult::sql::sqlite
