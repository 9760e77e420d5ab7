// SPDX-License-Identifier: AGPL-3.0-or-later
// Looks at an installation without changing it, with the server running or not.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "app/config.hpp"

namespace pult::app {

enum class Health : std::uint8_t { ok, warn, fail };

struct Finding {
  Health health = Health::ok;
  std::string what;  // "database"
  std::string says;  // one line
};

std::vector<Finding> examine(const Config& config);
// "ok    database       ..."
std::string render_finding(const Finding& finding);

}  // namespace pult::app
