// SPDX-License-Identifier: AGPL-3.0-or-later
#include "rules/letter_case.hpp"

#include <algorithm>
#include <cstdint>

namespace pult::rules {
namespace {

bool between(std::uint32_t c, std::uint32_t first, std::uint32_t last) { return c >= first && c <= last; }

// Blocks where a capital stands right before its small letter, and whether capitals are even there.
int pairs(std::uint32_t c) {
  if (between(c, 0x100, 0x137) || between(c, 0x14A, 0x177) || between(c, 0x218, 0x21B)) return 0;
  if (between(c, 0x139, 0x148) || between(c, 0x179, 0x17E)) return 1;
  return -1;
}

std::uint32_t small(std::uint32_t c) {
  if (between(c, 0xC0, 0xDE) && c != 0xD7) return c + 0x20;
  if (between(c, 0x410, 0x42F)) return c + 0x20;
  if (between(c, 0x400, 0x40F)) return c + 0x50;
  if (const int odd = pairs(c); odd >= 0 && int(c % 2) == odd) return c + 1;
  return c;
}

std::uint32_t capital(std::uint32_t c) {
  if (between(c, 0xE0, 0xFE) && c != 0xF7) return c - 0x20;
  if (between(c, 0x430, 0x44F)) return c - 0x20;
  if (between(c, 0x450, 0x45F)) return c - 0x50;
  if (const int odd = pairs(c); odd >= 0 && int(c % 2) != odd) return c - 1;
  return c;
}

// Only characters of two bytes have a case that is known here; all others pass unchanged.
template <class Change>
std::string changed(std::string_view text, Change change) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = std::uint8_t(text[i]);
    if ((lead & 0xE0) != 0xC0 || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const auto c = change((std::uint32_t(lead & 0x1F) << 6) | (std::uint8_t(text[i + 1]) & 0x3F), out.empty());
    out += char(0xC0 | (c >> 6));
    out += char(0x80 | (c & 0x3F));
    ++i;
  }
  return out;
}

}  // namespace

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return out;
}

std::vector<std::string> spellings(std::string_view word) {
  const auto plain = ascii_lower(word);
  std::vector<std::string> out{plain};
  const auto add = [&](std::string one) {
    if (std::ranges::find(out, one) == out.end()) out.push_back(std::move(one));
  };
  add(changed(plain, [](std::uint32_t c, bool) { return small(c); }));
  add(changed(plain, [](std::uint32_t c, bool) { return capital(c); }));
  add(changed(plain, [](std::uint32_t c, bool first) { return first ? capital(c) : small(c); }));
  return out;
}

}  // namespace pult::rules
