// SPDX-License-Identifier: AGPL-3.0-or-later
// The outbox of webhooks: one row per call that is to be made, written with the change that causes it, and the log of
// what came of it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::channels::webhooks {

struct Invocation {
  std::int64_t number = 0;  // the order of events
  std::string id;           // ULID, the same in all attempts
  std::string webhook;
  std::string event_type;
  std::string payload;
  std::string state = "queued";  // queued -> sending -> success | failed | terminated, or queued again
  std::string outcome = "pending";
  int status_code = 0;
  std::int64_t attempts = 0;
  Micros next_attempt_at = 0, created_at = 0;
  std::optional<Micros> completed_at;
};

struct Attempt {
  std::string id, invocation;
  int status_code = 0;
  std::string outcome;
  std::string request, response;  // JSON {headers: [{key, value}], payload}
  Micros completed_at = 0;
};

Result<void> enqueue(sql::Transaction& tx, const Invocation& invocation);

// The next call that is due, taken for this worker until `lease_until`; webhooks with `max_per_webhook` calls under way
// wait, so that a slow receiver holds up nobody else.
Result<std::optional<Invocation>> claim(sql::Transaction& tx, Micros now, Micros lease_until, int max_per_webhook);
// When the next call falls due; those of busy webhooks count as well.
Result<std::optional<Micros>> next_due(sql::Transaction& tx);

// How a claimed call ended, or when it is tried again (state "queued"). False when it is no longer this worker's.
struct Ending {
  std::string state, outcome;
  int status_code = 0;
  Micros next_attempt_at = 0;
};
Result<bool> finish(sql::Transaction& tx, const Invocation& claimed, const Ending& ending, Micros now);
Result<void> insert_attempt(sql::Transaction& tx, const Attempt& attempt);
// Not sent now, and not counted as a try: the receiver is resting.
Result<void> put_back(sql::Transaction& tx, const Invocation& claimed, std::string_view outcome, Micros until);

// What finished before that is forgotten, a few at a time. Whether there was any.
Result<bool> forget(sql::Transaction& tx, Micros before);

struct InvocationFilter {
  std::string webhook, status;
  std::optional<Micros> from, to;  // by the last attempt
  std::int64_t after = 0;          // number of the last one seen
  bool ascending = false;
  int limit = 100;
};
Result<std::vector<Invocation>> list_invocations(sql::Transaction& tx, const InvocationFilter& filter);
Result<std::optional<Invocation>> find_invocation(sql::Transaction& tx, std::string_view webhook, std::string_view id);
Result<std::vector<Attempt>> list_attempts(sql::Transaction& tx, std::string_view invocation);

// The notification that wakes the workers.
inline constexpr std::string_view queued_channel = "webhook_queue";

}  // namespace pult::channels::webhooks
