// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/field_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "text/pattern.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {
namespace {

constexpr std::size_t max_options = 2000, max_key_bytes = 100, max_title_bytes = 1000;

bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= max_key_bytes &&
         key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos &&
         key.find_first_not_of("0123456789") != std::string_view::npos;
}

bool is_tag(const std::string& text) { return split_words(text).size() == 1 && normalize_tags(text) == text; }

Result<void> check_options(const Field& field) {
  if (field.options.size() > max_options)
    return base::fail_field("custom_field_options", "TooManyValues", "Options: are more than 2000");
  std::set<std::string> values, names;
  for (const auto& option : field.options) {
    if (option.name.empty()) return base::fail_field("custom_field_options", "BlankValue", "Name: cannot be blank");
    if (!is_tag(option.value))
      return base::fail_field("custom_field_options", "InvalidValue",
                              "Value: " + option.value + " is not one word in lower case");
    if (!values.insert(option.value).second)
      return base::fail_field("custom_field_options", "DuplicateValue",
                              "Value: " + option.value + " is already used by another option");
    if (!names.insert(option.name).second)
      return base::fail_field("custom_field_options", "DuplicateValue",
                              "Name: " + option.name + " is already used by another option");
  }
  return {};
}

std::set<std::string> tags_of(const Field& field) {
  std::set<std::string> out;
  for (const auto& option : field.options) out.insert(option.value);
  if (!field.tag.empty()) out.insert(field.tag);
  return out;
}

}  // namespace

Result<void> check_field(const Field& field) {
  if (field.title.empty()) return base::fail_field("title", "BlankValue", "Title: cannot be blank");
  if (field.title.size() > max_title_bytes) return base::fail_field("title", "InvalidValue", "Title: is too long");
  if (field.target != FieldTarget::ticket && !is_key(field.key))
    return base::fail_field(
        "key", field.key.empty() ? "BlankValue" : "InvalidFormat",
        field.key.empty() ? "Key: cannot be blank" : "Key: must be letters, digits, hyphens and underscores");
  if (field.type == FieldType::regexp) {
    if (field.regexp.empty())
      return base::fail_field("regexp_for_validation", "BlankValue", "Pattern: cannot be blank");
    if (auto fits = text::check_pattern(field.regexp); !fits)
      return base::fail_field("regexp_for_validation", "InvalidValue", "Pattern: " + fits.error().message);
  }
  if (!field.tag.empty() && !is_tag(field.tag))
    return base::fail_field("tag", "InvalidValue", "Tag: " + field.tag + " is not one word in lower case");
  if (field.type == FieldType::lookup) {
    constexpr std::array<std::string_view, 3> targets{"zen:user", "zen:organization", "zen:ticket"};
    if (std::ranges::find(targets, field.lookup_target) == targets.end() &&
        !field.lookup_target.starts_with(object_lookup_prefix))
      return base::fail_field(
          "relationship_target_type", "InvalidValue",
          "Relationship target type: must be zen:user, zen:organization, zen:ticket or zen:custom_object:KEY");
  }
  if (has_options(field.type)) return check_options(field);
  return {};
}

Result<void> check_against(const Field& field, const std::vector<Field>& others) {
  const auto own = tags_of(field);
  for (const auto& other : others) {
    if (other.id == field.id || other.target != field.target || other.object != field.object) continue;
    if (field.target != FieldTarget::ticket) {
      if (other.key == field.key)
        return base::fail_field("key", "DuplicateValue", "Key: " + field.key + " has already been taken");
      continue;
    }
    for (const auto& tag : tags_of(other))
      if (own.contains(tag))
        return base::fail_field(has_options(field.type) ? "custom_field_options" : "tag", "DuplicateValue",
                                "Tag: " + tag + " is already used by the field " + other.title);
  }
  return {};
}

}  // namespace pult::tickets
