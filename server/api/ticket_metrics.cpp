// SPDX-License-Identifier: AGPL-3.0-or-later
// ticket_metrics: what the lives of tickets measured.
#include "api/ticket_metrics.hpp"

#include "api/page.hpp"
#include "api/routes.hpp"
#include "tickets/view_set.hpp"

namespace pult::api {
namespace {

json::value minutes(std::optional<Micros> length) {
  return length ? json::value(*length / base::minute_us) : json::value(nullptr);
}
// Of sums it is not known when they ran.
json::object in_minutes(std::optional<Micros> length) { return {{"calendar", minutes(length)}, {"business", nullptr}}; }

json::object in_minutes(Micros start, std::optional<Micros> end, const tickets::BusinessHours* hours) {
  json::object out{{"calendar", nullptr}, {"business", nullptr}};
  if (!end) return out;
  out["calendar"] = (*end - start) / base::minute_us;
  if (hours) out["business"] = hours->calendar().open_between(start, *end) / base::minute_us;
  return out;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  tickets::TicketFilter filter;
  filter.condition = "t.status < 6 AND " + people::ticket_condition(call.actor);
  filter.order = tickets::Order::id_desc;
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = tickets::Position{0, TicketId(page.after[0])};
  std::vector<tickets::Ticket> rows;
  for (auto& row : PULT_TRY(tickets::list_tickets(call.tx, filter))) rows.push_back(std::move(row.ticket));
  const auto metrics = PULT_TRY(tickets::load_metrics(call.tx, rows));
  const auto set = PULT_TRY(call.services.desk.views(call.tx));
  return Answer{200, list_answer(
                         call, page, "ticket_metrics", rows, [](const tickets::Ticket& t) { return t.id.value; },
                         [&](const tickets::Ticket& t) {
                           return present_metrics(call, t.id, metrics.at(t.id.value), set->hours.get());
                         },
                         {})};
}

Result<Answer> show(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto metrics = PULT_TRY(tickets::load_metrics(call.tx, {ticket}));
  const auto set = PULT_TRY(call.services.desk.views(call.tx));
  const auto shown = present_metrics(call, ticket.id, metrics.at(ticket.id.value), set->hours.get());
  return Answer{200, {{"ticket_metric", shown}}};
}

}  // namespace

json::object present_metrics(const Call& call, TicketId ticket, const tickets::Metrics& m,
                             const tickets::BusinessHours* hours) {
  const auto reply = m.first_replied_at ? std::optional(*m.first_replied_at - m.created_at) : std::nullopt;
  return {
      {"url", call.url("ticket_metrics/" + std::to_string(ticket.value))},
      {"id", ticket.value},
      {"ticket_id", ticket.value},
      {"created_at", base::render_iso8601(m.created_at)},
      {"updated_at", base::render_iso8601(m.updated_at)},
      {"group_stations", m.group_stations},
      {"assignee_stations", m.assignee_stations},
      {"reopens", m.reopens},
      {"replies", m.replies},
      {"assignee_updated_at", time_or_null(m.assignee_updated_at)},
      {"requester_updated_at", base::render_iso8601(m.requester_updated_at)},
      {"status_updated_at", base::render_iso8601(m.status_updated_at)},
      {"initially_assigned_at", time_or_null(m.initially_assigned_at)},
      {"assigned_at", time_or_null(m.assigned_at)},
      {"solved_at", time_or_null(m.solved_at)},
      {"latest_comment_added_at", base::render_iso8601(m.latest_comment_added_at)},
      {"custom_status_updated_at", base::render_iso8601(m.custom_status_updated_at)},
      {"reply_time_in_minutes", in_minutes(m.created_at, m.first_replied_at, hours)},
      {"reply_time_in_seconds", {{"calendar", reply ? json::value(*reply / base::second_us) : json::value(nullptr)}}},
      {"first_resolution_time_in_minutes", in_minutes(m.created_at, m.first_solved_at, hours)},
      {"full_resolution_time_in_minutes", in_minutes(m.created_at, m.solved_at, hours)},
      {"agent_wait_time_in_minutes", in_minutes(m.agent_wait_us)},
      {"requester_wait_time_in_minutes", in_minutes(m.requester_wait_us)},
      {"on_hold_time_in_minutes", in_minutes(m.on_hold_us)}};
}

json::object present_dates(const tickets::Metrics& m) {
  return {{"assignee_updated_at", time_or_null(m.assignee_updated_at)},
          {"requester_updated_at", base::render_iso8601(m.requester_updated_at)},
          {"status_updated_at", base::render_iso8601(m.status_updated_at)},
          {"initially_assigned_at", time_or_null(m.initially_assigned_at)},
          {"assigned_at", time_or_null(m.assigned_at)},
          {"solved_at", time_or_null(m.solved_at)},
          {"latest_comment_added_at", base::render_iso8601(m.latest_comment_added_at)}};
}

json::object present_metric_event(const tickets::MetricEvent& event) {
  json::object out{{"id", event.id},         {"ticket_id", event.ticket.value},
                   {"metric", event.metric}, {"instance_id", event.instance},
                   {"type", event.type},     {"time", base::render_iso8601(event.time)}};
  if (event.type == "update_status") out["status"] = {{"calendar", event.calendar_minutes}, {"business", nullptr}};
  boost::system::error_code broken;
  if (!event.sla.empty()) out["sla"] = json::parse(event.sla, broken);
  return out;
}

std::vector<Route> ticket_metric_routes() {
  return {
      {"GET", "ticket_metrics", Who::agent, Mode::read, list},
      {"GET", "ticket_metrics/{id}", Who::agent, Mode::read, show},
      {"GET", "tickets/{id}/metrics", Who::agent, Mode::read, show},
  };
}

}  // namespace pult::api
