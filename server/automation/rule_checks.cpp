// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/rule_checks.hpp"

#include <algorithm>

#include "tickets/ticket.hpp"

namespace pult::automation {
namespace {

bool is_time(const rules::Condition& condition) {
  const auto* field = rules::find_field(condition.field);
  return field && field->shape == rules::Shape::hours;
}

// NEW, OPEN ... SOLVED: the hours since a ticket came into that status, which it must still be in.
bool is_status_time(const rules::Condition& condition) {
  return is_time(condition) && condition.field.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
}

bool narrows(const rules::Condition& condition) {
  constexpr std::string_view names[] = {"status", "type", "group_id", "assignee_id", "requester_id"};
  // "24 hours since solved" names a status as well.
  return std::ranges::find(names, std::string_view(condition.field)) != std::end(names) || is_status_time(condition);
}

bool shares_word(const std::string& one, const std::string& other) {
  const auto words = tickets::split_words(other);
  return std::ranges::any_of(tickets::split_words(one),
                             [&](const std::string& word) { return std::ranges::find(words, word) != words.end(); });
}

// Whether the action makes the condition false for good.
bool ends(const rules::Action& action, const rules::Condition& condition) {
  if (condition.field == "current_tags") {
    const bool adds = action.field == "current_tags" || action.field == "set_tags";
    if (condition.operator_name == "not_includes") return adds && shares_word(action.value(), condition.value());
    return action.field == "remove_tags"
               ? shares_word(action.value(), condition.value())
               : action.field == "set_tags" && !shares_word(action.value(), condition.value());
  }
  if (is_status_time(condition)) {
    auto status = condition.field;
    std::ranges::transform(status, status.begin(), [](char c) { return char(c + 32); });
    return action.field == "status" && action.value() != status;
  }
  if (action.field != condition.field) return false;
  const bool same = action.value() == condition.value();
  if (condition.operator_name == "is") return !same;
  if (condition.operator_name == "is_not") return same;
  // Orders of status and priority: an action that sets the very limit is beyond it.
  return condition.operator_name == "less_than" || condition.operator_name == "greater_than";
}

bool comes_to_an_end(const Rule& rule) {
  return std::ranges::any_of(rule.conditions.all, [&](const rules::Condition& condition) {
    if (is_time(condition) && (condition.operator_name == "is" || condition.operator_name == "is_business_hours"))
      return true;
    return std::ranges::any_of(rule.actions, [&](const rules::Action& action) { return ends(action, condition); });
  });
}

}  // namespace

Result<void> check_trigger(const Rule& trigger) {
  if (trigger.conditions.empty())
    return base::fail_field("conditions", "BlankValue", "Conditions: at least one is needed");
  return {};
}

Result<void> check_automation(const Rule& automation, const std::vector<Rule>& others) {
  const auto& all = automation.conditions.all;
  const auto& any = automation.conditions.any;
  if (std::ranges::none_of(all, is_time)) return rules::bad_condition("all needs one on time");
  if (std::ranges::none_of(all, narrows))
    return rules::bad_condition("all needs one of status, type, group, assignee or requester");
  if (std::ranges::any_of(any, is_time)) return rules::bad_condition("those on time may only stand in all");
  if (!comes_to_an_end(automation))
    return rules::bad_condition(
        "the automation would run for the same ticket forever: an action must make one of "
        "its conditions false, or one must be true only once");
  const bool repeats = automation.active && std::ranges::any_of(others, [&](const Rule& other) {
                         return other.active && other.id != automation.id && other.conditions == automation.conditions;
                       });
  if (repeats) return base::fail_field("base", "DuplicateValue", "An active automation has the same conditions");
  return {};
}

}  // namespace pult::automation
