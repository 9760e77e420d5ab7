// SPDX-License-Identifier: AGPL-3.0-or-later
// HTML as the lines a reader sees, and which node made which line: what the quote splitter decides on lines can be
// carried back into the HTML.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "text/html_tree.hpp"

namespace pult::text {

// What the markup of known mail programs says about a line.
enum class LineMark : std::uint8_t { none, attribution, quoted_rest, signature };

struct HtmlLine {
  std::string text;      // white space collapsed, without quote prefix
  int quote_depth = 0;   // block quotes around it
  bool is_cite = false;  // one of them is marked as a citation, not merely indented
  LineMark mark = LineMark::none;
};

struct HtmlLines {
  std::vector<HtmlLine> lines;                                    // blank lines are empty
  std::vector<std::pair<const GumboNode*, std::size_t>> sources;  // text, br, img, hr and their line, document order
};

// The line as plain text: "> " for each block quote around it.
std::string with_quote_prefix(const HtmlLine& line);

HtmlLines read_lines(const HtmlTree& tree);

}  // namespace pult::text
