// SPDX-License-Identifier: AGPL-3.0-or-later
// Two clocks of a ticket that is being worked on, as rows with a timer each:
//   wait   of pending tickets, from the last public word to the customer on: a reminder, then solved
//   owner  of new and open tickets with an assignee, from the assignee's last touch on, in the desk's business hours:
//          the ticket goes back to its group. It stands while the ticket waits for somebody else (pending, on hold,
//          put off) and begins anew when the ticket is back, so that nobody loses what they could not work on.
//          A draft and a reply that leaves later are touches, too.
// What is imported begins with its first change here.
#pragma once
#include "tickets/definitions.hpp"
#include "tickets/desk.hpp"

namespace pult::tickets {

// Its subjects: "wait TICKET STARTED_AT", "owner TICKET STARTED_AT". A change of a ticket never waits for a timer that
// is being fired; one of a clock that is gone, or has begun anew since, finds nothing to do.
inline constexpr std::string_view lifecycle_timer = "lifecycle";
// Walks over unsolved tickets a few at a time, where a rule was changed: "wait 0 UPDATED_AT TICKET", "owner GROUP ...".
inline constexpr std::string_view lifecycle_start_timer = "lifecycle_start";
// The field of the event of a reminder; its value is when the ticket will be solved, or none.
inline constexpr std::string_view reminder_field = "reminder";

// `desk` is the one that the hook is added to.
Hook lifecycle_hook(const Desk& desk);

// Whether a mail would reach the customer of a ticket.
using Reach = std::function<Result<bool>(sql::Transaction&, const Ticket&)>;
Result<void> end_lifecycle_time(sql::Transaction& tx, const Desk& desk, const Reach& reach, const std::string& subject);
// When that can never be done: the clock ends.
Result<void> forget_clock(sql::Transaction& tx, const std::string& subject);

// In the transaction that changes a rule. Tickets that are there already get their clocks; those begin now.
Result<void> lifecycle_changed(sql::Transaction& tx, const Lifecycle& before, const Lifecycle& after, Micros now);
Result<void> policy_changed(sql::Transaction& tx, GroupId group, const GroupPolicy& before, const GroupPolicy& after,
                            Micros now);
Result<void> start_clocks(sql::Transaction& tx, const Desk& desk, const std::string& subject);

}  // namespace pult::tickets
