// SPDX-License-Identifier: AGPL-3.0-or-later
// Style sheets and drawings that an admin gives the desk: what would fetch something from elsewhere or run is refused,
// with where it stands. Nothing is rewritten.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pult::text {

// CSS of braces, strings and comments that end, without @import, addresses elsewhere and what old browsers ran.
// invalid/"style" with the line.
Result<void> check_style_sheet(std::string_view css);
// An SVG without scripts, handlers, foreign content and addresses elsewhere. invalid/"drawing".
Result<void> check_drawing(std::string_view svg);

}  // namespace pult::text
