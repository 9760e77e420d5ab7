// SPDX-License-Identifier: AGPL-3.0-or-later
// The names that clients of the v2 conventions have for time zones.
#pragma once
#include <string_view>

namespace pult::sla {

// "Europe/Vilnius" of "Vilnius"; "" for what is none of these names.
std::string_view iana_zone_of(std::string_view name);

}  // namespace pult::sla
