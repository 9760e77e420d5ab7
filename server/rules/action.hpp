// SPDX-License-Identifier: AGPL-3.0-or-later
// Actions as clients write and read them: {field, value}; a value is a text or a list of texts.
#pragma once
#include <boost/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pult::rules {

namespace json = boost::json;

enum class Actor : std::uint8_t { macro = 1, trigger = 2, automation = 4, mail_filter = 8 };

struct ActionInfo {
  std::string_view name, title, heading;
  std::uint8_t actors;    // of Actor
  std::string_view kind;  // list | text | multiselect_list | long_text: what a screen offers
  std::size_t least_values = 1, most_values = 1;
};

struct Action {
  std::string field;
  std::vector<std::string> values;  // one, unless is_list
  bool is_list = false;

  const std::string& value() const;
  bool operator==(const Action&) const = default;
};

inline constexpr std::size_t max_actions = 50;

std::span<const ActionInfo> all_actions();
const ActionInfo* find_action(std::string_view name);

// unprocessable, naming the action that cannot be; an empty list too.
Result<std::vector<Action>> parse_actions(const json::value& from, Actor actor);
json::array render_actions(const std::vector<Action>& actions);
std::string render_stored(const std::vector<Action>& actions);
std::vector<Action> parse_stored_actions(std::string_view text);

std::unexpected<Error> bad_action(std::string why);

}  // namespace pult::rules
