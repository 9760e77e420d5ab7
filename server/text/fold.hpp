// SPDX-License-Identifier: AGPL-3.0-or-later
// Letters as compared when looking things up: without case, marks and compatibility forms ("Šárka" -> "sarka").
#pragma once
#include <string>
#include <string_view>

namespace pult::text {

std::string fold(std::string_view text);

}  // namespace pult::text
