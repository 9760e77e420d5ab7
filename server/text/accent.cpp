// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/accent.hpp"

#include <algorithm>
#include <cmath>

namespace pult::text {
namespace {

constexpr double least = 4.5, step = 0.04;
constexpr Color white{255, 255, 255}, black{0, 0, 0};
// Surfaces of web/shared/tokens.css on which text in the accent stands.
constexpr Color light_rail{0xf3, 0xf4, 0xf7}, light_hover{0xee, 0xf0, 0xf4};
constexpr Color dark_bg{0x17, 0x19, 0x1e}, dark_hover{0x23, 0x27, 0x2f}, dark_ink{0x0b, 0x0f, 0x1a};

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = char(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

double luminance(const Color& color) {
  const auto linear = [](double part) {
    const double share = part / 255;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2]);
}

// What a screen shows: whole numbers.
Color mix(const Color& one, const Color& other, double share) {
  Color out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::round(one[i] + (other[i] - one[i]) * share);
  return out;
}

}  // namespace

std::optional<Color> parse_color(std::string_view text) {
  if (!text.starts_with('#') || (text.size() != 4 && text.size() != 7)) return std::nullopt;
  if (std::ranges::any_of(text.substr(1), [](char c) { return hex(c) < 0; })) return std::nullopt;
  Color out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = text.size() == 4 ? hex(text[1 + i]) * 17 : hex(text[1 + 2 * i]) * 16 + hex(text[2 + 2 * i]);
  return out;
}

std::string render_color(const Color& color) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "#";
  for (const double part : color) {
    const auto number = std::size_t(std::clamp(std::lround(part), 0L, 255L));
    out += digits[number / 16];
    out += digits[number % 16];
  }
  return out;
}

double contrast(const Color& one, const Color& other) {
  const auto [darker, lighter] = std::minmax(luminance(one), luminance(other));
  return (lighter + 0.05) / (darker + 0.05);
}

Accent accent_on_light(const Color& wanted) {
  const auto soft_of = [](const Color& color) { return mix(white, color, 0.12); };
  auto accent = wanted;
  const auto reads = [&] {
    return contrast(accent, light_rail) >= least && contrast(accent, light_hover) >= least &&
           contrast(accent, soft_of(accent)) >= least;
  };
  while (!reads() && accent != black) accent = mix(accent, black, step);
  return {accent, mix(accent, black, 0.18), soft_of(accent), white};
}

Accent accent_on_dark(const Color& wanted) {
  const auto soft_of = [](const Color& color) { return mix(dark_bg, color, 0.22); };
  auto accent = wanted;
  const auto reads = [&] {
    return contrast(accent, dark_hover) >= least && contrast(accent, soft_of(accent)) >= least &&
           contrast(accent, dark_ink) >= least;
  };
  while (!reads() && accent != white) accent = mix(accent, white, step);
  return {accent, mix(accent, white, 0.22), soft_of(accent), dark_ink};
}

}  // namespace pult::text
