// SPDX-License-Identifier: AGPL-3.0-or-later
// What a ticket shows of other rows than its own, looked up for a whole page at once and only where it can be.
#pragma once
#include <span>

#include "api/present.hpp"

namespace pult::api {

// has_incidents and followup_ids.
Result<TicketRelations> load_relations(Call& call, std::span<const tickets::Listed> rows);

// These, and for agents what `include` asks for: metric_sets, dates and slas in each ticket.
struct TicketExtras {
  TicketRelations relations;
  std::map<std::int64_t, std::string> measured;  // members of a ticket: "metric_set":{...},"slas":{...}
};
// Into `body`: incident_counts and the arrays of api/ticket_sideloads.hpp.
Result<TicketExtras> load_ticket_extras(Call& call, std::span<const tickets::Listed> rows, json::object& body);

// A whole ticket, and the list of a page.
std::string write_ticket(const Showing& showing, const tickets::Listed& row, bool has_draft,
                         const TicketExtras& extras);
std::string write_tickets(const Showing& showing, std::span<const tickets::Listed> rows,
                          const std::set<std::int64_t>& drafts, const TicketExtras& extras);

// Of a single ticket: the clocks that `include=metric_events` asks for.
Result<void> add_metric_events(Call& call, TicketId ticket, json::object& body);

}  // namespace pult::api
