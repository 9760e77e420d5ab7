// SPDX-License-Identifier: AGPL-3.0-or-later
// What others did to an agent's tickets: gave one to them, answered one, made one more urgent. Kept for 30 days.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tickets/desk.hpp"

namespace pult::tickets {

using ActivityId = base::Id<struct ActivityTag>;

inline constexpr std::string_view verb_assignment = "tickets.assignment";
inline constexpr std::string_view verb_comment = "tickets.comment";
inline constexpr std::string_view verb_priority = "tickets.priority_increase";
inline constexpr std::string_view verb_approval_asked = "tickets.approval_request";
inline constexpr std::string_view verb_approval_decided = "tickets.approval_decision";
inline constexpr Micros activity_lifetime = 30 * base::day_us;

struct Activity {
  ActivityId id;
  UserId user, actor;
  TicketId ticket;
  CommentId comment;
  std::string verb, value;  // value: the new priority, what is to be approved, the decision
  Micros created_at = 0;
  std::string subject, comment_body;  // as they are now
  bool comment_public = false;
};

// Writes them with the change, in its transaction. Give it to the desk.
Hook activity_hook();

// One for `user` that no hook sees coming.
struct NewActivity {
  UserId user, actor;
  TicketId ticket;
  std::string_view verb, value;
  Micros at = 0;
};
Result<void> add_activity(sql::Transaction& tx, const NewActivity& activity);

struct ActivityFilter {
  std::optional<Micros> since;
  ActivityId before;  // newest first; 0: from the newest
  std::int64_t offset = 0;
  int limit = 100;
};
// The actor's own, of tickets they still may see, not older than 30 days.
Result<std::vector<Activity>> list_activities(sql::Transaction& tx, const people::Actor& actor, Micros now,
                                              const ActivityFilter& filter);
Result<std::int64_t> count_activities(sql::Transaction& tx, const people::Actor& actor, Micros now,
                                      const ActivityFilter& filter, std::int64_t limit);
Result<std::optional<Activity>> find_activity(sql::Transaction& tx, const people::Actor& actor, Micros now,
                                              ActivityId id);

}  // namespace pult::tickets
