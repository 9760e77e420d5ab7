// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/units.hpp"

#include <exception>

#include "base/log.hpp"

namespace pult::sql {

Result<void> attempt(const Unit& unit, Transaction& transaction) {
  try {
    return unit.work(transaction);
  } catch (const std::exception& e) {
    return base::fail(ErrorKind::internal, "exception", "Internal error", e.what());
  } catch (...) {
    return base::fail(ErrorKind::internal, "exception", "Internal error", "unknown exception");
  }
}

void finish(const Unit& unit, Result<void> outcome) {
  try {
    if (unit.done) unit.done(std::move(outcome));
  } catch (const std::exception& e) {
    log::error("sql.done_threw", {{"cause", e.what()}});
  }
}

Result<void> check_text(std::string_view text) {
  if (text.find('\0') == text.npos) return {};
  return base::fail(ErrorKind::invalid, "nul_in_text", "Text must not contain the character U+0000");
}

Result<void> check_notification(std::string_view channel, std::string_view payload, bool read_only) {
  const bool fits = channel.size() <= channel_limit_bytes && payload.size() <= payload_limit_bytes;
  if (!read_only && fits && channel.find(' ') == channel.npos) return check_text(payload);
  return base::fail(
      ErrorKind::internal, "bad_notification", "Internal error",
      std::string(channel) + ", " + std::to_string(payload.size()) + " bytes" + (read_only ? ", in a read" : ""));
}

void UnitQueue::push(Unit unit) {
  const char* refusal = nullptr;
  {
    std::lock_guard lock(mutex_);
    if (closed_) {
      refusal = "closed";
    } else if (waiting_.size() >= limit_) {
      refusal = "overloaded";
    } else {
      waiting_.push_back(std::move(unit));
    }
  }
  if (refusal) {
    finish(unit, base::fail(ErrorKind::unavailable, refusal, "The database cannot take more work now"));
  } else {
    ready_.notify_one();
  }
}

bool UnitQueue::pop(std::vector<Unit>& batch, std::size_t most) {
  std::unique_lock lock(mutex_);
  ready_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
  return move_waiting(batch, most);
}

bool UnitQueue::take(std::vector<Unit>& batch, std::size_t most) {
  const std::lock_guard lock(mutex_);
  return move_waiting(batch, most);
}

bool UnitQueue::move_waiting(std::vector<Unit>& batch, std::size_t most) {
  const bool moves = most > 0 && !waiting_.empty();
  for (; most > 0 && !waiting_.empty(); --most) {
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return moves;
}

void UnitQueue::close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  ready_.notify_all();
}

void Listeners::add(Database::Listener listener) {
  std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
}

void Listeners::tell(std::string_view channel, std::string_view payload) const {
  std::vector<Database::Listener> listeners;
  {
    std::lock_guard lock(mutex_);
    listeners = listeners_;
  }
  for (const auto& listener : listeners) {
    try {
      listener(channel, payload);
    } catch (const std::exception& e) {
      log::error("sql.listener_threw", {{"channel", std::string(channel)}, {"cause", e.what()}});
    }
  }
}

}  // namespace pult::sql
