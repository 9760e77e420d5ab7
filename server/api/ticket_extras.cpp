// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/ticket_extras.hpp"

#include "api/ticket_metrics.hpp"
#include "api/ticket_sideloads.hpp"
#include "api/ticket_sla.hpp"
#include "sql/id_list.hpp"
#include "tickets/follow_up.hpp"
#include "tickets/incidents.hpp"
#include "tickets/view_set.hpp"

namespace pult::api {
namespace {

template <class Wanted>
std::vector<TicketId> ids_where(std::span<const tickets::Listed> rows, Wanted wanted) {
  std::vector<TicketId> out;
  for (const auto& row : rows)
    if (wanted(row.ticket)) out.push_back(row.ticket.id);
  return out;
}

std::vector<TicketId> problems_of(std::span<const tickets::Listed> rows) {
  return ids_where(rows, [](const tickets::Ticket& ticket) { return ticket.type == "problem"; });
}

Result<void> add_incident_counts(Call& call, std::span<const tickets::Listed> rows, json::object& body) {
  json::object counts;
  const auto problems = problems_of(rows);
  const sql::IdList list(call.tx, problems);
  if (!problems.empty())
    PULT_TRY(call.tx.each("SELECT problem_id, COUNT(*) FROM tickets WHERE status < 6 AND problem_id" + list.among(1) +
                              " GROUP BY problem_id",
                          {list}, [&](const sql::Row& row) -> Result<void> {
                            counts[std::to_string(row.int64(0))] = row.int64(1);
                            return {};
                          }));
  body["incident_counts"] = std::move(counts);
  return {};
}

Result<void> add_measured(Call& call, std::span<const tickets::Listed> rows, TicketExtras& extras) {
  const bool sets = includes(call, "metric_sets"), dates = includes(call, "dates");
  if (!sets && !dates) return {};
  const auto set = PULT_TRY(call.services.desk.views(call.tx));
  std::vector<tickets::Ticket> tickets;
  for (const auto& row : rows) tickets.push_back(row.ticket);
  for (const auto& [id, metrics] : PULT_TRY(tickets::load_metrics(call.tx, tickets))) {
    auto& text = extras.measured[id];
    if (sets)
      text += "\"metric_set\":" + json::serialize(present_metrics(call, TicketId(id), metrics, set->hours.get()));
    if (dates) text += (sets ? ",\"dates\":" : "\"dates\":") + json::serialize(present_dates(metrics));
  }
  return {};
}

void append_ticket(const Showing& showing, const tickets::Listed& row, bool has_draft, const TicketExtras& extras,
                   std::string& out) {
  ObjectText ticket(out);
  write_ticket(showing, row, has_draft, extras.relations, ticket);
  if (const auto measured = extras.measured.find(row.ticket.id.value); measured != extras.measured.end())
    out.append(",").append(measured->second);
  ticket.close();
}

}  // namespace

Result<TicketRelations> load_relations(Call& call, std::span<const tickets::Listed> rows) {
  TicketRelations out;
  out.with_incidents = PULT_TRY(tickets::find_with_incidents(call.tx, problems_of(rows)));
  out.follow_ups = PULT_TRY(tickets::find_follow_ups(call.tx, ids_where(rows, [](const tickets::Ticket& ticket) {
                                                       return ticket.status == tickets::Status::closed;
                                                     })));
  return out;
}

Result<TicketExtras> load_ticket_extras(Call& call, std::span<const tickets::Listed> rows, json::object& body) {
  TicketExtras out;
  out.relations = PULT_TRY(load_relations(call, rows));
  if (!people::may_see_internal(call.actor)) return out;
  if (includes(call, "incident_counts")) PULT_TRY(add_incident_counts(call, rows, body));
  PULT_TRY(add_measured(call, rows, out));
  if (includes(call, "slas"))
    for (auto& [id, members] : PULT_TRY(write_slas(call, rows))) {
      auto& text = out.measured[id];
      text.append(text.empty() ? "" : ",").append(members);
    }
  PULT_TRY(add_ticket_sideloads(call, rows, body));
  return out;
}

std::string write_ticket(const Showing& showing, const tickets::Listed& row, bool has_draft,
                         const TicketExtras& extras) {
  std::string out;
  append_ticket(showing, row, has_draft, extras, out);
  return out;
}

std::string write_tickets(const Showing& showing, std::span<const tickets::Listed> rows,
                          const std::set<std::int64_t>& drafts, const TicketExtras& extras) {
  constexpr std::size_t bytes_of_one = 1'700;  // most have fewer with a description of some lines
  std::string out = "[";
  out.reserve(rows.size() * bytes_of_one);
  for (const auto& row : rows) {
    if (out.size() > 1) out += ',';
    append_ticket(showing, row, drafts.contains(row.ticket.id.value), extras, out);
  }
  return out += ']';
}

Result<void> add_metric_events(Call& call, TicketId ticket, json::object& body) {
  if (!includes(call, "metric_events") || !people::may_see_internal(call.actor)) return {};
  json::object by_metric;
  for (const auto& event : PULT_TRY(tickets::list_metric_events_of(call.tx, ticket))) {
    auto& list = by_metric[event.metric];
    if (!list.is_array()) list = json::array();
    list.get_array().push_back(present_metric_event(event));
  }
  body["metric_events"] = std::move(by_metric);
  return {};
}

}  // namespace pult::api
