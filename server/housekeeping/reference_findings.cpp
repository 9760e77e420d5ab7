// SPDX-License-Identifier: AGPL-3.0-or-later
// What rules, views and macros name that is no more, or is out of use.
#include <algorithm>
#include <charconv>

#include "housekeeping/findings.hpp"
#include "tickets/ticket.hpp"

namespace pult::housekeeping {
namespace {

using rules::Shape;

enum class Standing : std::uint8_t { fine, inactive, missing };
struct Named {
  Standing standing = Standing::fine;
  std::string name;  // "" where nothing is left to name it by
};
struct Reference {
  std::string what;  // group, agent, person, organization, brand, form, custom_status, field, option, tag, webhook
  std::string value;
  Named named;
  bool stops = false;  // the rule can never act because of it
};

std::optional<std::int64_t> id_of(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

Named standing_of(bool found, bool active, const std::string& name) {
  if (!found) return {Standing::missing, ""};
  return {active ? Standing::fine : Standing::inactive, name};
}

Named find_named(const Inventory& desk, Shape shape, std::int64_t id) {
  const auto& defined = *desk.definitions;
  if (shape == Shape::group) {
    const auto* group = desk.find_group(id);
    return standing_of(group && !group->deleted, true, group ? group->name : "");
  }
  if (shape == Shape::assignee) {
    const auto* agent = desk.find_agent(id);
    return standing_of(agent && agent->active, agent && !agent->suspended, agent ? agent->name : "");
  }
  if (shape == Shape::person) return standing_of(desk.people.contains(id), true, "");
  if (shape == Shape::organization) return standing_of(desk.organizations.contains(id), true, "");
  if (shape == Shape::brand) {
    const auto* brand = defined.find_brand(tickets::BrandId(id));
    return standing_of(brand && !brand->deleted, brand && brand->active, brand ? brand->name : "");
  }
  if (shape == Shape::form) {
    const auto* form = defined.find_form(tickets::FormId(id));
    return standing_of(form, form && form->active, form ? form->name : "");
  }
  if (shape == Shape::custom_status) {
    const auto* status = defined.find_status(tickets::CustomStatusId(id));
    return standing_of(status, status && status->active, status ? status->agent_label : "");
  }
  return {};
}

std::string_view word_of(Shape shape) {
  switch (shape) {
    case Shape::group: return "group";
    case Shape::assignee: return "agent";
    case Shape::person: return "person";
    case Shape::organization: return "organization";
    case Shape::brand: return "brand";
    case Shape::form: return "form";
    default: return "custom_status";
  }
}

bool names_things(Shape shape) {
  constexpr Shape naming[] = {Shape::group, Shape::assignee, Shape::person,       Shape::organization,
                              Shape::brand, Shape::form,     Shape::custom_status};
  return std::ranges::find(naming, shape) != std::end(naming);
}

void of_field(const Inventory& desk, std::int64_t id, const std::vector<std::string>& values, bool positive,
              std::vector<Reference>& out) {
  const auto* field = desk.definitions->find_field(tickets::FieldId(id));
  const auto named = standing_of(field, field && field->active, field ? field->title : "");
  if (named.standing != Standing::fine) {
    out.push_back({"field", std::to_string(id), named, positive && named.standing == Standing::missing});
    return;
  }
  if (!tickets::has_options(field->type)) return;
  std::size_t missing = 0;
  std::string first;
  for (const auto& value : values) {
    if (value.empty() || std::ranges::find(field->options, value, &tickets::FieldOption::value) != field->options.end())
      continue;
    if (missing++ == 0) first = value;
  }
  if (missing > 0)
    out.push_back(
        {"option", first, {Standing::missing, field->title + ": " + first}, positive && missing == values.size()});
}

// Tags that a ticket has, or could come to have.
bool is_known_tag(const Inventory& desk, const std::set<std::string>& set_by_rules, const std::string& tag) {
  return set_by_rules.contains(tag) || desk.definitions->by_tag.contains(tag) ||
         std::ranges::find(desk.tags, tag, &Tag::name) != desk.tags.end();
}

std::set<std::string> tags_set(const Inventory& desk) {
  std::set<std::string> out;
  for (const auto& rule : desk.rules) {
    if (!rule.active) continue;
    for (const auto& action : rule.actions)
      if (action.field == "current_tags" || action.field == "set_tags")
        for (auto& word : tickets::split_words(action.value())) out.insert(std::move(word));
  }
  return out;
}

void of_tags(const Inventory& desk, const std::set<std::string>& set_by_rules, const rules::Condition& condition,
             std::vector<Reference>& out) {
  if (condition.operator_name != "includes") return;
  std::vector<std::string> words;
  for (const auto& value : condition.values)
    for (auto& word : tickets::split_words(value)) words.push_back(std::move(word));
  if (words.empty() ||
      std::ranges::any_of(words, [&](const auto& tag) { return is_known_tag(desk, set_by_rules, tag); }))
    return;
  out.push_back({"tag", words[0], {Standing::missing, words[0]}, true});
}

bool is_positive(const std::string& name) { return name == "is" || name == "value" || name == "includes"; }

// Negative conditions on what is gone hold always, and harm nobody.
void of_condition(const Inventory& desk, const std::set<std::string>& set_by_rules, const rules::Condition& condition,
                  std::vector<Reference>& out) {
  if (const auto id = rules::custom_field_id(condition.field))
    return of_field(desk, *id, is_positive(condition.operator_name) ? condition.values : std::vector<std::string>(),
                    is_positive(condition.operator_name) || condition.operator_name == "present", out);
  const auto* field = rules::find_field(condition.field);
  if (!field || !is_positive(condition.operator_name)) return;
  if (field->shape == Shape::tags) return of_tags(desk, set_by_rules, condition, out);
  if (!names_things(field->shape)) return;
  std::vector<Reference> gone;
  std::size_t asked = 0;
  for (const auto& value : condition.values)
    for (const auto& word : tickets::split_words(value)) {
      ++asked;
      const auto id = id_of(word);
      const auto named = id ? find_named(desk, field->shape, *id) : Named{};
      if (named.standing != Standing::fine) gone.push_back({std::string(word_of(field->shape)), word, named, false});
    }
  const bool all_missing = gone.size() == asked && std::ranges::all_of(gone, [](const Reference& one) {
                             return one.named.standing == Standing::missing;
                           });
  for (auto& one : gone) {
    one.stops = all_missing;
    out.push_back(std::move(one));
  }
}

void of_action(const Inventory& desk, const rules::Action& action, std::vector<Reference>& out) {
  if (const auto id = rules::custom_field_id(action.field)) return of_field(desk, *id, action.values, false, out);
  static constexpr std::pair<std::string_view, Shape> shapes[] = {{"group_id", Shape::group},
                                                                  {"assignee_id", Shape::assignee},
                                                                  {"brand_id", Shape::brand},
                                                                  {"ticket_form_id", Shape::form},
                                                                  {"cc", Shape::assignee},
                                                                  {"custom_status_id", Shape::custom_status},
                                                                  {"follower", Shape::assignee},
                                                                  {"notification_user", Shape::assignee},
                                                                  {"notification_group", Shape::group}};
  if (action.field == "notification_webhook") {
    const auto hook = std::ranges::find(desk.webhooks, action.value(), &Hook::id);
    const bool found = hook != desk.webhooks.end();
    const auto named = standing_of(found, found && hook->active, found ? hook->name : "");
    if (named.standing != Standing::fine) out.push_back({"webhook", action.value(), named, false});
    return;
  }
  const auto shape =
      std::ranges::find(shapes, std::string_view(action.field), &std::pair<std::string_view, Shape>::first);
  const auto id = id_of(action.value());
  if (shape == std::end(shapes) || !id) return;
  // Whom mails go to may be a customer; only of agents do we know all.
  if ((action.field == "cc" || action.field == "notification_user") && !desk.find_agent(*id)) return;
  const auto named = find_named(desk, shape->second, *id);
  if (named.standing != Standing::fine)
    out.push_back({std::string(word_of(shape->second)), action.value(), named, false});
}

void tell(const Subject& subject, const std::vector<Reference>& references, Findings& out) {
  std::set<std::string> told;
  for (const auto& one : references) {
    const bool is_missing = one.named.standing == Standing::missing;
    Finding finding{.kind = is_missing ? "rule_missing" : "rule_inactive", .subject = subject};
    finding.detail = one.what + " " + one.value;
    if (!told.insert(finding.kind + finding.detail).second) continue;
    finding.facts = {
        {"title", subject.title}, {"what", one.what}, {"name", one.named.name.empty() ? one.value : one.named.name}};
    finding.confidence = one.stops ? 97 : 90;
    if (one.stops && subject.type != "sla_policy") finding.fix = Fix{"deactivate", {}};
    out.push_back(std::move(finding));
  }
}

// A condition that cannot hold stops the rule only where it must hold.
void of_conditions(const Inventory& desk, const std::set<std::string>& set_by_rules,
                   const rules::Conditions& conditions, std::vector<Reference>& out) {
  for (const auto& one : conditions.all) of_condition(desk, set_by_rules, one, out);
  const auto before = out.size();
  for (const auto& one : conditions.any) of_condition(desk, set_by_rules, one, out);
  for (auto i = before; i < out.size(); ++i) out[i].stops &= conditions.any.size() == 1;
}

std::string name_of_value(const rules::Condition& condition, const std::string& value, const Inventory& desk) {
  const auto id = id_of(value);
  if (const auto field_id = rules::custom_field_id(condition.field)) {
    const auto* field = desk.definitions->find_field(tickets::FieldId(*field_id));
    if (!field) return value;
    const auto option = std::ranges::find(field->options, value, &tickets::FieldOption::value);
    return option == field->options.end() ? value : option->name;
  }
  const auto* info = rules::find_field(condition.field);
  if (!id || !info || !names_things(info->shape)) return value.empty() ? "-" : value;
  const auto named = find_named(desk, info->shape, *id);
  return named.name.empty() ? value : named.name;
}

}  // namespace

std::string describe(const rules::Condition& condition, const Inventory& desk) {
  const auto* info = rules::find_field(condition.field);
  std::string title(info ? info->title : std::string_view(condition.field));
  if (const auto id = rules::custom_field_id(condition.field))
    if (const auto* field = desk.definitions->find_field(tickets::FieldId(*id))) title = field->title;
  std::string words(rules::title_of_operator(condition.operator_name));
  if (!words.empty() && words[0] >= 'A' && words[0] <= 'Z') words[0] = char(words[0] + 32);
  std::string out = title + " " + words;
  if (rules::is_terminal(condition.operator_name)) return out;
  std::string separator = " ";
  for (const auto& value : condition.values) {
    out += separator + name_of_value(condition, value, desk);
    separator = ", ";
  }
  return out;
}

void find_in_references(const Inventory& desk, Findings& out) {
  const auto set_by_rules = tags_set(desk);
  for (const auto& rule : desk.rules) {
    if (!rule.active) continue;
    std::vector<Reference> found;
    of_conditions(desk, set_by_rules, rule.conditions, found);
    for (const auto& action : rule.actions) of_action(desk, action, found);
    tell(subject_of(rule), found, out);
  }
  for (const auto& view : desk.views) {
    if (!view.active) continue;
    std::vector<Reference> found;
    of_conditions(desk, set_by_rules, view.conditions, found);
    tell(subject_of(view), found, out);
  }
  for (const auto& policy : desk.policies) {
    std::vector<Reference> found;
    of_conditions(desk, set_by_rules, policy.filter, found);
    tell(subject_of(policy), found, out);
  }
}

}  // namespace pult::housekeeping
