// SPDX-License-Identifier: AGPL-3.0-or-later
// The vocabulary as JSON, for screens that build rules.
#pragma once
#include <functional>

#include "rules/action.hpp"
#include "rules/condition.hpp"

namespace pult::rules {

// One thing to choose from: a group, an agent, an option of a field.
struct Choice {
  std::string value, title;
};
// What the desk offers for a field ("group_id", "brand_id" ...); empty where people write freely.
using Choices = std::function<std::vector<Choice>(std::string_view field, Shape shape)>;
// A custom field of the desk, which is a subject of its own.
struct CustomSubject {
  std::string name;  // "custom_fields_7"
  std::string title;
  std::string type;  // "tagger", "date" ...
  std::vector<Choice> options;
};

// {conditions_all, conditions_any}: both list the same subjects.
json::object condition_definitions(Place place, const Choices& choices, const std::vector<CustomSubject>& custom);
json::array action_definitions(Actor actor, const Choices& choices, const std::vector<CustomSubject>& custom);
// SLA filters in their own form: {all, any} of {value, title, group, target, operators, values{type, list}}.
json::object filter_definitions(const Choices& choices, const std::vector<CustomSubject>& custom);

}  // namespace pult::rules
