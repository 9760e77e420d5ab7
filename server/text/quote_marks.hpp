// SPDX-License-Identifier: AGPL-3.0-or-later
// Recognises single signs of quoted history in lines: attributions, header blocks, separators, signature lines.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>

#include "text/quote_lines.hpp"

namespace pult::text {

// The lines [first, last] that introduce a quote; last < first: none. text_before: how many bytes of the first line
// are the author's own ("Thanks! On Mon, ... wrote:").
struct Attribution {
  std::size_t first = 1, last = 0;
  std::size_t text_before = 0;
};

// The attribution in which the line takes part, looking at most a few lines ahead.
Attribution find_attribution(std::span<const QuoteLine> lines, std::size_t line);

// "-----Original Message-----", a From/Sent/To/Subject block, a rule above one of them.
bool starts_history(std::span<const QuoteLine> lines, std::size_t line);

bool is_reply_line(std::string_view line);   // "reply above this line"
bool is_device_line(std::string_view line);  // "Sent from my iPhone"
bool is_rule(std::string_view line);         // only dashes, underscores, equal signs or stars

bool is_titled_rule(std::string_view line);  // "---- words ----"

// "-- ", "__" and the like above at most `lines_below` filled lines; "-Name" as the very last line.
bool is_signature_delimiter(std::string_view line, std::size_t lines_below);

}  // namespace pult::text
