// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent was told of, with whether they have seen it. Kept for 60 days. Rows hold facts; words are made by who
// shows them. Whether the agent may still see the ticket is asked at each read.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "people/access.hpp"
#include "tickets/ids.hpp"

namespace pult::notify {

using NotificationId = base::Id<struct NotificationTag>;

inline constexpr Micros notification_lifetime = 60 * base::day_us;
inline constexpr int most_unread = 100;  // more are not told apart

struct Notification {
  NotificationId id;
  UserId user;
  std::string kind;
  TicketId ticket;
  CommentId comment;
  UserId actor;  // -1: the desk itself
  std::string actor_name;
  std::string subject;  // of the ticket, as it is now
  std::string excerpt;  // of the comment's visible part
  std::string metric;   // of kinds sla_warning and sla_breach: the clock, and when it is due
  std::optional<Micros> due_at;
  Micros created_at = 0;
  std::optional<Micros> read_at;
};

struct NotificationFilter {
  bool unread_only = false;
  NotificationId before;  // newest first; 0: from the newest
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<Notification>> list_notifications(sql::Transaction& tx, const people::Actor& actor,
                                                     const NotificationFilter& filter);
// Of these, what the actor has not seen yet and may see, oldest first.
Result<std::vector<Notification>> list_unread(sql::Transaction& tx, const people::Actor& actor,
                                              const std::vector<NotificationId>& ids);
// Looks at no more than `limit` rows.
Result<std::int64_t> count_notifications(sql::Transaction& tx, const people::Actor& actor, bool unread_only, int limit);

// Which are seen now: these, those of a ticket, or all up to one. How many changed.
struct Seen {
  std::vector<NotificationId> ids;
  TicketId ticket;
  NotificationId up_to;
};
Result<std::int64_t> mark_read(sql::Transaction& tx, UserId user, const Seen& seen, Micros now);

// The windows of this agent hear that there is something new, or that something was seen (live/inbox.hpp).
void tell_windows(sql::Transaction& tx, UserId user);

}  // namespace pult::notify
