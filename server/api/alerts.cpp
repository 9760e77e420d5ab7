// SPDX-License-Identifier: AGPL-3.0-or-later
// alerts: what is loud now and was, and who took it: in the app, or by the link in an alert. The link only asks; a
// button takes it, because programs that look through messages follow links.
#include "alerts/alert.hpp"

#include "alerts/queue.hpp"
#include "alerts/service.hpp"
#include "alerts/words.hpp"
#include "api/html_page.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "text/html_text.hpp"

namespace pult::api {
namespace {

using alerts::Alert;
using alerts::AlertId;
using Calls = std::map<std::int64_t, json::array>;

json::object present_call(const alerts::QueuedCall& one) {
  return {{"channel_id", one.channel.value},
          {"channel_name", text_or_null(one.channel_name)},
          {"state", one.state},
          {"attempts", one.attempts},
          {"status_code", one.status_code},
          {"error", text_or_null(one.error)},
          {"created_at", base::render_iso8601(one.created_at)},
          {"completed_at", time_or_null(one.completed_at)}};
}

json::object present_alert(const Call& call, const Alert& alert, const Calls& calls) {
  const auto made = calls.find(alert.id.value);
  const auto fact = [&](std::string_view name) {
    return alert.number(name) ? json::value(alert.number(name)) : json::value(nullptr);
  };
  return {{"url", call.url("alerts/" + std::to_string(alert.id.value))},
          {"id", alert.id.value},
          {"state", alert.state()},
          {"event", alert.event},
          {"rule_id", alert.rule.value},
          {"rule_title", text_or_null(alert.rule_title)},
          {"ticket_id", id_or_null(alert.ticket)},
          {"subject", text_or_null(alert.subject)},
          {"priority", text_or_null(alert.priority)},
          {"metric", text_or_null(alert.text("metric"))},
          {"due_at", alert.number("due_at") ? time_or_null(alert.number("due_at")) : json::value(nullptr)},
          {"policy_id", fact("policy_id")},
          {"policy_title", text_or_null(alert.text("policy_title"))},
          {"mailbox_id", fact("mailbox_id")},
          {"mailbox_address", text_or_null(alert.text("address"))},
          {"rounds", alert.rounds},
          {"escalated_at", time_or_null(alert.escalated_at)},
          {"acknowledged_at", time_or_null(alert.acknowledged_at)},
          {"acknowledged_by_id", id_or_null(alert.acknowledged_by)},
          {"acknowledged_by_name", text_or_null(alert.acknowledged_by_name)},
          {"acknowledged_via", text_or_null(alert.acknowledged_via)},
          {"ended_at", time_or_null(alert.ended_at)},
          {"end_reason", text_or_null(alert.end_reason)},
          {"calls", made == calls.end() ? json::array() : made->second},
          {"created_at", base::render_iso8601(alert.created_at)}};
}

Result<Calls> calls_of(Call& call, const std::vector<Alert>& rows) {
  std::vector<std::int64_t> ids;
  for (const auto& row : rows) ids.push_back(row.id.value);
  Calls out;
  for (const auto& one : PULT_TRY(alerts::list_calls(call.tx, ids))) out[one.alert].push_back(present_call(one));
  return out;
}

Result<Answer> answer_alert(Call& call, AlertId id) {
  const auto alert = PULT_TRY(alerts::access_alert(call.tx, call.actor, id));
  if (!alert) return base::fail_not_found();
  return Answer{200, {{"alert", present_alert(call, *alert, PULT_TRY(calls_of(call, {*alert})))}}};
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  alerts::AlertFilter filter;
  filter.state = call.request.query_value("state");
  if (filter.state != "" && filter.state != "open" && filter.state != "acknowledged" && filter.state != "ended")
    return base::fail(ErrorKind::invalid, "InvalidValue", "state must be open, acknowledged or ended");
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.before = AlertId(page.after[0]);
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(alerts::count_alerts(call.tx, call.actor, filter.state, int(max_offset)));
  auto rows = PULT_TRY(alerts::list_alerts(call.tx, call.actor, filter));
  const auto calls = PULT_TRY(calls_of(call, rows));
  return Answer{200, list_answer(
                         call, page, "alerts", rows, [](const Alert& one) { return one.id.value; },
                         [&](const Alert& one) { return present_alert(call, one, calls); }, [&] { return total; })};
}

Result<Answer> show(Call& call) { return answer_alert(call, AlertId(call.ids[0])); }

// Taken twice is taken by the first: the answer says by whom.
Result<Answer> acknowledge(Call& call) {
  const auto alert = PULT_TRY(alerts::access_alert(call.tx, call.actor, AlertId(call.ids[0])));
  if (!alert) return base::fail_not_found();
  PULT_TRY(alerts::acknowledge(call.tx, *alert, {call.actor.id(), "app"}, call.now()));
  return answer_alert(call, alert->id);
}

// Whoever holds a link in their hands.
struct Linked {
  Alert alert;
  std::string channel;
};
Result<std::optional<Linked>> find_linked(Call& call) {
  const auto link = alerts::parse_link(call.word);
  if (!link) return std::optional<Linked>();
  const auto alert = PULT_TRY(alerts::find_alert(call.tx, link->alert));
  const auto made = PULT_TRY(alerts::find_call(call.tx, link->call));
  if (!alert || !made || made->alert != alert->id.value) return std::optional<Linked>();
  const auto secret = PULT_TRY(call.services.alerts->secrets().open(alert->secret));
  if (!crypto::equal_in_constant_time(call.word, alerts::render_link(link->alert, link->call, secret)))
    return std::optional<Linked>();
  return Linked{*alert, made->channel_name.empty() ? "link" : made->channel_name};
}

std::string paragraph(std::string_view content) { return "<p dir=\"auto\">" + std::string(content) + "</p>"; }

Result<Answer> page_of_alert(Call& call, const std::optional<Linked>& linked, bool is_fresh) {
  const auto look = PULT_TRY(page_look(call));
  const auto& words = alerts::words_of(look.language);
  if (!linked) return html_page(404, words.dead_title, paragraph(words.dead), {}, look);
  const auto& alert = linked->alert;
  auto about = paragraph("<strong>" + text::escaped(alerts::title_of(alert, look.language)) + "</strong>");
  if (!alert.subject.empty()) about += paragraph(text::escaped(alert.subject));
  if (is_fresh) return html_page(200, words.thanks_title, about + paragraph(words.thanks), {}, look);
  if (!alert.is_running()) return html_page(200, words.over_title, about + paragraph(words.over), {}, look);
  if (alert.acknowledged_at) {
    const auto& who = alert.acknowledged_by_name.empty() ? alert.acknowledged_via : alert.acknowledged_by_name;
    const auto said =
        alerts::fill_word(alerts::fill_word(words.taken, "time", base::render_iso8601(*alert.acknowledged_at)), "who",
                          text::escaped(who));
    return html_page(200, words.taken_title, about + paragraph(said), {}, look);
  }
  return html_page(200, alerts::title_of(alert, look.language),
                   about + "<form method=\"post\"><button>" + std::string(words.take) + "</button></form>", {}, look);
}

Result<Answer> ask(Call& call) { return page_of_alert(call, PULT_TRY(find_linked(call)), false); }

Result<Answer> take(Call& call) {
  auto linked = PULT_TRY(find_linked(call));
  const bool is_fresh =
      linked && PULT_TRY(alerts::acknowledge(call.tx, linked->alert, {UserId(), linked->channel}, call.now()));
  if (!is_fresh) linked = PULT_TRY(find_linked(call));
  return page_of_alert(call, linked, is_fresh);
}

}  // namespace

std::vector<Route> alert_routes() {
  return {
      {"GET", "alerts", Who::agent, Mode::read, list},
      {"GET", "alerts/{id}", Who::agent, Mode::read, show},
      {"PUT", "alerts/{id}/acknowledge", Who::agent, Mode::write, acknowledge},
  };
}

std::vector<Route> alert_pages() {
  return {
      {"GET", "/alert/{word}", Who::anybody, Mode::read, ask},
      {"POST", "/alert/{word}", Who::anybody, Mode::write, take},
  };
}

}  // namespace pult::api
