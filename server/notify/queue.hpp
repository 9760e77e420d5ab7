// SPDX-License-Identifier: AGPL-3.0-or-later
// Pushes that wait: one row per message and browser, from the commit that causes it until the push service took it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "notify/notification.hpp"
#include "notify/subscription.hpp"

namespace pult::notify {

// So long a window that shows the ticket has to say that its agent has seen it.
inline constexpr Micros grace = 2 * base::second_us;
// A push service keeps a message that long for a browser that is away; what waits here longer is no news.
inline constexpr Micros push_lifetime = base::day_us;

struct Waiting {
  std::int64_t id = 0;
  SubscriptionId subscription;
  NotificationId notification;  // 0: a test
  std::int64_t attempts = 0;    // with the one that begins
  Micros created_at = 0;
};

// A notification that was just written.
struct Told {
  NotificationId id;
  UserId user;
  std::optional<Micros> mail_due_at;
};
// One message of each notification to each browser of its agent, where `choice` (SQL on settings s) is push.
Result<void> enqueue_for(sql::Transaction& tx, const std::vector<Told>& notifications, const std::string& choice,
                         Micros now);
Result<void> enqueue_test(sql::Transaction& tx, SubscriptionId subscription, Micros now);

// All that is due for one browser, with what falls due within the second after, taken for this worker until
// `lease_until`.
Result<std::vector<Waiting>> claim(sql::Transaction& tx, Micros now, Micros lease_until);
Result<std::optional<Micros>> next_due(sql::Transaction& tx);
// The end of what was claimed; rows that another worker took meanwhile stay.
Result<void> finish(sql::Transaction& tx, const Waiting& claimed);
// Later again. `counts`: the try was one.
Result<void> put_back(sql::Transaction& tx, const Waiting& claimed, Micros until, bool counts);
// One server owns an SQLite desk: what is being sent when it starts was interrupted.
Result<void> release_all(sql::Transaction& tx, Micros now);

// The notification that wakes the worker.
inline constexpr std::string_view queued_channel = "push_queue";

}  // namespace pult::notify
