// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/form_rules.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

namespace pult::tickets {
namespace json = boost::json;
namespace {

json::value id_or_null(std::int64_t id) { return id ? json::value(std::to_string(id)) : json::value(nullptr); }
json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::value value_of(const Field& field, const Ticket& ticket, const json::object& custom) {
  switch (field.type) {
    case FieldType::priority: return text_or_null(ticket.priority);
    case FieldType::tickettype: return text_or_null(ticket.type);
    case FieldType::group: return id_or_null(ticket.group.value);
    case FieldType::assignee: return id_or_null(ticket.assignee.value);
    case FieldType::status: return json::value(render_status(ticket.status));
    case FieldType::custom_status: return id_or_null(ticket.custom_status.value);
    case FieldType::subject: return text_or_null(ticket.subject);
    case FieldType::description: return json::value(true);  // every ticket has a first comment
    default: break;
  }
  const auto* found = custom.if_contains(std::to_string(field.id.value));
  return found ? *found : json::value(nullptr);
}

std::string name_of(const Field& field) {
  return is_system(field.type) ? std::string(render_field_type(field.type, field.target))
                               : "custom_fields_" + std::to_string(field.id.value);
}

// A box that must be ticked is empty while it is not.
bool is_empty(const json::value& value) { return value.is_null() || (value.is_bool() && !value.get_bool()); }

bool holds(const json::value& wanted, const json::value& value) {
  if (wanted.is_bool()) return value.is_bool() ? value == wanted : !wanted.get_bool();
  if (value.is_array()) return std::ranges::find(value.get_array(), wanted) != value.get_array().end();
  if (wanted.is_string() && wanted.get_string().empty()) return value.is_null();
  return value == wanted;
}

bool is_due(const json::object& child, const Ticket& before, const Ticket& after) {
  const bool is_required = child.contains("is_required") && child.at("is_required") == json::value(true);
  const auto* when = child.if_contains("required_on_statuses");
  if (!when || !when->is_object()) return is_required && after.status == Status::solved && before.status < after.status;
  const auto& type = when->get_object().at("type").as_string();
  if (type == "ALL_STATUSES") return true;
  if (type == "NO_STATUSES") return false;
  const auto& statuses = when->get_object().at("statuses").as_array();
  return std::ranges::find(statuses, json::value(render_status(after.status))) != statuses.end();
}

struct Demand {
  bool depends = false, shows = false, is_required = false;
};

// `is_needed(child)`: whether a condition that is met asks for the field now.
template <class IsNeeded>
std::map<std::int64_t, Demand> demands_of(const Definitions& definitions, const std::string& text,
                                          const json::object& custom, const Ticket& after, IsNeeded is_needed) {
  std::map<std::int64_t, Demand> out;
  const auto conditions = json::parse(text);
  for (const auto& condition : conditions.as_array()) {
    const auto* parent = definitions.find_field(FieldId(condition.at("parent_field_id").as_int64()));
    const bool met = parent && holds(condition.at("value"), value_of(*parent, after, custom));
    for (const auto& child : condition.at("child_fields").as_array()) {
      auto& demand = out[child.at("id").as_int64()];
      demand.depends = true;
      demand.shows |= met;
      demand.is_required |= met && is_needed(child.as_object());
    }
  }
  return out;
}

}  // namespace

std::vector<const Field*> missing_fields(const Definitions& definitions, const Ticket& before, const Ticket& after) {
  std::vector<const Field*> out;
  const auto* form = definitions.find_form(after.form);
  if (!form) form = definitions.find_form(definitions.default_form);
  if (!form || after.status > Status::solved) return out;
  const auto custom = json::parse(after.custom_fields).as_object();
  auto demands = demands_of(definitions, form->agent_conditions, custom, after,
                            [&](const json::object& child) { return is_due(child, before, after); });
  const bool solves = after.status == Status::solved && before.status < Status::solved;
  for (const auto id : form->fields) {
    const auto* field = definitions.find_field(id);
    if (!field || !field->active) continue;
    const auto& demand = demands[id.value];
    if (demand.depends && !demand.shows) continue;
    if ((demand.is_required || (solves && field->required)) && is_empty(value_of(*field, after, custom)))
      out.push_back(field);
  }
  return out;
}

Result<void> check_portal(const Definitions& definitions, const Ticket& wanted) {
  const auto* form = definitions.find_form(wanted.form);
  if (!form) form = definitions.find_form(definitions.default_form);
  if (!form) return {};
  boost::system::error_code broken;
  const auto parsed = json::parse(wanted.custom_fields.empty() ? "{}" : wanted.custom_fields, broken);
  const auto custom = !broken && parsed.is_object() ? parsed.get_object() : json::object();
  auto demands = demands_of(definitions, form->end_user_conditions, custom, wanted, [](const json::object& child) {
    return child.contains("is_required") && child.at("is_required") == json::value(true);
  });
  Error error{ErrorKind::unprocessable, "RecordInvalid", "Record validation errors", {}};
  for (const auto id : form->fields) {
    const auto* field = definitions.find_field(id);
    if (!field || !field->active || !field->editable_in_portal) continue;
    const auto& demand = demands[id.value];
    if (demand.depends && !demand.shows) continue;
    if ((demand.is_required || field->required_in_portal) && is_empty(value_of(*field, wanted, custom)))
      error.fields.push_back({name_of(*field), "BlankValue", field->title + ": is required"});
  }
  return error.fields.empty() ? Result<void>() : std::unexpected(std::move(error));
}

bool names_field(const Form& form, FieldId field) {
  for (const auto* text : {&form.agent_conditions, &form.end_user_conditions})
    for (const auto& condition : json::parse(*text).as_array()) {
      if (condition.at("parent_field_id") == json::value(field.value)) return true;
      for (const auto& child : condition.at("child_fields").as_array())
        if (child.at("id") == json::value(field.value)) return true;
    }
  return false;
}

Result<void> check_required(const Definitions& definitions, const Ticket& before, const Ticket& after) {
  const auto missing = missing_fields(definitions, before, after);
  if (missing.empty()) return {};
  Error error{ErrorKind::unprocessable, "RecordInvalid", "Record validation errors", {}};
  for (const auto* field : missing) {
    error.fields.push_back(
        {name_of(*field), "BlankValue",
         field->title + ": is required when the status is " + std::string(render_status(after.status))});
  }
  return std::unexpected(std::move(error));
}

}  // namespace pult::tickets
