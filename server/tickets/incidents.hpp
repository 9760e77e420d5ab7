// SPDX-License-Identifier: AGPL-3.0-or-later
// Problems and the incidents they cause: solving the problem solves its incidents.
#pragma once
#include <set>

#include "tickets/desk.hpp"

namespace pult::tickets {

// unprocessable unless it is a problem that the actor sees (and 0, for none, always fits).
Result<void> check_problem(sql::Transaction& tx, const people::Actor& actor, TicketId problem);

// Which of these problems have incidents, in one query.
Result<std::set<std::int64_t>> find_with_incidents(sql::Transaction& tx, const std::vector<TicketId>& problems);

// Whether the change solved a problem, whose incidents then wait to be solved.
bool solves_problem(const Notice& notice);

// Solves the next few incidents of a problem, those with ids over `after`, with the problem's comment (0: none) on
// each. Gives the last id it looked at, 0 when there are no more.
Result<TicketId> solve_incidents(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId problem,
                                 CommentId comment, TicketId after);

}  // namespace pult::tickets
