// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/ticket_extras.hpp"

#include "api/ticket_metrics.hpp"
#include "api/ticket_sideloads.hpp"
#include "sql/id_list.hpp"
#include "tickets/follow_up.hpp"
#include "tickets/incidents.hpp"

namespace pult::api {
namespace {

TicketId id_of(const json::value& ticket) { return TicketId(ticket.at("id").as_int64()); }

std::vector<TicketId> ids_where(const json::array& tickets, std::string_view member, std::string_view value) {
  std::vector<TicketId> out;
  for (const auto& ticket : tickets)
    if (const auto* found = ticket.as_object().if_contains(member);
        found && found->is_string() && found->get_string() == value)
      out.push_back(id_of(ticket));
  return out;
}

Result<void> add_incidents(Call& call, json::array& tickets) {
  const auto with = PULT_TRY(tickets::find_with_incidents(call.tx, ids_where(tickets, "type", "problem")));
  for (auto& ticket : tickets)
    if (auto* has = ticket.get_object().if_contains("has_incidents"); has && with.contains(id_of(ticket).value))
      *has = true;
  return {};
}

Result<void> add_follow_ups(Call& call, json::array& tickets) {
  const auto found = PULT_TRY(tickets::find_follow_ups(call.tx, ids_where(tickets, "status", "closed")));
  for (auto& ticket : tickets) {
    const auto those = found.find(id_of(ticket).value);
    auto* shown = ticket.get_object().if_contains("followup_ids");
    if (those == found.end() || !shown) continue;
    json::array ids;
    for (const auto id : those->second) ids.push_back(id.value);
    *shown = std::move(ids);
  }
  return {};
}

Result<void> add_incident_counts(Call& call, const json::array& tickets, json::object& body) {
  json::object counts;
  const auto problems = ids_where(tickets, "type", "problem");
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

Result<void> add_measured(Call& call, json::array& tickets) {
  const bool sets = includes(call, "metric_sets"), dates = includes(call, "dates");
  if (!sets && !dates) return {};
  tickets::TicketFilter filter;
  std::vector<TicketId> ids;
  for (const auto& ticket : tickets) ids.push_back(id_of(ticket));
  filter.among = ids;
  filter.limit = int(ids.size());
  std::vector<tickets::Ticket> rows;
  for (auto& row : PULT_TRY(tickets::list_tickets(call.tx, filter))) rows.push_back(std::move(row.ticket));
  const auto metrics = PULT_TRY(tickets::load_metrics(call.tx, rows));
  for (auto& ticket : tickets) {
    const auto& measured = metrics.at(id_of(ticket).value);
    if (sets) ticket.get_object()["metric_set"] = present_metrics(call, id_of(ticket), measured);
    if (dates) ticket.get_object()["dates"] = present_dates(measured);
  }
  return {};
}

}  // namespace

Result<void> add_ticket_relations(Call& call, json::array& tickets) {
  PULT_TRY(add_incidents(call, tickets));
  return add_follow_ups(call, tickets);
}

Result<void> add_ticket_extras(Call& call, json::array& tickets, json::object& body) {
  PULT_TRY(add_ticket_relations(call, tickets));
  if (!people::may_see_internal(call.actor)) return {};
  if (includes(call, "incident_counts")) PULT_TRY(add_incident_counts(call, tickets, body));
  PULT_TRY(add_measured(call, tickets));
  PULT_TRY(add_ticket_sideloads(call, tickets, body));
  return {};
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
