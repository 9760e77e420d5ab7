// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "api/call.hpp"
#include "people/presence.hpp"

namespace pult::api {

inline constexpr int most_present = 1'000;

json::array present_presence(const std::vector<people::Presence>& rows);

}  // namespace pult::api
