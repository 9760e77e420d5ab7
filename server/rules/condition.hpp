// SPDX-License-Identifier: AGPL-3.0-or-later
// Conditions as clients write and read them: `all` of these and, if there are any, at least one of `any`.
#pragma once
#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "rules/vocabulary.hpp"

namespace pult::rules {

namespace json = boost::json;

struct Condition {
  std::string field, operator_name;
  std::vector<std::string> values;  // one, unless is_list; scalars become text
  bool is_list = false;

  const std::string& value() const;  // the first, "" when there is none
  bool operator==(const Condition&) const = default;
};

struct Conditions {
  std::vector<Condition> all, any;

  bool empty() const { return all.empty() && any.empty(); }
  bool operator==(const Conditions&) const = default;
};

inline constexpr std::size_t max_conditions = 50;

// From `{"all": [...], "any": [...]}` at the top of an object or inside its member "conditions" (both are sent by
// clients); a list that is absent keeps what `before` has. unprocessable, naming the condition that cannot be.
Result<Conditions> parse_conditions(const json::object& from, Place place, Conditions before = {});
bool has_conditions(const json::object& from);
json::object render_conditions(const Conditions& conditions);
json::object render_condition(const Condition& condition);
// As stored: render_conditions as text, and back.
std::string render_stored(const Conditions& conditions);
Conditions parse_stored(std::string_view text);

std::unexpected<Error> bad_condition(std::string why);

}  // namespace pult::rules
