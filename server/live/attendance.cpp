// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/attendance.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "people/presence.hpp"

namespace pult::live {

Attendance::Attendance(sql::Database& database, const base::Clock& clock, std::string node, AttendanceLimits limits)
    : database_(database), clock_(clock), limits_(limits), node_(std::move(node)) {
  thread_ = std::thread([this] { run(); });
}

Attendance::~Attendance() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Attendance::note(UserId user, bool is_connected) {
  {
    const std::lock_guard lock(mutex_);
    const auto pause = std::chrono::milliseconds(is_connected ? 0 : limits_.leave_after_ms);
    waiting_[user] = {is_connected, std::chrono::steady_clock::now() + pause};
  }
  changed_.notify_one();
}

std::map<UserId, bool> Attendance::take_due(Moment now) {
  std::map<UserId, bool> out;
  std::erase_if(waiting_, [&](const auto& entry) {
    const auto& [user, change] = entry;
    if (change.due > now) return false;
    out.emplace(user, change.is_connected);
    return true;
  });
  return out;
}

Attendance::Moment Attendance::next_moment() const {
  auto next = next_beat_;
  for (const auto& [user, change] : waiting_) next = std::min(next, change.due);
  return next;
}

void Attendance::run() {
  const auto beat = std::chrono::milliseconds(limits_.beat_ms);
  std::unique_lock lock(mutex_);
  while (!stops_) {
    const auto now = std::chrono::steady_clock::now();
    const auto due = take_due(now);
    const bool beats = now >= next_beat_;
    if (beats) next_beat_ = now + beat;
    if (!due.empty() || beats) {
      lock.unlock();
      store(due, beats);
      lock.lock();
      continue;
    }
    changed_.wait_until(lock, next_moment());
  }
}

void Attendance::store(const std::map<UserId, bool>& due, bool beats) {
  const auto stored = database_.write([&](sql::Transaction& tx) -> Result<void> {
    const auto now = clock_.now();
    bool changed = false;
    if (beats) {
      PULT_TRY(people::keep_connected(tx, node_, now + limits_.lifetime));
      // The only server of a SQLite file knows that nobody is connected to another.
      const bool is_alone = tx.dialect() == sql::Dialect::sqlite;
      changed = PULT_TRY(is_alone ? people::forget_others(tx, node_) : people::forget_expired(tx, now));
    }
    for (const auto& [user, is_connected] : due)
      changed |= is_connected ? PULT_TRY(people::set_connected(tx, node_, user, now + limits_.lifetime))
                              : PULT_TRY(people::set_disconnected(tx, node_, user));
    if (changed) tx.notify(people::presence_channel, "");
    return {};
  });
  if (!stored && stored.error().code != "closed")
    log::warn("live.attendance", {{"code", stored.error().code}, {"cause", stored.error().cause}});
}

}  // namespace pult::live
