// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes of tickets in the words of their clocks.
#pragma once
#include "sla/deadline.hpp"
#include "tickets/desk.hpp"

namespace pult::automation {

// The field of the event that an audit has when a clock is over; its value is the metric.
inline constexpr std::string_view sla_breach_field = "sla_breach";
// Nothing but that: what clocks say of a ticket moves no clock.
bool is_breach_only(const events::Audit& audit);

// What just happened.
Result<sla::Step> step_of(sql::Transaction& tx, const tickets::Notice& notice);
// Everything that ever happened to a ticket, from its audits.
Result<sla::Tracks> replay(sql::Transaction& tx, TicketId id);

}  // namespace pult::automation
