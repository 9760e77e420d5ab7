// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of an HTML mail that answers, cut out of its tree. Private to the module.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/html_lines.hpp"
#include "text/html_tree.hpp"
#include "text/quote_lines.hpp"

namespace pult::text {

// Trims also no-break and zero-width spaces and byte order marks.
std::string_view trim_blanks(std::string_view text);

std::vector<QuoteLine> quote_lines(const HtmlLines& html);

// Writes the start tag of an allowed element.
using StartTag = std::function<void(std::string&, const GumboNode&)>;

// nullopt when nothing is cut. Elements that are not allowed (html_tags.hpp) lose their tags, not what is inside.
std::optional<std::string> visible_part(const HtmlTree& tree, const StartTag& write_start);

}  // namespace pult::text
