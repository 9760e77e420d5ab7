// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/sqlite/checkpointer.hpp"

#include <chrono>

#include "base/log.hpp"

namespace pult::sql::sqlite {
namespace {

constexpr auto idle_time = std::chrono::seconds(1);
constexpr auto retry_time = std::chrono::milliseconds(50);

}  // namespace

Checkpointer::Checkpointer(std::unique_ptr<Connection> connection, const WalLimits& limits)
    : limits_(limits), connection_(std::move(connection)) {
  sqlite3_busy_timeout(connection_->handle(), 1'000);  // stop() must not wait long for a reader
  thread_ = std::thread([this] { run(); });
}

void Checkpointer::watch(Connection& writer) { sqlite3_wal_hook(writer.handle(), &on_commit, this); }

int Checkpointer::on_commit(void* self, sqlite3*, const char*, int pages) {
  auto& that = *static_cast<Checkpointer*>(self);
  {
    std::lock_guard lock(that.mutex_);
    const std::int64_t bytes = pages * that.frame_bytes_;
    if (bytes < that.wal_bytes_) that.checkpointed_bytes_ = 0;  // the log was started anew
    that.wal_bytes_ = bytes;
    // Only the first commit after a rest and one that makes it urgent are worth waking the thread.
    if (++that.commits_ != 1 && !that.urgent()) return SQLITE_OK;
  }
  that.changed_.notify_all();
  return SQLITE_OK;
}

void Checkpointer::wait_for_room() {
  std::unique_lock lock(mutex_);
  if (wal_bytes_ <= limits_.pause_bytes) return;
  paused_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return !paused_ || stopping_; });
}

void Checkpointer::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Checkpointer::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    changed_.wait(lock, [&] { return stopping_ || commits_ > 0 || paused_; });
    // Wait for the writer to rest, unless the log is growing fast.
    const auto seen = commits_;
    changed_.wait_for(lock, idle_time, [&] { return stopping_ || urgent(); });
    if (stopping_ || (!urgent() && commits_ != seen)) continue;

    const bool restart = paused_;
    const auto bytes = wal_bytes_;
    commits_ = 0;
    lock.unlock();
    const bool done = checkpoint(restart);
    lock.lock();
    checkpointed_bytes_ = std::min(bytes, wal_bytes_);
    if (restart && done) {
      wal_bytes_ = checkpointed_bytes_ = 0;
      paused_ = false;
      changed_.notify_all();
    } else if (restart) {
      changed_.wait_for(lock, retry_time, [&] { return stopping_; });
    }
  }
}

bool Checkpointer::checkpoint(bool restart) {
  const int mode = restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, mode, nullptr, nullptr);
  if (code != SQLITE_OK && (restart || (code & 0xff) != SQLITE_BUSY)) {
    log::warn("sql.checkpoint_failed", {{"cause", error_of(code, connection_->handle()).cause}});
  }
  return code == SQLITE_OK;
}

}  // namespace pult::sql::sqlite
