// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "housekeeping/findings.hpp"
#include "housekeeping/rule_logic.hpp"

namespace pult::housekeeping {
namespace {

using automation::Rule;
using automation::RuleKind;

// What triggers, automations, views and service levels have in common here.
struct Ruling {
  Subject subject;
  const rules::Conditions* conditions = nullptr;
  const std::vector<rules::Action>* actions = nullptr;  // null: views, policies
};

Finding finding_of(std::string kind, const Ruling& ruling) {
  Finding out{.kind = std::move(kind), .subject = ruling.subject};
  out.facts["title"] = ruling.subject.title;
  if (ruling.subject.type != "sla_policy") out.fix = Fix{"deactivate", {}};
  return out;
}

void find_impossible(const Inventory& desk, const Ruling& ruling, Findings& out) {
  const auto reason = find_contradiction(*ruling.conditions, *desk.definitions);
  if (!reason) return;
  auto finding = finding_of("rule_impossible", ruling);
  finding.facts["first"] = describe(reason->first, desk);
  finding.facts["second"] = describe(reason->second, desk);
  finding.confidence = 97;
  out.push_back(std::move(finding));
}

Finding pair_finding(std::string kind, const Ruling& spare, const Ruling& other) {
  auto out = finding_of(std::move(kind), spare);
  out.detail = other.subject.id;
  out.facts["other"] = other.subject.title;
  return out;
}

std::string field_of(const rules::Condition& outcome) { return outcome.field; }

// Everything that `first` sets is set again by `second`, which acts whenever `first` does.
bool is_overwritten(const Ruling& first, const Ruling& second, const Inventory& desk) {
  if (!is_broader(*second.conditions, *first.conditions)) return false;
  std::vector<rules::Condition> later;
  for (const auto& action : *second.actions)
    if (auto outcome = outcome_of(action)) later.push_back(std::move(*outcome));
  for (const auto& action : *first.actions) {
    const auto outcome = outcome_of(action);
    if (!outcome || std::ranges::find(later, outcome->field, field_of) == later.end()) return false;
    // What the first one sets may keep the second from acting.
    for (const auto& condition : second.conditions->all)
      if (condition.field == outcome->field || contradict(*outcome, condition, *desk.definitions)) return false;
  }
  return true;
}

bool adds_banned_tag(const rules::Action& action, const rules::Condition& condition) {
  if (action.field != "current_tags" || condition.field != "current_tags" || condition.operator_name != "not_includes")
    return false;
  return contradict({"current_tags", "includes", {action.value()}, false}, condition, tickets::Definitions());
}

// `first` acts whenever `second` could, and makes the conditions of `second` false.
bool is_forestalled(const Ruling& first, const Ruling& second, const Inventory& desk) {
  if (!is_broader(*first.conditions, *second.conditions)) return false;
  return std::ranges::any_of(*first.actions, [&](const rules::Action& action) {
    const auto outcome = outcome_of(action);
    return std::ranges::any_of(second.conditions->all, [&](const rules::Condition& condition) {
      // What it was before, or whether it changed, is as true as it was.
      if (rules::is_terminal(condition.operator_name) || condition.operator_name.find("previous") != std::string::npos)
        return false;
      return adds_banned_tag(action, condition) ||
             (outcome && outcome->field == condition.field && contradict(*outcome, condition, *desk.definitions));
    });
  });
}

void add_shadowed(const Ruling& spare, const Ruling& other, std::string_view how, Findings& out) {
  auto finding = pair_finding("rule_shadowed", spare, other);
  finding.facts["how"] = how;
  finding.confidence = 90;
  out.push_back(std::move(finding));
}

// In the order in which they act.
void compare_rules(const Inventory& desk, const std::vector<Ruling>& rules, Findings& out) {
  std::set<std::string> told;
  const auto is_new = [&](const Ruling& rule) { return told.insert(rule.subject.id).second; };
  for (std::size_t i = 0; i < rules.size(); ++i)
    for (std::size_t j = i + 1; j < rules.size(); ++j) {
      const auto &first = rules[i], &second = rules[j];
      if (same(*first.conditions, *second.conditions) && same(*first.actions, *second.actions)) {
        if (!is_new(second)) continue;
        out.push_back(pair_finding("rule_duplicate", second, first));
        out.back().confidence = 99;
      } else if (is_overwritten(first, second, desk)) {
        if (is_new(first)) add_shadowed(first, second, "overwritten", out);
      } else if (is_forestalled(first, second, desk) && is_new(second)) {
        add_shadowed(second, first, "forestalled", out);
      }
    }
}

void find_in_rules_of(const Inventory& desk, RuleKind kind, Findings& out) {
  std::vector<Ruling> rules, possible;
  for (const auto& rule : desk.rules)
    if (rule.kind == kind && rule.active) rules.push_back({subject_of(rule), &rule.conditions, &rule.actions});
  for (const auto& rule : rules) {
    find_impossible(desk, rule, out);
    if (!find_contradiction(*rule.conditions, *desk.definitions)) possible.push_back(rule);
  }
  compare_rules(desk, possible, out);
}

// The first policy that fits a ticket counts.
void find_in_policies(const Inventory& desk, Findings& out) {
  std::vector<Ruling> policies;
  for (const auto& policy : desk.policies) policies.push_back({subject_of(policy), &policy.filter, nullptr});
  for (std::size_t j = 0; j < policies.size(); ++j) {
    const auto before = out.size();
    find_impossible(desk, policies[j], out);
    for (std::size_t i = 0; i < j && out.size() == before; ++i)
      if (is_broader(*policies[i].conditions, *policies[j].conditions))
        add_shadowed(policies[j], policies[i], "earlier", out);
  }
}

bool show_the_same(const tickets::View& a, const tickets::View& b) {
  return a.owner == b.owner && a.groups == b.groups && a.group_by == b.group_by && a.sort_by == b.sort_by &&
         a.columns == b.columns && same(a.conditions, b.conditions);
}

void find_in_views(const Inventory& desk, Findings& out) {
  std::vector<const tickets::View*> views;
  for (const auto& view : desk.views)
    if (view.active && view.key.empty()) views.push_back(&view);
  for (std::size_t j = 0; j < views.size(); ++j) {
    const Ruling ruling{subject_of(*views[j]), &views[j]->conditions, nullptr};
    find_impossible(desk, ruling, out);
    for (std::size_t i = 0; i < j; ++i) {
      if (!show_the_same(*views[i], *views[j])) continue;
      out.push_back(pair_finding("rule_duplicate", ruling, {subject_of(*views[i]), &views[i]->conditions, nullptr}));
      out.back().confidence = 95;
      break;
    }
  }
}

constexpr std::string_view type_of(RuleKind kind) {
  return kind == RuleKind::macro ? "macro" : kind == RuleKind::trigger ? "trigger" : "automation";
}

}  // namespace

Subject subject_of(const Rule& rule) {
  return {std::string(type_of(rule.kind)), std::to_string(rule.id.value), rule.title};
}
Subject subject_of(const tickets::View& view) { return {"view", std::to_string(view.id.value), view.title}; }
Subject subject_of(const automation::SlaPolicy& policy) {
  return {"sla_policy", std::to_string(policy.id.value), policy.title};
}

void find_in_rules(const Inventory& desk, Findings& out) {
  find_in_rules_of(desk, RuleKind::trigger, out);
  find_in_rules_of(desk, RuleKind::automation, out);
  find_in_policies(desk, out);
  find_in_views(desk, out);
}

}  // namespace pult::housekeeping
