// SPDX-License-Identifier: AGPL-3.0-or-later
// What a ticket shows of other rows than its own, looked up for a whole page at once and only where it can be.
#pragma once
#include "api/present.hpp"

namespace pult::api {

// has_incidents and followup_ids of presented tickets. Other objects may stand among them.
Result<void> add_ticket_relations(Call& call, json::array& tickets);
// These, and for agents what `include` asks for: metric_sets and
// dates in each ticket, incident_counts in `body`.
Result<void> add_ticket_extras(Call& call, json::array& tickets, json::object& body);

// Of a single ticket: the clocks that `include=metric_events` asks for.
Result<void> add_metric_events(Call& call, TicketId ticket, json::object& body);

}  // namespace pult::api
