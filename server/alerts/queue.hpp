// SPDX-License-Identifier: AGPL-3.0-or-later
// Calls to alert channels that wait: one row each, from the round that asks for them until the channel took them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/channel.hpp"

namespace pult::alerts {

struct QueuedCall {
  std::int64_t id = 0;
  std::int64_t alert = 0;
  ChannelId channel;
  std::string state;          // queued | sending | sent | failed | dropped
  std::int64_t attempts = 0;  // with the one that begins
  int status_code = 0;        // 0: no answer
  std::string error;
  Micros next_attempt_at = 0, created_at = 0;
  std::optional<Micros> completed_at;
  std::string channel_name;  // as it is now
};

Result<void> enqueue_call(sql::Transaction& tx, std::int64_t alert, ChannelId channel, Micros now);
// The next call that is due, taken for this worker until `lease_until`.
Result<std::optional<QueuedCall>> claim_call(sql::Transaction& tx, Micros now, Micros lease_until);
Result<std::optional<Micros>> next_call_due(sql::Transaction& tx);

struct CallEnding {
  std::string state, error;
  int status_code = 0;
  Micros next_attempt_at = 0;  // of state queued
};
// False when it is no longer this worker's.
Result<bool> finish_call(sql::Transaction& tx, const QueuedCall& claimed, const CallEnding& ending, Micros now);
// What waits for an alert that was taken or is over.
Result<void> drop_waiting(sql::Transaction& tx, std::int64_t alert, Micros now);
// One server owns an SQLite desk: what is being sent when it starts was interrupted.
Result<void> release_calls(sql::Transaction& tx, Micros now);

Result<std::optional<QueuedCall>> find_call(sql::Transaction& tx, std::int64_t id);
// Of these alerts, in the order they were made.
Result<std::vector<QueuedCall>> list_calls(sql::Transaction& tx, const std::vector<std::int64_t>& alerts);

// The notification that wakes the workers.
inline constexpr std::string_view calls_channel = "alert_calls";

}  // namespace pult::alerts
