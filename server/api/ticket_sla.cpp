// SPDX-License-Identifier: AGPL-3.0-or-later
// tickets/{id}/slas, and what lists and the dashboard show of clocks.
#include "api/ticket_sla.hpp"

#include "api/present.hpp"
#include "api/routes.hpp"
#include "automation/sla_risk.hpp"
#include "automation/sla_rules.hpp"
#include "automation/sla_why.hpp"

namespace pult::api {
namespace {

using automation::SlaClock;
using automation::SlaTicket;

// What reading clocks takes beside their rows.
struct Watch {
  std::shared_ptr<const tickets::ViewSet> set;
  Micros now = 0;

  sla::Deadline read(const SlaTicket& ticket, const SlaClock& clock) const {
    const auto* calendar = clock.business_hours && set->hours ? &set->hours->calendar() : nullptr;
    return sla::deadline(ticket.tracks[clock.metric], {clock.target_s * base::second_us, calendar}, now)
        .value_or(sla::Deadline());
  }
};
std::vector<TicketId> ids_of(std::span<const tickets::Listed> tickets) {
  std::vector<TicketId> ids;
  for (const auto& listed : tickets) ids.push_back(listed.ticket.id);
  return ids;
}

Result<Watch> watch_of(Call& call) { return Watch{PULT_TRY(call.services.desk.views(call.tx)), call.now()}; }

// The time that is left in the largest unit that has a whole one of it; negative when it is over.
void add_rest(json::object& out, const SlaClock& clock, const sla::Deadline& deadline, Micros now) {
  const bool stands = clock.state == sla::State::paused && !clock.breached_at;
  const auto rest = stands         ? clock.target_s * base::second_us - deadline.ran
                    : clock.due_at ? *clock.due_at - now
                                   : Micros(0);
  const auto length = rest < 0 ? -rest : rest;
  if (length >= base::day_us)
    out["days"] = rest / base::day_us;
  else if (length >= base::hour_us)
    out["hours"] = rest / base::hour_us;
  else
    out["minutes"] = rest / base::minute_us;
}

std::string_view stage_of(sla::State state) {
  return state == sla::State::fulfilled ? std::string_view("achieved") : sla::render_state(state);
}

json::object present_metric(const SlaTicket& ticket, const SlaClock& clock, const Watch& watch) {
  json::object out{{"breach_at", time_or_null(clock.due_at)},
                   {"stage", stage_of(clock.state)},
                   {"metric", sla::render_metric(clock.metric)}};
  add_rest(out, clock, watch.read(ticket, clock), watch.now);
  return out;
}

json::object present_clock(const SlaTicket& ticket, const SlaClock& clock, const std::string& policy,
                           const Watch& watch) {
  const auto deadline = watch.read(ticket, clock);
  return {{"metric", sla::render_metric(clock.metric)},
          {"policy_id", clock.policy.value},
          {"policy_title", policy},
          {"state", sla::render_state(clock.state)},
          {"target_minutes", clock.target_s / 60},
          {"business_hours", clock.business_hours},
          {"instance", clock.instance},
          {"started_at", base::render_iso8601(clock.started_at)},
          {"due_at", time_or_null(clock.due_at)},
          {"fulfilled_at", time_or_null(clock.fulfilled_at)},
          {"breached_at", time_or_null(clock.breached_at)},
          {"elapsed_minutes", deadline.ran / base::minute_us},
          {"why", automation::explain(ticket, clock, deadline)}};
}

Result<Answer> list(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  json::array out;
  const auto row = PULT_TRY(automation::find_sla_ticket(call.tx, ticket.id));
  if (row) {
    const auto watch = PULT_TRY(watch_of(call));
    const auto policy = PULT_TRY(automation::find_sla_policy(call.tx, row->policy));
    for (const auto& clock : PULT_TRY(automation::list_sla_clocks(call.tx, {ticket.id})))
      out.push_back(present_clock(*row, clock, policy ? policy->title : "", watch));
  }
  return Answer{200, {{"slas", std::move(out)}}};
}

}  // namespace

Result<std::map<std::int64_t, std::string>> write_slas(Call& call, std::span<const tickets::Listed> tickets) {
  const auto ids = ids_of(tickets);
  const auto rows = PULT_TRY(automation::load_sla_tickets(call.tx, ids));
  const auto watch = PULT_TRY(watch_of(call));
  std::map<std::int64_t, json::array> metrics;
  for (const auto& clock : PULT_TRY(automation::list_sla_clocks(call.tx, ids)))
    if (const auto row = rows.find(clock.ticket.value); row != rows.end())
      metrics[clock.ticket.value].push_back(present_metric(row->second, clock, watch));
  std::map<std::int64_t, std::string> out;
  for (const auto id : ids) {
    const auto row = rows.find(id.value);
    const auto due_at = row == rows.end() ? json::value(nullptr) : time_or_null(row->second.due_at);
    out[id.value] = "\"slas\":{\"policy_metrics\":" + json::serialize(metrics[id.value]) +
                    "},\"sla_due_at\":" + json::serialize(due_at);
  }
  return out;
}

Result<std::map<std::int64_t, json::value>> load_sla_due(Call& call, std::span<const tickets::Listed> tickets) {
  std::map<std::int64_t, json::value> out;
  for (const auto& [id, row] : PULT_TRY(automation::load_sla_tickets(call.tx, ids_of(tickets))))
    out[id] = time_or_null(row.due_at);
  return out;
}

Result<json::object> present_sla_risk(Call& call) {
  const auto risk = PULT_TRY(automation::load_sla_risk(call.tx, call.actor, call.now()));
  json::array next;
  for (const auto& one : risk.next)
    next.push_back(json::object{{"ticket_id", one.ticket.value},
                                {"subject", one.subject},
                                {"metric", sla::render_metric(one.metric)},
                                {"due_at", base::render_iso8601(one.due_at)},
                                {"group_id", id_or_null(one.group)},
                                {"assignee_id", id_or_null(one.assignee)}});
  return json::object{{"at_risk", risk.at_risk}, {"breached", risk.breached}, {"next", std::move(next)}};
}

std::vector<Route> ticket_sla_routes() { return {{"GET", "tickets/{id}/slas", Who::agent, Mode::read, list}}; }

}  // namespace pult::api
