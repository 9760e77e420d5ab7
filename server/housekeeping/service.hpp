// SPDX-License-Identifier: AGPL-3.0-or-later
// Housekeeping of one server process: a thread that makes reports when somebody asks, and follows links. Reading is a
// snapshot, thinking and the network are outside of transactions, and what comes of it is written in short ones.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "housekeeping/findings.hpp"
#include "housekeeping/store.hpp"
#include "net/address_guard.hpp"
#include "timers/runner.hpp"

namespace pult::housekeeping {

class Service {
 public:
  Service(sql::Database& database, const base::Clock& clock, net::AddressGuard guard);
  ~Service();

  // The report of each week. Before the runner starts.
  void add_timer(timers::Runner& runner);
  void start();
  // Idempotent. What was begun goes on with the next start.
  void stop();
  void wake();

 private:
  void work();
  // What is due now; when something is due next.
  std::optional<Micros> run_due();
  bool run_report();
  bool follow_links();
  // Reads, thinks, writes.
  Result<void> look(const Report& report, std::string_view expected_state);
  Result<Findings> find(std::vector<std::string>& links);

  sql::Database& database_;
  const base::Clock& clock_;
  const net::AddressGuard guard_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace pult::housekeeping
