// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "housekeeping/findings.hpp"

namespace pult::housekeeping {
namespace {

using tickets::Field;
using tickets::FieldTarget;

std::string_view type_of(FieldTarget target) {
  if (target == FieldTarget::ticket) return "ticket_field";
  return target == FieldTarget::user ? "user_field" : "organization_field";
}

Subject subject_of(const Field& field) {
  return {std::string(type_of(field.target)), std::to_string(field.id.value), field.title};
}

void find_unused_options(const Inventory& desk, const Field& field, Findings& out) {
  if (field.target != FieldTarget::ticket || !tickets::has_options(field.type)) return;
  std::vector<const tickets::FieldOption*> unused;
  for (const auto& option : field.options)
    if (!option.is_default && !desk.used_options.contains({field.id, option.value})) unused.push_back(&option);
  for (const auto* option : unused) {
    Finding finding{.kind = "option_unused", .subject = subject_of(field), .detail = option->value};
    finding.facts = {{"title", field.title}, {"option", option->name}};
    finding.confidence = 80;
    finding.fix = Fix{"remove_option", {{"value", option->value}}};
    out.push_back(std::move(finding));
  }
}

void find_in_field(const Inventory& desk, const Field& field, Findings& out) {
  if (tickets::is_system(field.type) || !field.removable || !field.active) return;
  if (field.target == FieldTarget::object) return;  // what records hold is not old because it rests
  if (desk.now - std::max(field.created_at, field.updated_at) < unused_after) return;
  if (desk.used_fields.contains(field.id)) return find_unused_options(desk, field, out);
  Finding finding{.kind = "field_unused", .subject = subject_of(field)};
  finding.facts = {{"title", field.title}, {"since", base::render_iso8601(desk.now - unused_after)}};
  finding.confidence = 88;
  finding.fix = Fix{"deactivate", {}};
  out.push_back(std::move(finding));
}

// The fields of the system stand in every form.
bool asks_something(const Inventory& desk, const tickets::Form& form) {
  return std::ranges::any_of(form.fields, [&](tickets::FieldId id) {
    const auto* field = desk.definitions->find_field(id);
    return field && field->active && !tickets::is_system(field->type);
  });
}

}  // namespace

void find_in_fields(const Inventory& desk, Findings& out) {
  for (const auto& field : desk.definitions->fields) find_in_field(desk, field, out);
  for (const auto& form : desk.definitions->forms) {
    if (!form.active || form.is_default || asks_something(desk, form)) continue;
    Finding finding{.kind = "form_empty", .subject = {"ticket_form", std::to_string(form.id.value), form.name}};
    finding.facts = {{"title", form.name}};
    finding.confidence = 95;
    finding.fix = Fix{"deactivate", {}};
    out.push_back(std::move(finding));
  }
  for (const auto& status : desk.definitions->statuses) {
    if (!status.active || status.is_default || desk.used_statuses.contains(status.id)) continue;
    if (desk.now - std::max(status.created_at, status.updated_at) < unused_after) continue;
    Finding finding{.kind = "status_unused",
                    .subject = {"custom_status", std::to_string(status.id.value), status.agent_label}};
    finding.facts = {{"title", status.agent_label}};
    finding.confidence = 88;
    finding.fix = Fix{"deactivate", {}};
    out.push_back(std::move(finding));
  }
}

}  // namespace pult::housekeeping
