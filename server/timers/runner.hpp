// SPDX-License-Identifier: AGPL-3.0-or-later
// Fires timers: one thread that sleeps until the earliest is due or a commit wakes it, never polling.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "base/bell.hpp"
#include "timers/timers.hpp"

namespace pult::timers {

struct Kind {
  // The effect, in the transaction that also removes the timer; it may set the timer again. It may run twice (its
  // transaction was rolled back), so nothing but the transaction may be changed.
  std::function<Result<void>(sql::Transaction& tx, const std::string& subject)> run;
  // When `run` ends with an error that another try will not mend: in a transaction of its own, which removes the timer.
  // Without it, and for unavailable and internal errors, the timer is tried again, later each time.
  std::function<Result<void>(sql::Transaction& tx, const std::string& subject, const Error& why)> give_up{};
};

// Timers that are fired at once: they share commits.
inline constexpr int max_in_flight = 32;
// After so many internal errors a timer is given up, where its kind knows how to.
inline constexpr std::int64_t max_attempts = 8;
// How long a timer waits after it has failed `attempts` times.
Micros back_off(std::int64_t attempts);

class Runner {
 public:
  Runner(sql::Database& database, const base::Clock& clock);
  ~Runner();

  // Before start.
  void handle(std::string kind, Kind how);
  void start();
  // Ends after what is being fired. Idempotent.
  void stop();
  // The clock was put forward, or another process committed something.
  void wake();

 private:
  struct Fired;
  void work();
  std::string add_kinds(std::vector<sql::Param>& params) const;
  std::optional<Micros> fire_due();
  bool fire_some(int count);
  Result<void> fire_next(sql::Transaction& tx, Fired& fired) const;
  bool settle(const Fired& fired);

  sql::Database& database_;
  const base::Clock& clock_;
  std::map<std::string, Kind, std::less<>> kinds_;
  std::shared_ptr<base::Bell> bell_;  // the database's listener may outlive the runner
  std::thread thread_;
};

}  // namespace pult::timers
