// SPDX-License-Identifier: AGPL-3.0-or-later
// Works on jobs: one thread that sleeps until a commit or an expired lease wakes it, never polling.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <thread>

#include "base/bell.hpp"
#include "jobs/jobs.hpp"

namespace pult::jobs {

// One item's work, inside the transaction that also keeps its result. It may run twice (its transaction was rolled
// back), so nothing but the transaction may be changed. An error undoes this item only and becomes its failure entry
// {index, error, details, success: false}; unavailable means that the item is tried again later.
// `index`: the item's place in the list that was enqueued.
using Step = std::function<Result<json::object>(sql::Transaction& tx, const people::Actor& actor,
                                                const json::value& item, int index)>;

// Most items of one job that are handed to the database at once: they share commits.
inline constexpr int max_in_flight = 32;

struct Kind {
  Step step;
  int in_flight = max_in_flight;  // 1: each item begins after the one before it is committed
};

class Runner {
 public:
  Runner(sql::Database& database, const base::Clock& clock);
  ~Runner();

  // Before start.
  void handle(std::string type, Kind kind);
  void start();
  // Ends after the items that are on their way; the rest goes on with the next start. Idempotent.
  void stop();
  // Another process committed something: there may be work.
  void wake();

 private:
  struct Active;
  void work();
  std::optional<Micros> claim(std::vector<Active>& active);
  bool advance(Active& active);
  bool conclude(Active& active, std::size_t done, bool is_last);

  sql::Database& database_;
  const base::Clock& clock_;
  const std::string node_;
  std::map<std::string, Kind, std::less<>> kinds_;
  std::shared_ptr<base::Bell> bell_;  // the database's listener may outlive the runner
  std::thread thread_;
};

}  // namespace pult::jobs
