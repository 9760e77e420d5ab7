// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is told of a change, and of what: decided and written in the transaction of the change.
#pragma once
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notify/notification.hpp"
#include "sla/deadline.hpp"
#include "tickets/desk.hpp"

namespace pult::notify {

// "@Anna Novák" in a text, of these names; the longest name wins. Pure.
std::set<UserId> find_mentioned(std::string_view text, const std::vector<std::pair<UserId, std::string>>& names);
// Whether a text has an @ that could begin a mention: those within addresses do not.
bool may_mention(std::string_view text);

// What the agent a ticket belongs to is told of a change that is not theirs; "" for nothing.
std::string_view kind_for_assignee(const tickets::Notice& notice, bool author_is_agent);
// Whether its assignee has lost the ticket by their group's rule (tickets/lifecycle_clock.hpp).
bool is_taken_back(const tickets::Notice& notice);
// Whether the agents of its group hear of a ticket that is nobody's.
bool is_new_to_group(const tickets::Notice& notice);

// Give it to the desk. Nobody hears of what they did themselves; somebody mentioned hears of that alone.
Result<void> tell(sql::Transaction& tx, const tickets::Notice& notice);

// A clock of a ticket is nearly (sla_warning) or already over (sla_breach): the assignee hears of it, the agents of its
// group where it is nobody's, the leads of its group, and admins where they are to.
struct SlaTold {
  std::string_view kind;
  sla::Metric metric = sla::Metric::first_reply;
  Micros due_at = 0;
  bool tells_admins = false;
};
Result<void> tell_sla(sql::Transaction& tx, const tickets::Ticket& ticket, const SlaTold& told, Micros now);

}  // namespace pult::notify
