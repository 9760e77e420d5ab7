// SPDX-License-Identifier: AGPL-3.0-or-later
// What merging people and organizations does to tickets. Closed and deleted tickets move too: a person who is no more
// cannot be asked. Private to those use cases: access has been checked.
#pragma once
#include "tickets/desk.hpp"

namespace pult::tickets {

// The job that moves the tickets of merged people: items {"ticket", "from", "to"}.
inline constexpr std::string_view merge_users_job = "Merge Users";

// Tickets that name a user as requester, in copy or as follower; in id order.
Result<std::vector<TicketId>> list_tickets_naming(sql::Transaction& tx, UserId user);
Result<std::vector<TicketId>> list_tickets_of(sql::Transaction& tx, OrganizationId organization, TicketId after,
                                              int limit);

// One audit each; nothing when the ticket does not name `from` (any more).
Result<void> replace_person(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                            UserId from, UserId to);
Result<void> replace_organization(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                                  OrganizationId from, OrganizationId to);
// What `from` wrote is `to`'s.
Result<void> replace_author(sql::Transaction& tx, UserId from, UserId to);

}  // namespace pult::tickets
