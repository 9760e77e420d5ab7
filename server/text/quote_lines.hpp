// SPDX-License-Identifier: AGPL-3.0-or-later
// The decision of the quote splitter, on lines alone.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "text/html_lines.hpp"

namespace pult::text {

struct QuoteLine {
  std::string_view text;   // trimmed, the quote prefix included in plain text
  bool is_quoted = false;  // begins with ">" or stands in a block quote
  bool is_cite = true;     // a quote that needs no attribution line to be one
  LineMark mark = LineMark::none;
};

struct VisibleLines {
  std::vector<bool> keep;          // one for each line
  std::size_t shortened_line = 0;  // of this line only the first shortened_bytes stay; 0 bytes: no such line
  std::size_t shortened_bytes = 0;
  bool has_more = false;  // something that is not blank is not kept
};

VisibleLines choose_visible(std::span<const QuoteLine> lines);

}  // namespace pult::text
