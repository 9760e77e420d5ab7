// SPDX-License-Identifier: AGPL-3.0-or-later
// Jobs as rows: work that goes on after the request that asked for it, item by item.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "people/access.hpp"
#include "sql/database.hpp"

namespace pult::jobs {

namespace json = boost::json;

using JobId = base::Id<struct JobTag>;

// queued -> working -> completed; killed by a person; failed when nobody knows the type.
struct Job {
  JobId id;
  std::string name;  // "V3-" and 32 hex digits: its id in the API
  std::string type;
  UserId actor;  // UserId(-1): the desk itself
  std::string state = "queued";
  std::int64_t total = 0, progress = 0;
  std::string message;
  Micros created_at = 0, updated_at = 0;

  bool is_finished() const { return state != "queued" && state != "working"; }
};

// How many jobs of people may wait or run at once; one more is rate_limited/"TooManyJobs".
inline constexpr std::int64_t max_unfinished = 30;
// Takes away some of the jobs that ended before; true when there may be more.
Result<bool> forget(sql::Transaction& tx, Micros before);
// The notification that wakes the runners.
inline constexpr std::string_view channel = "jobs";
// The notification that a job got further or ended, for its person to be told: "7 job V3-...".
inline constexpr std::string_view progress_channel = "progress";
void notify_progress(sql::Transaction& tx, const Job& job);

// Writes the job in the caller's transaction; it runs after the commit, item by item in order, as `actor` will then be
// allowed to. The desk itself (system_actor) is not limited in number.
Result<Job> enqueue(sql::Transaction& tx, const people::Actor& actor, std::string_view type, const json::array& items,
                    Micros now);

Result<std::optional<Job>> find_job(sql::Transaction& tx, std::string_view name);
// Newest first. `actor` 0: of everybody. `before` 0: from the newest.
Result<std::vector<Job>> list_jobs(sql::Transaction& tx, UserId actor, JobId before, std::int64_t offset, int limit);
// Results in the order of the items, of those done: at most `limit` behind position `after` (-1: from the first).
Result<json::array> load_results(sql::Transaction& tx, JobId id, std::int64_t after, int limit);
// No further item is begun. False when the job had ended.
Result<bool> kill(sql::Transaction& tx, const Job& job, Micros now);

// For steps that find more to do (a long list, piece by piece): the item that follows this one, at the end of the
// job and in the same transaction. It is no part of the result that people see.
void continue_with(json::object& result, json::value item);

}  // namespace pult::jobs
