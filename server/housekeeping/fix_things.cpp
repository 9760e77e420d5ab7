// SPDX-License-Identifier: AGPL-3.0-or-later
// Switching things off and on, and renaming a tag where rules name it.
#include <algorithm>
#include <charconv>

#include "automation/rule.hpp"
#include "automation/sla_policy.hpp"
#include "channels/webhooks/webhook.hpp"
#include "housekeeping/fix.hpp"
#include "jobs/jobs.hpp"
#include "tickets/definitions.hpp"
#include "tickets/view_counts.hpp"
#include "tickets/view_set.hpp"

namespace pult::housekeeping {
namespace {

using automation::Rule;
using automation::RuleId;
using automation::RuleKind;

std::int64_t number_of(const std::string& text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

Result<void> keep_rule(const Acting& acting, const Rule& rule) {
  PULT_TRY(automation::save_rule(acting.tx, rule, acting.now()));
  if (rule.kind != RuleKind::trigger) return {};
  return automation::keep_revision(acting.tx, rule, acting.actor.id(), acting.now());
}

Result<void> switch_rule(const Acting& acting, RuleKind kind, std::int64_t id, bool active) {
  auto rule = PULT_TRY(automation::find_rule(acting.tx, kind, RuleId(id)));
  if (!rule || rule->active == active) return finding_changed();
  rule->active = active;
  return keep_rule(acting, *rule);
}

Result<void> switch_view(const Acting& acting, std::int64_t id, bool active) {
  auto view = PULT_TRY(tickets::find_view(acting.tx, tickets::ViewId(id)));
  if (!view || view->active == active) return finding_changed();
  view->active = active;
  return keep_view(acting, std::move(*view));
}

// A field, form or status: what the desk defines, and keeps in memory.
template <class Thing, class Save>
Result<void> switch_defined(const Acting& acting, const std::vector<Thing>& things, std::int64_t id, bool active,
                            Save save) {
  const auto found = std::ranges::find_if(things, [&](const Thing& thing) { return thing.id.value == id; });
  if (found == things.end() || found->active == active) return finding_changed();
  auto thing = *found;
  thing.active = active;
  PULT_TRY(save(acting.tx, thing, acting.now()));
  return acting.desk.definitions_changed(acting.tx);
}

// "colour couleur" with colour instead of couleur; each word once.
std::string retagged(const std::string& words, const std::string& from, const std::string& to) {
  std::string out;
  std::vector<std::string> seen;
  for (const auto& word : tickets::split_words(words)) {
    const auto& kept = word == from ? to : word;
    if (std::ranges::find(seen, kept) != seen.end()) continue;
    seen.push_back(kept);
    out += (out.empty() ? "" : " ") + kept;
  }
  return out;
}

bool retag(std::vector<std::string>& values, const std::string& from, const std::string& to) {
  bool changed = false;
  for (auto& value : values) {
    const auto words = tickets::split_words(value);
    if (std::ranges::find(words, from) == words.end()) continue;
    value = retagged(value, from, to);
    changed = true;
  }
  return changed;
}

bool retag(rules::Conditions& conditions, const std::string& from, const std::string& to) {
  bool changed = false;
  for (auto* list : {&conditions.all, &conditions.any})
    for (auto& one : *list)
      if (one.field == "current_tags" && retag(one.values, from, to)) changed = true;
  return changed;
}

bool retag(std::vector<rules::Action>& actions, const std::string& from, const std::string& to) {
  bool changed = false;
  for (auto& one : actions)
    if (one.field.ends_with("_tags") && retag(one.values, from, to)) changed = true;
  return changed;
}

// Conditions and actions as stored, which is how they are compared when the change is taken back.
struct Stored {
  std::string conditions, actions;
  bool operator==(const Stored&) const = default;
};
Stored stored_of(const Rule& rule) {
  return {rules::render_stored(rule.conditions), rules::render_stored(rule.actions)};
}
Stored stored_of(const tickets::View& view) { return {rules::render_stored(view.conditions), ""}; }
Stored stored_of(const automation::SlaPolicy& policy) { return {rules::render_stored(policy.filter), ""}; }

json::object change_of(std::string_view type, std::int64_t id, const Stored& before, const Stored& after) {
  return {{"type", type},
          {"id", id},
          {"before", json::array{before.conditions, before.actions}},
          {"after", json::array{after.conditions, after.actions}}};
}

Stored read_stored(const json::value& pair) {
  return {std::string(pair.at(0).as_string()), std::string(pair.at(1).as_string())};
}

Result<void> restore_rule(const Acting& acting, std::int64_t id, const Stored& before, const Stored& after) {
  for (const auto kind : {RuleKind::macro, RuleKind::trigger, RuleKind::automation}) {
    auto rule = PULT_TRY(automation::find_rule(acting.tx, kind, RuleId(id)));
    if (!rule || stored_of(*rule) != after) continue;
    rule->conditions = rules::parse_stored(before.conditions);
    rule->actions = rules::parse_stored_actions(before.actions);
    PULT_TRY(keep_rule(acting, *rule));
  }
  return {};
}

}  // namespace

Result<void> keep_view(const Acting& acting, tickets::View view) {
  PULT_TRY(tickets::save_view(acting.tx, view, acting.now()));
  const tickets::FieldWords fields(acting.desk.definitions(acting.tx));
  if (!view.active || tickets::compile_view(view, fields).counting != rules::Counting::tracked) return {};
  PULT_TRY(tickets::start_counting(acting.tx, view));
  const json::array items{json::object{{"view_id", view.id.value}, {"counting", view.counting}}};
  PULT_TRY(jobs::enqueue(acting.tx, people::system_actor(), tickets::count_job, items, acting.now()));
  return {};
}

Result<void> set_active(const Acting& acting, const Subject& subject, bool active) {
  const auto id = number_of(subject.id);
  const auto& type = subject.type;
  if (type == "macro") return switch_rule(acting, RuleKind::macro, id, active);
  if (type == "trigger") return switch_rule(acting, RuleKind::trigger, id, active);
  if (type == "automation") return switch_rule(acting, RuleKind::automation, id, active);
  if (type == "view") return switch_view(acting, id, active);
  if (type == "webhook") {
    if (!PULT_TRY(channels::webhooks::set_active(acting.tx, subject.id, active, acting.now())))
      return finding_changed();
    return {};
  }
  const auto defined = PULT_TRY(tickets::load_definitions(acting.tx));
  if (type.ends_with("_field")) return switch_defined(acting, defined->fields, id, active, tickets::save_field);
  if (type == "ticket_form") return switch_defined(acting, defined->forms, id, active, tickets::save_form);
  if (type == "custom_status")
    return switch_defined(acting, defined->statuses, id, active, tickets::save_custom_status);
  return finding_changed();
}

Result<json::object> retag_rules(const Acting& acting, const std::string& from, const std::string& to) {
  json::array changes;
  for (auto& rule : PULT_TRY(automation::list_everybodys_rules(acting.tx))) {
    const auto before = stored_of(rule);
    const bool changed = retag(rule.conditions, from, to);
    if (!retag(rule.actions, from, to) && !changed) continue;
    PULT_TRY(keep_rule(acting, rule));
    changes.push_back(change_of("rule", rule.id.value, before, stored_of(rule)));
  }
  for (auto& view : PULT_TRY(tickets::list_active_views(acting.tx))) {
    const auto before = stored_of(view);
    if (!retag(view.conditions, from, to)) continue;
    changes.push_back(change_of("view", view.id.value, before, stored_of(view)));
    PULT_TRY(keep_view(acting, std::move(view)));
  }
  for (auto& policy : PULT_TRY(automation::list_sla_policies(acting.tx))) {
    const auto before = stored_of(policy);
    if (!retag(policy.filter, from, to)) continue;
    PULT_TRY(automation::save_sla_policy(acting.tx, policy, acting.now()));
    changes.push_back(change_of("policy", policy.id.value, before, stored_of(policy)));
  }
  return json::object{{"rules", std::move(changes)}};
}

Result<void> restore_rules(const Acting& acting, const json::object& changed) {
  const auto* list = changed.if_contains("rules");
  if (!list) return {};
  for (const auto& one : list->as_array()) {
    const auto id = one.at("id").as_int64();
    const auto before = read_stored(one.at("before")), after = read_stored(one.at("after"));
    const auto& type = one.at("type").as_string();
    if (type == "rule") PULT_TRY(restore_rule(acting, id, before, after));
    if (type == "view") {
      auto view = PULT_TRY(tickets::find_view(acting.tx, tickets::ViewId(id)));
      if (!view || stored_of(*view) != after) continue;
      view->conditions = rules::parse_stored(before.conditions);
      PULT_TRY(keep_view(acting, std::move(*view)));
    }
    if (type == "policy") {
      auto policy = PULT_TRY(automation::find_sla_policy(acting.tx, automation::SlaPolicyId(id)));
      if (!policy || stored_of(*policy) != after) continue;
      policy->filter = rules::parse_stored(before.conditions);
      PULT_TRY(automation::save_sla_policy(acting.tx, *policy, acting.now()));
    }
  }
  return {};
}

}  // namespace pult::housekeeping
