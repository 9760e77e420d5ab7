// SPDX-License-Identifier: AGPL-3.0-or-later
// What both drivers share: the bounded queue of work, running one unit safely, telling listeners.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "sql/database.hpp"

namespace pult::sql {

struct Unit {
  Database::Work work;
  Database::Done done;
  bool read_only = false;
};

struct Notification {
  std::string channel;
  std::string payload;
};

inline constexpr std::size_t payload_limit_bytes = 7'000;
inline constexpr std::size_t channel_limit_bytes = 200;

// Runs the work; an exception becomes internal/"exception".
Result<void> attempt(const Unit& unit, Transaction& transaction);
// Calls `done`; what it throws is logged, a database thread must live on.
void finish(const Unit& unit, Result<void> outcome);
// PostgreSQL text cannot hold NUL, and SQLite's functions stop at it: refused by both.
Result<void> check_text(std::string_view text);
// Why a notification cannot be sent, if so.
Result<void> check_notification(std::string_view channel, std::string_view payload, bool read_only);

// Thread-safe, first in, first out.
class UnitQueue {
 public:
  explicit UnitQueue(std::size_t limit) : limit_(limit) {}

  // Refused work has its `done` called at once, on the caller's thread: "overloaded" or "closed".
  void push(Unit unit);
  // Waits for work and appends at most `most` units; false when the queue is closed and empty.
  bool pop(std::vector<Unit>& batch, std::size_t most);
  // The same without waiting: false when nothing waits now.
  bool take(std::vector<Unit>& batch, std::size_t most);
  void close();

 private:
  bool move_waiting(std::vector<Unit>& batch, std::size_t most);

  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Unit> waiting_;
  bool closed_ = false;
};

class Listeners {
 public:
  void add(Database::Listener listener);
  void tell(std::string_view channel, std::string_view payload) const;

 private:
  mutable std::mutex mutex_;
  std::vector<Database::Listener> listeners_;
};

}  // namespace pult::sql
