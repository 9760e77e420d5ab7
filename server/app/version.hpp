// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <string_view>

namespace pult::app {

inline constexpr std::string_view version = "0.1.0";

}  // namespace pult::app
