// SPDX-License-Identifier: AGPL-3.0-or-later
// Conditions of forms as people write them.
#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <set>

#include "tickets/field_values.hpp"
#include "tickets/form_rules.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::size_t max_conditions = 1500;

std::unexpected<Error> refuse(std::string why) {
  return base::fail_field("conditions", "InvalidValue", "Conditions: " + std::move(why));
}

struct Parser {
  const Definitions& definitions;
  const Form& form;
  Audience audience;
  std::map<FieldId, std::set<FieldId>> children;

  Result<const Field*> field(const json::object& from, std::string_view key) const {
    const auto* id = from.if_contains(key);
    const auto* found = id && id->is_int64() ? definitions.find_field(FieldId(id->get_int64())) : nullptr;
    if (!found) return refuse("the " + std::string(key) + " names no field");
    if (std::ranges::find(form.fields, found->id) == form.fields.end())
      return refuse("the form does not have the field " + found->title);
    return found;
  }

  static Result<json::value> parent_value(const Field& parent, const json::object& from) {
    const auto* value = from.if_contains("value");
    if (!value || value->is_null()) return refuse("a value is missing");
    if (parent.type == FieldType::checkbox) return parse_field_value(parent, *value);
    if (!value->is_string()) return refuse("the value of " + parent.title + " must be a string");
    const std::string text(value->get_string());
    if (has_options(parent.type)) {
      if (!text.empty() && std::ranges::find(parent.options, text, &FieldOption::value) == parent.options.end())
        return refuse(text + " is not an option of " + parent.title);
    } else if (parent.type == FieldType::priority     ? !is_priority(text)
               : parent.type == FieldType::tickettype ? !is_type(text)
                                                      : true) {
      return refuse(parent.title + " cannot have the value " + text);
    }
    return json::value(text);
  }

  static Result<json::value> statuses(const json::value& from) {
    const auto* object = from.if_object();
    const auto* type = object ? object->if_contains("type") : nullptr;
    if (!type || !type->is_string()) return refuse("required_on_statuses needs a type");
    const std::string_view name = type->get_string();
    if (name == "ALL_STATUSES" || name == "NO_STATUSES") return json::value{{"type", name}};
    if (name != "SOME_STATUSES") return refuse("required_on_statuses has an unknown type");
    const auto* list = object->if_contains("statuses");
    json::array out;
    if (list && list->is_array())
      for (const auto& item : list->get_array()) {
        const auto status = item.is_string() ? parse_status(item.get_string()) : std::nullopt;
        if (!status || *status > Status::solved) return refuse("required_on_statuses has an unknown status");
        out.push_back(item);
      }
    if (out.empty()) return refuse("required_on_statuses needs statuses");
    return json::value{{"type", name}, {"statuses", std::move(out)}};
  }

  Result<json::object> child(const Field& parent, const json::value& from) {
    if (!from.is_object()) return refuse("child_fields must be objects");
    const auto& object = from.get_object();
    const auto* found = PULT_TRY(field(object, "id"));
    if (found->id == parent.id) return refuse(found->title + " cannot depend on itself");
    if (is_system(found->type) && found->type != FieldType::priority && found->type != FieldType::tickettype)
      return refuse(found->title + " cannot depend on another field");
    children[parent.id].insert(found->id);
    json::object out{{"id", found->id.value}};
    const auto* required = object.if_contains("is_required");
    if (required && !required->is_bool()) return refuse("is_required must be true or false");
    out["is_required"] = required && required->get_bool();
    const auto* when = object.if_contains("required_on_statuses");
    if (audience == Audience::agent && when && !when->is_null())
      out["required_on_statuses"] = PULT_TRY(statuses(*when));
    return out;
  }

  Result<json::object> condition(const json::value& from) {
    if (!from.is_object()) return refuse("must be objects");
    const auto& object = from.get_object();
    const auto* parent = PULT_TRY(field(object, "parent_field_id"));
    json::object out{{"parent_field_id", parent->id.value},
                     {"parent_field_type", render_field_type(parent->type, FieldTarget::ticket)}};
    out["value"] = PULT_TRY(parent_value(*parent, object));
    const auto* list = object.if_contains("child_fields");
    if (!list || !list->is_array() || list->get_array().empty()) return refuse("child_fields must not be empty");
    json::array fields;
    for (const auto& item : list->get_array()) fields.push_back(PULT_TRY(child(*parent, item)));
    out["child_fields"] = std::move(fields);
    return out;
  }

  bool has_circle() const {
    std::set<FieldId> done, open;
    const std::function<bool(FieldId)> visit = [&](FieldId id) {
      if (open.contains(id)) return true;
      if (!done.insert(id).second) return false;
      open.insert(id);
      const auto below = children.find(id);
      if (below != children.end() && std::ranges::any_of(below->second, visit)) return true;
      open.erase(id);
      return false;
    };
    return std::ranges::any_of(children, [&](const auto& entry) { return visit(entry.first); });
  }
};

}  // namespace

Result<std::string> parse_conditions(const Definitions& definitions, const Form& form, const json::array& conditions,
                                     Audience audience) {
  if (conditions.size() > max_conditions) return refuse("are more than 1500");
  Parser parser{definitions, form, audience, {}};
  json::array out;
  for (const auto& item : conditions) out.push_back(PULT_TRY(parser.condition(item)));
  if (parser.has_circle()) return refuse("fields depend on each other in a circle");
  return json::serialize(out);
}

}  // namespace pult::tickets
