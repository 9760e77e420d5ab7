// SPDX-License-Identifier: AGPL-3.0-or-later
// Metrics of tickets as the API shows them.
#pragma once
#include "api/present.hpp"
#include "tickets/business_hours.hpp"
#include "tickets/metrics.hpp"

namespace pult::api {

// `hours`: of the desk, null without a schedule. Lengths whose beginning and end are known are also told in them.
json::object present_metrics(const Call& call, TicketId ticket, const tickets::Metrics& metrics,
                             const tickets::BusinessHours* hours);
// When what last happened: `include=dates`.
json::object present_dates(const tickets::Metrics& metrics);
json::object present_metric_event(const tickets::MetricEvent& event);

}  // namespace pult::api
