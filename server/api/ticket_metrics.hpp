// SPDX-License-Identifier: AGPL-3.0-or-later
// Metrics of tickets as the API shows them.
#pragma once
#include "api/present.hpp"
#include "tickets/metrics.hpp"

namespace pult::api {

json::object present_metrics(const Call& call, TicketId ticket, const tickets::Metrics& metrics);
// When what last happened: `include=dates`.
json::object present_dates(const tickets::Metrics& metrics);
json::object present_metric_event(const tickets::MetricEvent& event);

}  // namespace pult::api
