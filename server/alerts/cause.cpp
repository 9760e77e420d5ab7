// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/cause.hpp"

#include <algorithm>
#include <charconv>

#include "automation/sla_policy.hpp"
#include "automation/sla_rules.hpp"
#include "channels/mail/trouble.hpp"
#include "tickets/store.hpp"

namespace pult::alerts {
namespace {

bool is_idle(const tickets::Ticket& ticket) { return ticket.status >= tickets::Status::pending; }

Result<std::string> why_clock_over(sql::Transaction& tx, const Alert& alert) {
  const auto clocks = PULT_TRY(automation::list_sla_clocks(tx, {alert.ticket}));
  const auto metric = alert.text("metric");
  const auto clock = std::ranges::find_if(
      clocks, [&](const automation::SlaClock& one) { return sla::render_metric(one.metric) == metric; });
  if (clock == clocks.end()) return "changed";
  if (clock->instance != alert.number("instance") || clock->state == sla::State::fulfilled) return "answered";
  if (alert.event == "sla_breach") return clock->breached_at ? "" : "changed";
  return clock->state == sla::State::active && clock->due_at == alert.number("due_at") ? "" : "changed";
}

Result<std::string> why_ticket_over(sql::Transaction& tx, const Alert& alert) {
  const auto ticket = PULT_TRY(tickets::find_ticket(tx, alert.ticket));
  if (!ticket || ticket->status == tickets::Status::deleted) return "removed";
  if (is_idle(*ticket)) return "answered";
  return ticket->priority == "urgent" ? "" : "changed";
}

}  // namespace

Result<Cause> cause_of_clock(sql::Transaction& tx, std::string_view event, const tickets::Ticket& ticket,
                             const automation::SlaClock& clock) {
  Cause out{{event, automation::target_priority(ticket), clock.policy, ticket.group}, {}};
  const auto metric = std::string(sla::render_metric(clock.metric));
  const auto due_at = clock.due_at.value_or(0);
  out.alert.event = event;
  out.alert.ticket = ticket.id;
  out.alert.cause = std::to_string(ticket.id.value) + " " + metric + " " + std::to_string(clock.instance) + " " +
                    std::to_string(due_at);
  out.alert.facts = {
      {"metric", metric}, {"instance", clock.instance}, {"due_at", due_at}, {"policy_id", clock.policy.value}};
  if (const auto policy = PULT_TRY(automation::find_sla_policy(tx, clock.policy)))
    out.alert.facts["policy_title"] = policy->title;
  return out;
}

Cause cause_of_urgent(const tickets::Ticket& ticket) {
  Cause out{{"ticket_urgent", ticket.priority, {}, ticket.group}, {}};
  out.alert.event = "ticket_urgent";
  out.alert.ticket = ticket.id;
  out.alert.cause = "urgent " + std::to_string(ticket.id.value);
  return out;
}

Result<std::optional<Cause>> cause_of_mail(sql::Transaction& tx, const std::string& cause) {
  const auto trouble = PULT_TRY(channels::mail::find_trouble(tx, cause));
  if (!trouble) return std::optional<Cause>();
  Cause out;
  out.happened.event = trouble->is_outgoing ? "outgoing_failing" : "mailbox_failing";
  out.alert.event = out.happened.event;
  out.alert.cause = cause;
  out.alert.facts = {{"mailbox_id", trouble->mailbox.value}, {"address", trouble->address}};
  return out;
}

bool becomes_urgent(const tickets::Notice& notice) {
  if (notice.after.priority != "urgent" || is_idle(notice.after) || is_answer(notice)) return false;
  return !notice.before || notice.before->priority != "urgent";
}

bool is_answer(const tickets::Notice& notice) {
  const auto* comment = notice.comment;
  return notice.before && comment && comment->is_public && comment->author != notice.after.requester &&
         comment->author == notice.actor.id() && notice.actor.is_agent() && !notice.actor.is_system;
}

Result<std::string> why_over(sql::Transaction& tx, const Alert& alert) {
  if (alert.ticket) {
    const auto gone = PULT_TRY(why_ticket_over(tx, alert));
    if (alert.event == "ticket_urgent" || gone == "removed") return gone;
    return why_clock_over(tx, alert);
  }
  return PULT_TRY(channels::mail::find_trouble(tx, alert.cause)) ? "" : "recovered";
}

}  // namespace pult::alerts
