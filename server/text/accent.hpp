// SPDX-License-Identifier: AGPL-3.0-or-later
// A desk's own colour on our surfaces: kept as it is where it can be read, else moved until it can (WCAG 2.2, 1.4.3).
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace pult::text {

using Color = std::array<double, 3>;  // red, green, blue: 0 to 255

// "#2f5bd0" or "#35d", in any case.
std::optional<Color> parse_color(std::string_view text);
std::string render_color(const Color& color);
// 1 to 21.
double contrast(const Color& one, const Color& other);

// Colours of the tokens that follow the accent (web/shared/tokens.css).
struct Accent {
  Color accent, hover, soft, on_accent;
};
// Text in `accent` reads on our light surfaces, text in `on_accent` on the accent: both with 4.5 at least.
Accent accent_on_light(const Color& wanted);
Accent accent_on_dark(const Color& wanted);

}  // namespace pult::text
