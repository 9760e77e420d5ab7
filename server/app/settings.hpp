// SPDX-License-Identifier: AGPL-3.0-or-later
// The table of settings: reading pult.toml, the environment and writing the default file all follow it.
#pragma once
#include <span>
#include <string_view>
#include <variant>

#include "app/config.hpp"

namespace pult::app {

using Place = std::variant<std::string*, std::int64_t*, std::vector<std::string>*>;

struct Setting {
  std::string_view table;  // "" for the top of the file
  std::string_view key;
  std::string_view environment;
  std::string_view comment;
  Place (*place)(Config&);
  // What the value must be, in words, or "" when it is fine.
  std::string (*complaint)(const Config&);
};

std::span<const Setting> all_settings();

}  // namespace pult::app
