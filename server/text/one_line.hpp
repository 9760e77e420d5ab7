// SPDX-License-Identifier: AGPL-3.0-or-later
// Names and titles as one line.
#pragma once
#include <string>
#include <string_view>

namespace pult::text {

// Blanks and control characters of ASCII, however many in a row, become one space; none at the ends.
inline std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_blank = static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    if (!is_blank)
      out.push_back(c);
    else if (!out.empty() && out.back() != ' ')
      out.push_back(' ');
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace pult::text
