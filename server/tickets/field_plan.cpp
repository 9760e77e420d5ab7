// SPDX-License-Identifier: AGPL-3.0-or-later
// Fields and tags together: see plan_fields.
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <set>

#include "tickets/field_values.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

using Tags = std::set<std::string, std::less<>>;

Tags tags_of(std::string_view text) {
  const auto words = split_words(text);
  return {words.begin(), words.end()};
}

// 0, which is no field's, for what is no number.
FieldId parse_id(std::string_view digits) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  return error == std::errc() && end == digits.data() + digits.size() ? FieldId(id) : FieldId();
}

struct Work {
  const Definitions& definitions;
  json::object values;
  Tags tags, tags_before;
  std::set<FieldId> named;  // fields that the change sets itself; tags do not decide about these

  json::value value_of(const Field& field) const {
    const auto* found = values.if_contains(std::to_string(field.id.value));
    return found ? *found : json::value(nullptr);
  }
  void set(const Field& field, json::value value) { values[std::to_string(field.id.value)] = std::move(value); }
};

Result<void> take_wanted(Work& work, const json::object& wanted) {
  for (const auto& [name, value] : wanted) {
    const auto* field = work.definitions.find_field(parse_id(name));
    if (!field || field->target != FieldTarget::ticket || is_system(field->type)) continue;
    auto parsed = PULT_TRY(parse_field_value(*field, value));
    work.named.insert(field->id);
    work.tags.erase(field->tag);
    for (const auto& option : field->options) work.tags.erase(option.value);
    work.set(*field, std::move(parsed));
  }
  for (const auto id : work.named) {
    const auto& field = *work.definitions.find_field(id);
    for (auto& tag : field_tags(field, work.value_of(field))) work.tags.insert(std::move(tag));
  }
  return {};
}

// A tag that came sets its field, one that went clears it.
void follow_tag(Work& work, const Field& field, const std::string& tag, bool came) {
  if (work.named.contains(field.id)) return;
  const auto value = work.value_of(field);
  if (field.type == FieldType::checkbox) return work.set(field, json::value(came));
  if (field.type == FieldType::tagger) {
    const bool is_current = value.is_string() && std::string_view(value.get_string()) == tag;
    if (came && !is_current) {
      if (value.is_string()) work.tags.erase(std::string(value.get_string()));
      work.set(field, json::value(tag));
    } else if (!came && is_current) {
      work.set(field, nullptr);
    }
    return;
  }
  const auto now = field_tags(field, value);
  Tags chosen(now.begin(), now.end());
  if (came)
    chosen.insert(tag);
  else
    chosen.erase(tag);
  json::array list;
  for (const auto& option : field.options)
    if (chosen.contains(option.value)) list.emplace_back(option.value);
  work.set(field, list.empty() ? json::value(nullptr) : json::value(std::move(list)));
}

void follow_tags(Work& work) {
  const auto wanted = work.tags;
  for (const auto& [tag, field] : work.definitions.by_tag) {
    const bool was = work.tags_before.contains(tag), is = wanted.contains(tag);
    if (was != is) follow_tag(work, *field, tag, is);
  }
}

std::string join(const Tags& tags) {
  std::string out;
  for (const auto& tag : tags) out.append(out.empty() ? "" : " ").append(tag);
  return out;
}

std::optional<std::string> text_of(const json::value* value) {
  if (!value || value->is_null()) return std::nullopt;
  return json::serialize(*value);
}

}  // namespace

std::vector<std::string> field_tags(const Field& field, const json::value& value) {
  std::vector<std::string> out;
  if (field.type == FieldType::checkbox) {
    if (value.is_bool() && value.get_bool() && !field.tag.empty()) out.push_back(field.tag);
  } else if (field.type == FieldType::tagger) {
    if (value.is_string()) out.emplace_back(value.get_string());
  } else if (field.type == FieldType::multiselect && value.is_array()) {
    for (const auto& item : value.get_array()) out.emplace_back(item.as_string());
  }
  return out;
}

std::string portal_fields(const Definitions& definitions, const std::string& wanted) {
  boost::system::error_code broken;
  const auto asked = wanted.empty() ? json::value(nullptr) : json::parse(wanted, broken);
  if (broken || !asked.is_object()) return wanted;
  json::object out;
  for (const auto& [name, value] : asked.get_object()) {
    const auto* field = definitions.find_field(parse_id(name));
    if (field && field->visible_in_portal && field->editable_in_portal) out[name] = value;
  }
  return json::serialize(out);
}

Result<FieldPlan> plan_fields(const Definitions& definitions, const std::string& fields_before,
                              const std::string& wanted, const std::string& tags_before, std::string tags) {
  FieldPlan plan;
  plan.tags = std::move(tags);
  if (definitions.custom.empty() || (wanted.empty() && (definitions.by_tag.empty() || plan.tags == tags_before)))
    return plan;
  boost::system::error_code broken;
  const auto before = json::parse(fields_before, broken);
  const auto asked = wanted.empty() ? json::value(json::object()) : json::parse(wanted, broken);
  if (broken || !before.is_object() || !asked.is_object())
    return base::fail(ErrorKind::invalid, "InvalidAttribute", "custom_fields must be an object or a list of fields");
  Work work{definitions, before.get_object(), tags_of(plan.tags), tags_of(tags_before), {}};
  PULT_TRY(take_wanted(work, asked.get_object()));
  follow_tags(work);
  for (const auto* field : definitions.custom) {
    const auto name = std::to_string(field->id.value);
    auto value = text_of(work.values.if_contains(name)), previous = text_of(before.get_object().if_contains(name));
    if (value != previous) plan.changes.push_back({field->id, std::move(value), std::move(previous)});
  }
  plan.tags = join(work.tags);
  return plan;
}

}  // namespace pult::tickets
