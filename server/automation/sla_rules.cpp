// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/sla_rules.hpp"

#include <algorithm>

#include "people/organization.hpp"

namespace pult::automation {
namespace {

namespace json = boost::json;

constexpr std::size_t most_told = 5;  // policies that were passed over, the last ones

bool asks(const rules::Program& program, std::initializer_list<rules::What> things) {
  return std::ranges::any_of(things, [&](rules::What what) { return rules::uses(program, what); });
}

json::object condition_that_failed(const SlaRule& rule, const rules::Facts& facts, const rules::Viewer& viewer) {
  if (rule.is_broken) return {{"title", rule.policy.title}, {"reason", "broken"}};
  // Of an SLA filter each condition is one test.
  const auto& all = rule.program.all;
  const auto failed =
      std::ranges::find_if(all, [&](const rules::Test& test) { return !rules::holds(test, facts, viewer); });
  if (failed == all.end()) return {{"title", rule.policy.title}, {"reason", "any"}};
  const auto& condition = rule.policy.filter.all[std::size_t(failed - all.begin())];
  std::string value;
  for (const auto& one : condition.values) value += (value.empty() ? "" : " ") + one;
  return {{"title", rule.policy.title},
          {"reason", "condition"},
          {"field", condition.field},
          {"operator", condition.operator_name},
          {"value", value}};
}

}  // namespace

Result<std::shared_ptr<const SlaRuleSet>> SlaRules::get(sql::Transaction& tx,
                                                        std::shared_ptr<const tickets::ViewSet> views) {
  {
    const std::scoped_lock lock(mutex_);
    if (kept_ && kept_->views == views) return kept_;
  }
  auto set = std::make_shared<SlaRuleSet>();
  for (auto& policy : PULT_TRY(list_sla_policies(tx))) {
    auto program = rules::compile(policy.filter, *views->fields);
    SlaRule rule{std::move(policy), !program, program ? std::move(*program) : rules::Program()};
    set->needs_custom |= rules::uses(rule.program, rules::What::custom);
    set->needs_requester |= asks(rule.program, {rules::What::role, rules::What::locale, rules::What::requester_field});
    set->needs_organization |= rules::uses(rule.program, rules::What::organization_field);
    set->rules.push_back(std::move(rule));
  }
  set->views = std::move(views);
  const std::scoped_lock lock(mutex_);
  kept_ = set;
  return std::shared_ptr<const SlaRuleSet>(std::move(set));
}

Result<SlaChoice> choose_policy(sql::Transaction& tx, const SlaRuleSet& set, const tickets::Ticket& ticket,
                                Micros now) {
  if (set.rules.empty()) return SlaChoice();
  auto facts = tickets::facts_of(ticket, *set.views->definitions, set.needs_custom);
  std::optional<people::User> requester;
  if (set.needs_requester) requester = PULT_TRY(people::find_user(tx, ticket.requester));
  if (requester) {
    facts.requester_role = requester->role == people::Role::admin ? 2 : requester->role == people::Role::agent ? 4 : 0;
    facts.requester_locale = requester->locale;
    facts.requester_fields = requester->fields;
  }
  std::optional<people::Organization> organization;
  if (set.needs_organization && ticket.organization)
    organization = PULT_TRY(people::find_organization(tx, ticket.organization));
  if (organization) facts.organization_fields = organization->fields;

  rules::Viewer viewer;
  viewer.now = now;
  viewer.fields = set.views->fields.get();
  SlaChoice choice;
  for (const auto& rule : set.rules) {
    if (!rule.is_broken && rules::holds(rule.program, facts, viewer)) {
      choice.rule = &rule;
      return choice;
    }
    choice.passed_over.push_back(condition_that_failed(rule, facts, viewer));
    if (choice.passed_over.size() > most_told) choice.passed_over.erase(choice.passed_over.begin());
  }
  return choice;
}

std::string_view target_priority(const tickets::Ticket& ticket) {
  return ticket.priority.empty() ? std::string_view("normal") : std::string_view(ticket.priority);
}

}  // namespace pult::automation
