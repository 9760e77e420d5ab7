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

Result<Rule> load(Call& call, std::int64_t id) { return load_rule(call, RuleKind::automation, id); }

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

Result<Answer> remove(Call& call) { return remove_rules(call, RuleKind::automation, {call.ids[0]}); }
Result<Answer> destroy_many(Call& call) { return remove_rules(call, RuleKind::automation, PULT_TRY(parse_ids(call))); }

// {"automations": [{"id", "position", "active"}]}
Result<Answer> update_many(Call& call) {
  std::vector<Rule> changed;
  for (const auto& item : *PULT_TRY(parse_objects(call, "automations"))) {
    auto rule = PULT_TRY(read_place(call, RuleKind::automation, item.get_object()));
    PULT_TRY(check(call, rule));
    PULT_TRY(automation::save_rule(call.tx, rule, call.now()));
    changed.push_back(PULT_TRY(load(call, rule.id.value)));
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
