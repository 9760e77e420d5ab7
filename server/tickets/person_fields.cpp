// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/person_fields.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "tickets/field_values.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

json::object object_of(const std::string& text) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  return !broken && value.is_object() ? std::move(value.get_object()) : json::object();
}

std::string join(const std::set<std::string>& tags) {
  std::string out;
  for (const auto& tag : tags) out.append(out.empty() ? "" : " ").append(tag);
  return out;
}

}  // namespace

Result<PersonValues> merge_person_fields(const Definitions& definitions, FieldTarget target, PersonValues stored,
                                         const json::object& sent) {
  auto values = object_of(stored.fields);
  const auto words = split_words(stored.tags);
  std::set<std::string> tags(words.begin(), words.end());
  for (const auto& [key, value] : sent) {
    const auto* field = definitions.find_field(target, key);
    if (!field) continue;
    auto parsed = PULT_TRY(parse_field_value(*field, value));
    const auto name = std::to_string(field->id.value);
    const auto* previous = values.if_contains(name);
    for (const auto& tag : field_tags(*field, previous ? *previous : json::value(nullptr))) tags.erase(tag);
    for (const auto& tag : field_tags(*field, parsed)) tags.insert(tag);
    if (!parsed.is_null())
      values[name] = std::move(parsed);
    else if (const auto at = values.find(name); at != values.end())
      values.stable_erase(at);
  }
  return PersonValues{json::serialize(values), join(tags)};
}

json::value present_person_value(const Field& field, const json::value& value) {
  if (!value.is_string()) return value;
  const std::string text(value.get_string());
  if (field.type == FieldType::date) return json::value(text + "T00:00:00Z");
  if (field.type != FieldType::integer && field.type != FieldType::decimal) return value;
  boost::system::error_code broken;
  auto number = json::parse(text, broken);
  return broken ? value : number;
}

json::object present_person_fields(const Definitions& definitions, FieldTarget target, const std::string& stored) {
  json::object out;
  json::object values;
  for (const auto& field : definitions.fields) {
    if (field.target != target || !field.active) continue;
    if (out.empty()) values = object_of(stored);
    const auto* value = values.if_contains(std::to_string(field.id.value));
    out[field.key] = value ? present_person_value(field, *value) : json::value(nullptr);
  }
  return out;
}

}  // namespace pult::tickets
