// SPDX-License-Identifier: AGPL-3.0-or-later
// What alerts are raised for, and when it is over: read from the rows of tickets, clocks and mailboxes.
#pragma once
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "automation/sla_clock.hpp"
#include "tickets/desk.hpp"

namespace pult::alerts {

// Something that rules may want to be loud about. Its alert is not stored yet.
struct Cause {
  Happened happened;
  Alert alert;
};
// `event`: sla_warning | sla_breach.
Result<Cause> cause_of_clock(sql::Transaction& tx, std::string_view event, const tickets::Ticket& ticket,
                             const automation::SlaClock& clock);
Cause cause_of_urgent(const tickets::Ticket& ticket);
// Which of mailbox_failing and outgoing_failing holds for a mailbox now. "mailbox 3" or "outgoing 3" is its cause.
Result<std::optional<Cause>> cause_of_mail(sql::Transaction& tx, const std::string& cause);

// Became urgent, or is new and urgent, and nobody has answered.
bool becomes_urgent(const tickets::Notice& notice);
// A public answer of an agent; what an agent opens a ticket with is none.
bool is_answer(const tickets::Notice& notice);

// Why an alert has no cause any more; "" while it has.
Result<std::string> why_over(sql::Transaction& tx, const Alert& alert);

}  // namespace pult::alerts
