// SPDX-License-Identifier: AGPL-3.0-or-later
// Why a clock stands where it stands, as keys with parameters that screens say in the language of their reader.
#pragma once
#include <boost/json/array.hpp>

#include "automation/sla_clock.hpp"

namespace pult::automation {

// In this order; parameters are texts and numbers:
//   policy {title, position}            the first one whose conditions hold
//   passed_over {title, reason, field, operator, value}   one before it; reason: condition | any | broken
//   priority {priority}                 whose target counts; no_priority: normal, because the ticket has none
//   target {minutes}
//   business_hours {schedule, time_zone} | no_schedule | calendar_hours
//   counts {metric, at}                 what the clock measures, and since when
//   pauses {count}                      how often it stood so far
//   paused {at}
//   ran {minutes}                       in the target's own time
//   met {at} | met_late {at} | breached {at} | due {at}
boost::json::array explain(const SlaTicket& ticket, const SlaClock& clock, const sla::Deadline& deadline);

}  // namespace pult::automation
