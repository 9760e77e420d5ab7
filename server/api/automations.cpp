// SPDX-License-Identifier: AGPL-3.0-or-later
// Automations as objects. They are kept and checked; nothing runs them yet.
#include <algorithm>

#include "api/job_status.hpp"
#include "api/routes.hpp"
#include "api/rule_json.hpp"
#include "automation/rule_checks.hpp"

namespace pult::api {
namespace {

using automation::Rule;
using automation::RuleKind;

Result<Rule> load(Call& call, std::int64_t id) {
  auto rule = PULT_TRY(automation::find_rule(call.tx, RuleKind::automation, automation::RuleId(id)));
  if (!rule) return base::fail_not_found();
  return std::move(*rule);
}

Result<std::vector<Rule>> wanted(Call& call, bool by_words = false) {
  auto list = PULT_TRY(automation::list_rules(call.tx, RuleKind::automation));
  filter_rules(call, list, by_words);
  sort_rules(call, list);
  return list;
}

Result<Answer> answer_list(Call& call, std::vector<Rule> list) {
  return answer_in_order(call, "automations", std::move(list),
                         [&](const Rule& rule) { return present_automation(call, rule); });
}

Result<Answer> list(Call& call) { return answer_list(call, PULT_TRY(wanted(call))); }
Result<Answer> search(Call& call) { return answer_list(call, PULT_TRY(wanted(call, true))); }
Result<Answer> active(Call& call) {
  auto rules = PULT_TRY(wanted(call));
  std::erase_if(rules, [](const Rule& rule) { return !rule.active; });
  return answer_list(call, std::move(rules));
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"automation", present_automation(call, PULT_TRY(load(call, call.ids[0])))}}};
}

Result<void> check(Call& call, const Rule& rule) {
  return automation::check_automation(rule, PULT_TRY(automation::list_rules(call.tx, RuleKind::automation)));
}

Result<Answer> create(Call& call) {
  Rule rule;
  rule.kind = RuleKind::automation;
  PULT_TRY(
      read_rule(*PULT_TRY(inner(call.body, "automation")), rules::Place::automation, rules::Actor::automation, rule));
  PULT_TRY(check(call, rule));
  return answer_made("automation",
                     present_automation(call, PULT_TRY(automation::insert_rule(call.tx, std::move(rule), call.now()))));
}

Result<Answer> update(Call& call) {
  auto rule = PULT_TRY(load(call, call.ids[0]));
  PULT_TRY(
      read_rule(*PULT_TRY(inner(call.body, "automation")), rules::Place::automation, rules::Actor::automation, rule));
  PULT_TRY(check(call, rule));
  PULT_TRY(automation::save_rule(call.tx, rule, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(automation::delete_rule(call.tx, PULT_TRY(load(call, call.ids[0])).id));
  return Answer{204, nullptr};
}

Result<Answer> destroy_many(Call& call) {
  for (const auto id : PULT_TRY(parse_ids(call)))
    PULT_TRY(automation::delete_rule(call.tx, PULT_TRY(load(call, id)).id));
  return Answer{204, nullptr};
}

// {"automations": [{"id", "position", "active"}]}
Result<Answer> update_many(Call& call) {
  std::vector<Rule> changed;
  for (const auto& item : *PULT_TRY(parse_objects(call, "automations"))) {
    Body in(item.get_object());
    const auto id = in.id("id").value_or(0);
    const auto position = in.id("position");
    const auto is_active = in.boolean("active");
    PULT_TRY(in.check());
    auto rule = PULT_TRY(load(call, id));
    rule.position = position.value_or(rule.position);
    rule.active = is_active.value_or(rule.active);
    PULT_TRY(check(call, rule));
    PULT_TRY(automation::save_rule(call.tx, rule, call.now()));
    changed.push_back(PULT_TRY(load(call, id)));
  }
  return answer_list(call, std::move(changed));
}

}  // namespace

std::vector<Route> automation_routes() {
  return {
      {"GET", "automations", Who::agent, Mode::read, list},
      {"POST", "automations", Who::admin, Mode::write, create},
      {"GET", "automations/active", Who::agent, Mode::read, active},
      {"GET", "automations/search", Who::agent, Mode::read, search},
      {"DELETE", "automations/destroy_many", Who::admin, Mode::write, destroy_many},
      {"PUT", "automations/update_many", Who::admin, Mode::write, update_many},
      {"GET", "automations/{id}", Who::agent, Mode::read, show},
      {"PUT", "automations/{id}", Who::admin, Mode::write, update},
      {"DELETE", "automations/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
