// SPDX-License-Identifier: AGPL-3.0-or-later
// A closed ticket takes no more changes; what comes after it is a new ticket that follows it. So it is with a solved
// one where its group wants that.
#pragma once
#include <map>

#include "tickets/desk.hpp"

namespace pult::tickets {

// Fills what `wanted` leaves open (subject, requester, group, tags, fields, brand, people in copy) from the closed
// ticket `source`. not_found for one the actor may not see, unprocessable for one that is not closed.
Result<void> follow_up(sql::Transaction& tx, const people::Actor& actor, TicketId source, NewTicket& wanted);

// Where a customer's words go that would open a solved ticket again, by the policy of its group: this ticket, or an
// unsolved one of theirs that follows it already. nullopt: a new one.
Result<std::optional<Ticket>> place_of_answer(sql::Transaction& tx, const Definitions& definitions,
                                              const Ticket& solved, UserId author, Micros now);
// That new one, as the desk opens it in the customer's name.
NewTicket follow_up_by(const Ticket& solved, UserId author, NewComment comment);

// The tickets that follow each of these, in one query.
Result<std::map<std::int64_t, std::vector<TicketId>>> find_follow_ups(sql::Transaction& tx,
                                                                      const std::vector<TicketId>& sources);

}  // namespace pult::tickets
