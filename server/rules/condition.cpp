// SPDX-License-Identifier: AGPL-3.0-or-later
#include "rules/condition.hpp"

#include <algorithm>

namespace pult::rules {
namespace {

constexpr std::size_t max_value_bytes = 4'000;
constexpr std::size_t max_values = 100;

// Values are text; clients also send numbers and booleans.
std::optional<std::string> scalar(const json::value& value) {
  if (value.is_null()) return std::string();
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_uint64()) return std::to_string(value.get_uint64());
  if (value.is_double()) return json::serialize(value);
  return std::nullopt;
}

std::string member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<void> read_values(const json::value* value, Condition& out) {
  if (!value) {
    out.values.emplace_back();
    return {};
  }
  out.is_list = value->is_array();
  const auto take = [&](const json::value& one) -> Result<void> {
    auto text = scalar(one);
    if (!text || text->size() > max_value_bytes || text->find('\0') != std::string::npos)
      return bad_condition("the value of " + out.field + " is not acceptable");
    out.values.push_back(std::move(*text));
    return {};
  };
  if (!out.is_list) return take(*value);
  if (value->get_array().size() > max_values) return bad_condition(out.field + " has too many values");
  for (const auto& one : value->get_array()) PULT_TRY(take(one));
  return {};
}

Result<Condition> parse_condition(const json::value& from, Place place) {
  const auto* object = from.if_object();
  if (!object) return bad_condition("each must be an object with field, operator and value");
  Condition out;
  out.field = member(*object, "field");
  out.operator_name = member(*object, "operator");
  const auto* field = find_field(out.field);
  if (!field || !stands_in(*field, place))
    return bad_condition("\"" + out.field + "\" is not a field that can be used here");
  const auto operators = operators_of(*field, place);
  if (std::ranges::find(operators, out.operator_name) == operators.end())
    return bad_condition("\"" + out.operator_name + "\" is not an operator of " + out.field);
  PULT_TRY(read_values(object->if_contains("value"), out));
  return out;
}

Result<void> parse_list(const json::object& from, std::string_view name, Place place, std::vector<Condition>& out) {
  const auto* list = from.if_contains(name);
  if (!list) return {};
  if (list->is_null()) {
    out.clear();
    return {};
  }
  if (!list->is_array()) return bad_condition(std::string(name) + " must be a list");
  if (list->get_array().size() > max_conditions) return bad_condition("there are too many");
  out.clear();
  for (const auto& one : list->get_array()) out.push_back(PULT_TRY(parse_condition(one, place)));
  return {};
}

std::vector<Condition> stored_list(const json::object& from, std::string_view name) {
  std::vector<Condition> out;
  const auto* list = from.if_contains(name);
  if (!list || !list->is_array()) return out;
  for (const auto& one : list->get_array()) {
    const auto* object = one.if_object();
    if (!object) continue;
    Condition condition;
    condition.field = member(*object, "field");
    condition.operator_name = member(*object, "operator");
    if (!read_values(object->if_contains("value"), condition)) continue;
    out.push_back(std::move(condition));
  }
  return out;
}

}  // namespace

const std::string& Condition::value() const {
  static const std::string none;
  return values.empty() ? none : values.front();
}

std::unexpected<Error> bad_condition(std::string why) {
  return base::fail_field("conditions", "InvalidValue", "Conditions: " + std::move(why));
}

bool has_conditions(const json::object& from) {
  return from.contains("conditions") || from.contains("all") || from.contains("any");
}

Result<Conditions> parse_conditions(const json::object& from, Place place, Conditions before) {
  const json::object* source = &from;
  if (const auto* nested = from.if_contains("conditions"); nested && !nested->is_null()) {
    if (!nested->is_object()) return bad_condition("must be an object with all and any");
    source = &nested->get_object();
  }
  PULT_TRY(parse_list(*source, "all", place, before.all));
  PULT_TRY(parse_list(*source, "any", place, before.any));
  return before;
}

json::object render_condition(const Condition& condition) {
  json::object out{{"field", condition.field}, {"operator", condition.operator_name}};
  if (condition.is_list)
    out["value"] = json::array(condition.values.begin(), condition.values.end());
  else
    out["value"] = condition.value();
  return out;
}

json::object render_conditions(const Conditions& conditions) {
  json::array all, any;
  for (const auto& one : conditions.all) all.push_back(render_condition(one));
  for (const auto& one : conditions.any) any.push_back(render_condition(one));
  return {{"all", std::move(all)}, {"any", std::move(any)}};
}

std::string render_stored(const Conditions& conditions) { return json::serialize(render_conditions(conditions)); }

Conditions parse_stored(std::string_view text) {
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  if (broken || !value.is_object()) return {};
  return {stored_list(value.get_object(), "all"), stored_list(value.get_object(), "any")};
}

}  // namespace pult::rules
