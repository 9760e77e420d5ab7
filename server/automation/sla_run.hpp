// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs the clocks of tickets: in the transaction of every change of one, and by a timer when one is over.
// A change of a policy, a schedule or a holiday counts for a ticket from the ticket's next change on.
#pragma once
#include "automation/sla_clock.hpp"
#include "tickets/desk.hpp"

namespace pult::automation {

// Its subjects: "TICKET DUE_AT". One for each deadline, so that a change of a ticket never waits for a timer that is
// being fired; those of deadlines that were met find nothing to do.
inline constexpr std::string_view sla_timer = "sla";
// What the live wire calls the clocks of a ticket (tickets::tell_part).
inline constexpr std::string_view slas_part = "slas";

// `desk` is the one that the hook is added to.
tickets::Hook sla_hook(const tickets::Desk& desk);
// A deadline may have come: what is over by now becomes breached, and an event of its ticket.
Result<void> end_sla_time(sql::Transaction& tx, const tickets::Desk& desk, const std::string& subject);

// What a clock stands for in metric events.
std::string_view metric_event_name(sla::Metric metric);

}  // namespace pult::automation
