// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps in the database whose browsers are connected to this server, for all servers to see (people/presence.hpp).
#pragma once
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "sql/database.hpp"

namespace pult::live {

struct AttendanceLimits {
  int leave_after_ms = 2'000;  // a page that is loaded anew is gone for a moment only
  int beat_ms = 30'000;
  Micros lifetime = 90 * base::second_us;
};

// Thread-safe. Create after the migrations, destroy after the hub.
class Attendance {
 public:
  // `node` names this server among those of the database, anew with each start.
  Attendance(sql::Database& database, const base::Clock& clock, std::string node, AttendanceLimits limits = {});
  ~Attendance();

  // The first socket of somebody opened, or the last one closed.
  void note(UserId user, bool is_connected);

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Change {
    bool is_connected = false;
    Moment due{};
  };

  void run();
  // Those whose time has come, taken from what waits.
  std::map<UserId, bool> take_due(Moment now);
  Moment next_moment() const;
  void store(const std::map<UserId, bool>& due, bool beats);

  sql::Database& database_;
  const base::Clock& clock_;
  const AttendanceLimits limits_;
  const std::string node_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<UserId, Change> waiting_;
  Moment next_beat_{};
  bool stops_ = false;
  std::thread thread_;
};

}  // namespace pult::live
