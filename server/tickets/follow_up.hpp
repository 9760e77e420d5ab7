// SPDX-License-Identifier: AGPL-3.0-or-later
// A closed ticket takes no more changes; what comes after it is a new ticket that follows it.
#pragma once
#include <map>

#include "tickets/desk.hpp"

namespace pult::tickets {

// Fills what `wanted` leaves open (subject, requester, group, tags, fields, brand, people in copy) from the closed
// ticket `source`. not_found for one the actor may not see, unprocessable for one that is not closed.
Result<void> follow_up(sql::Transaction& tx, const people::Actor& actor, TicketId source, NewTicket& wanted);

// The tickets that follow each of these, in one query.
Result<std::map<std::int64_t, std::vector<TicketId>>> find_follow_ups(sql::Transaction& tx,
                                                                      const std::vector<TicketId>& sources);

}  // namespace pult::tickets
