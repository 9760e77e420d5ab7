// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/rule_json.hpp"

#include <algorithm>

#include "api/view_present.hpp"
#include "people/group.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {
namespace {

constexpr int most_agents = 1'000;

json::object present_common(const Call& call, std::string_view path, const automation::Rule& rule) {
  return {{"url", call.url(std::string(path) + "/" + std::to_string(rule.id.value))},
          {"id", rule.id.value},
          {"title", rule.title},
          {"raw_title", rule.title},
          {"active", rule.active},
          {"updated_at", base::render_iso8601(rule.updated_at)},
          {"created_at", base::render_iso8601(rule.created_at)},
          {"default", rule.is_default},
          {"position", rule.position},
          {"actions", rules::render_actions(rule.actions)}};
}

template <class Key>
void sort_by(std::vector<automation::Rule>& list, Key key) {
  std::ranges::sort(list, {}, [&](const automation::Rule& rule) { return std::pair(key(rule), rule.id); });
}

}  // namespace

json::object present_macro(const Call& call, const automation::Rule& macro) {
  auto out = present_common(call, "macros", macro);
  out["description"] = text_or_null(macro.description);
  out["restriction"] = present_restriction(macro.owner, macro.groups);
  return out;
}

json::object present_trigger(const Call& call, const automation::Rule& trigger) {
  auto out = present_common(call, "triggers", trigger);
  out["description"] = text_or_null(trigger.description);
  out["conditions"] = rules::render_conditions(trigger.conditions);
  out["category_id"] = trigger.category ? json::value(std::to_string(trigger.category)) : json::value(nullptr);
  return out;
}

json::object present_automation(const Call& call, const automation::Rule& rule) {
  auto out = present_common(call, "automations", rule);
  out["conditions"] = rules::render_conditions(rule.conditions);
  return out;
}

Result<void> read_rule(const json::object& from, rules::Place place, rules::Actor actor, automation::Rule& rule) {
  Body in(from);
  if (const auto v = in.text("title")) rule.title = *v;
  if (const auto v = in.text("description")) rule.description = *v;
  if (const auto v = in.boolean("active")) rule.active = *v;
  if (const auto v = in.id("position")) rule.position = *v;
  PULT_TRY(in.check());
  if (const auto* actions = in.value("actions")) rule.actions = PULT_TRY(rules::parse_actions(*actions, actor));
  if (rule.actions.empty()) return base::fail_field("actions", "BlankValue", "Actions: at least one is needed");
  if (actor != rules::Actor::macro && rules::has_conditions(from))
    rule.conditions = PULT_TRY(rules::parse_conditions(from, place, std::move(rule.conditions)));
  return {};
}

Result<automation::Rule> load_rule(Call& call, automation::RuleKind kind, std::int64_t id) {
  auto rule = PULT_TRY(automation::find_rule(call.tx, kind, automation::RuleId(id)));
  if (!rule) return base::fail_not_found();
  return std::move(*rule);
}

Result<Answer> remove_rules(Call& call, automation::RuleKind kind, const std::vector<std::int64_t>& ids) {
  for (const auto id : ids) PULT_TRY(automation::delete_rule(call.tx, PULT_TRY(load_rule(call, kind, id)).id));
  return Answer{204, nullptr};
}

Result<automation::Rule> read_place(Call& call, automation::RuleKind kind, const json::object& from) {
  Body in(from);
  const auto id = in.id("id").value_or(0);
  const auto position = in.id("position");
  const auto is_active = in.boolean("active");
  PULT_TRY(in.check());
  auto rule = PULT_TRY(load_rule(call, kind, id));
  rule.position = position.value_or(rule.position);
  rule.active = is_active.value_or(rule.active);
  return rule;
}

RuleOrder asked_order(const Call& call) {
  const auto sort = call.request.query_value("sort");
  if (sort.empty()) return {call.request.query_value("sort_by"), call.request.query_value("sort_order") == "desc"};
  const bool descending = sort.starts_with('-');
  return {sort.substr(descending ? 1 : 0), descending};
}

void sort_rules(const Call& call, std::vector<automation::Rule>& list) {
  const auto [by, descending] = asked_order(call);
  if (by == "alphabetical" || by == "title")
    sort_by(list, [](const auto& rule) { return rule.title; });
  else if (by == "created_at")
    sort_by(list, [](const auto& rule) { return rule.created_at; });
  else if (by == "updated_at")
    sort_by(list, [](const auto& rule) { return rule.updated_at; });
  else if (by == "id")
    sort_by(list, [](const auto& rule) { return rule.id; });
  if (descending) std::ranges::reverse(list);
}

void filter_rules(const Call& call, std::vector<automation::Rule>& list, bool by_words) {
  const auto active = call.request.query_value("active");
  const auto words = people::name_key(call.request.query_value("query"));
  std::erase_if(list, [&](const automation::Rule& rule) {
    if (!active.empty() && (active == "true") != rule.active) return true;
    return by_words && people::name_key(rule.title).find(words) == std::string::npos;
  });
}

Result<RuleWords> load_rule_words(Call& call) {
  people::UserFilter staff;
  staff.roles = {people::Role::agent, people::Role::admin};
  staff.limit = most_agents;
  return RuleWords{PULT_TRY(people::list_groups(call.tx)), PULT_TRY(people::list_users(call.tx, staff)),
                   call.services.desk.definitions(call.tx)};
}

std::vector<rules::Choice> RuleWords::choices(std::string_view, rules::Shape shape) const {
  std::vector<rules::Choice> out;
  const auto add = [&](auto id, const std::string& title) { out.push_back({std::to_string(id.value), title}); };
  switch (shape) {
    case rules::Shape::group:
      out.push_back({"", "-"});
      for (const auto& group : groups) add(group.id, group.name);
      break;
    case rules::Shape::assignee:
      out.push_back({"", "-"});
      out.push_back({"requester_id", "(requester)"});
      [[fallthrough]];
    case rules::Shape::person:
      out.push_back({"current_user", "(current user)"});
      if (shape == rules::Shape::person) out.push_back({"assignee_id", "(assignee)"});
      for (const auto& agent : agents) add(agent.id, agent.name);
      break;
    case rules::Shape::brand:
      for (const auto& brand : definitions->brands) add(brand.id, brand.name);
      break;
    case rules::Shape::form:
      for (const auto& form : definitions->forms) add(form.id, form.name);
      break;
    case rules::Shape::custom_status:
      for (const auto& status : definitions->statuses) add(status.id, status.agent_label);
      break;
    default: break;
  }
  return out;
}

std::vector<rules::CustomSubject> RuleWords::custom_subjects(std::string_view prefix) const {
  std::vector<rules::CustomSubject> out;
  for (const auto* field : definitions->custom) {
    rules::CustomSubject subject{std::string(prefix) + std::to_string(field->id.value),
                                 field->title,
                                 std::string(tickets::render_field_type(field->type, field->target)),
                                 {}};
    for (const auto& option : field->options) subject.options.push_back({option.value, option.name});
    out.push_back(std::move(subject));
  }
  return out;
}

}  // namespace pult::api
