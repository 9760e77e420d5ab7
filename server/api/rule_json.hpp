// SPDX-License-Identifier: AGPL-3.0-or-later
// Macros, triggers and automations as the API reads, shows and lists them.
#pragma once
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "automation/rule.hpp"
#include "rules/definitions.hpp"

namespace pult::api {

json::object present_macro(const Call& call, const automation::Rule& macro);
json::object present_trigger(const Call& call, const automation::Rule& trigger);
json::object present_automation(const Call& call, const automation::Rule& automation);

// Takes over what `from` names: title, description, active, position, conditions, actions.
Result<void> read_rule(const json::object& from, rules::Place place, rules::Actor actor, automation::Rule& rule);

Result<automation::Rule> load_rule(Call& call, automation::RuleKind kind, std::int64_t id);
// 204; not_found for the first that does not exist.
Result<Answer> remove_rules(Call& call, automation::RuleKind kind, const std::vector<std::int64_t>& ids);
// {"id", "position", "active"}: the stored rule with what is named changed, not saved.
Result<automation::Rule> read_place(Call& call, automation::RuleKind kind, const json::object& from);

// sort=-created_at, or sort_by=created_at&sort_order=desc.
struct RuleOrder {
  std::string_view by;
  bool descending = false;
};
RuleOrder asked_order(const Call& call);
// Orders as the query asks: sort=position|alphabetical|created_at|updated_at (or sort_by and sort_order).
void sort_rules(const Call& call, std::vector<automation::Rule>& list);
// Drops those that `active` and `query` in the query do not ask for.
void filter_rules(const Call& call, std::vector<automation::Rule>& list, bool by_words);

// A page of a list that is in memory, in its own order.
template <class Row, class Present>
Result<Answer> answer_in_order(Call& call, std::string_view name, std::vector<Row> list, Present present) {
  const auto page = PULT_TRY(page_of(call));
  std::vector<std::pair<std::int64_t, Row>> rows;
  for (auto& row : list) rows.emplace_back(std::int64_t(rows.size()) + 1, std::move(row));
  return Answer{200, whole_list_answer(
                         call, page, name, rows, [](const auto& row) { return row.first; },
                         [&](const auto& row) { return present(row.second); })};
}

// What the desk offers in screens that build rules.
struct RuleWords {
  std::vector<people::Group> groups;
  std::vector<people::User> agents;
  std::shared_ptr<const tickets::Definitions> definitions;

  std::vector<rules::Choice> choices(std::string_view field, rules::Shape shape) const;
  std::vector<rules::CustomSubject> custom_subjects(std::string_view prefix) const;
};
Result<RuleWords> load_rule_words(Call& call);

}  // namespace pult::api
