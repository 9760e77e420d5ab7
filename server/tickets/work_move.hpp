// SPDX-License-Identifier: AGPL-3.0-or-later
// The work beside tickets (checklists, time, approvals) goes with them when they are merged.
#pragma once
#include "tickets/ticket.hpp"

namespace pult::tickets {

// What the source's row says then: nothing was spent on it and nothing waits.
void plan_no_work(const Ticket& source, std::vector<events::Event>& planned);
// Moves the rows, checklists behind those of the target.
Result<void> move_work(sql::Transaction& tx, TicketId source, TicketId target);
// What the target's row says when all are moved.
Result<void> plan_work(sql::Transaction& tx, const Ticket& target, std::vector<events::Event>& planned);

}  // namespace pult::tickets
