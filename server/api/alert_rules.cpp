// SPDX-License-Identifier: AGPL-3.0-or-later
// alert_rules: what is loud, on which channels, how often, and who comes next.
#include "alerts/rule.hpp"

#include "alerts/service.hpp"
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using alerts::Rule;

json::array ids_of(const std::vector<alerts::ChannelId>& channels) {
  json::array out;
  for (const auto id : channels) out.emplace_back(id.value);
  return out;
}

json::object present_rule(const Call& call, const Rule& rule) {
  return {{"url", call.url("alert_rules/" + std::to_string(rule.id.value))},
          {"id", rule.id.value},
          {"title", rule.title},
          {"active", rule.is_active},
          {"event", rule.event},
          {"priority", text_or_null(rule.priority)},
          {"policy_id", id_or_null(rule.policy)},
          {"group_id", id_or_null(rule.group)},
          {"channel_ids", ids_of(rule.channels)},
          {"escalation_channel_ids", ids_of(rule.escalation_channels)},
          {"delay_minutes", rule.delay_minutes},
          {"repeat_minutes", rule.repeat_minutes},
          {"escalate_minutes", rule.escalate_minutes},
          {"created_at", base::render_iso8601(rule.created_at)},
          {"updated_at", base::render_iso8601(rule.updated_at)}};
}

Result<Rule> load(Call& call) {
  auto rule = PULT_TRY(alerts::find_rule(call.tx, alerts::RuleId(call.ids[0])));
  if (!rule) return base::fail_not_found();
  return std::move(*rule);
}

void apply_channels(Body& in, std::string_view name, std::vector<alerts::ChannelId>& into) {
  const auto ids = in.ids(name);
  if (!ids) return;
  into.clear();
  for (const auto id : *ids) into.emplace_back(id);
  if (into.size() > std::size_t(alerts::most_channels)) in.fail(name, "at most 50 ids");
}

Result<void> apply_input(Call& call, Rule& rule) {
  Body in(*PULT_TRY(inner(call.body, "alert_rule")));
  if (auto v = in.text("title")) rule.title = std::move(*v);
  if (const auto v = in.boolean("active")) rule.is_active = *v;
  if (auto v = in.text("event")) rule.event = std::move(*v);
  if (auto v = in.text("priority")) rule.priority = std::move(*v);
  if (const auto v = in.id("policy_id")) rule.policy = automation::SlaPolicyId(*v);
  if (const auto v = in.id("group_id")) rule.group = GroupId(*v);
  apply_channels(in, "channel_ids", rule.channels);
  apply_channels(in, "escalation_channel_ids", rule.escalation_channels);
  if (const auto v = in.id("delay_minutes")) rule.delay_minutes = *v;
  if (const auto v = in.id("repeat_minutes")) rule.repeat_minutes = *v;
  if (const auto v = in.id("escalate_minutes")) rule.escalate_minutes = *v;
  return in.check();
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(alerts::list_rules(call.tx));
  return Answer{200, whole_list_answer(
                         call, page, "alert_rules", rows, [](const Rule& one) { return one.id.value; },
                         [&](const Rule& one) { return present_rule(call, one); })};
}

Result<Answer> show(Call& call) { return Answer{200, {{"alert_rule", present_rule(call, PULT_TRY(load(call)))}}}; }

Result<Answer> create(Call& call) {
  Rule wanted;
  PULT_TRY(apply_input(call, wanted));
  call.services.alerts->expect_change();
  return answer_made("alert_rule", present_rule(call, PULT_TRY(alerts::create_rule(call.tx, wanted, call.now()))));
}

Result<Answer> update(Call& call) {
  auto rule = PULT_TRY(load(call));
  const auto event = rule.event;
  PULT_TRY(apply_input(call, rule));
  call.services.alerts->expect_change();
  PULT_TRY(alerts::save_rule(call.tx, rule, call.now()));
  if (!rule.is_active || rule.event != event) PULT_TRY(call.services.alerts->end_alerts_of(call.tx, rule.id));
  return show(call);
}

Result<Answer> remove(Call& call) {
  const auto rule = PULT_TRY(load(call));
  call.services.alerts->expect_change();
  PULT_TRY(alerts::delete_rule(call.tx, rule.id));
  PULT_TRY(call.services.alerts->end_alerts_of(call.tx, rule.id));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> alert_rule_routes() {
  return {
      {"GET", "alert_rules", Who::admin, Mode::read, list},
      {"POST", "alert_rules", Who::admin, Mode::write, create},
      {"GET", "alert_rules/{id}", Who::admin, Mode::read, show},
      {"PUT", "alert_rules/{id}", Who::admin, Mode::write, update},
      {"DELETE", "alert_rules/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
