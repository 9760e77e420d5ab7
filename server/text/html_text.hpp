// SPDX-License-Identifier: AGPL-3.0-or-later
// Between HTML and plain text.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace pult::text {

// Readable text: blocks on lines of their own, list items marked, block quotes with "> ", links by their text.
std::string html_to_text(std::string_view html);

// With < > & " escaped.
std::string escaped(std::string_view text);

// Escaped, blank lines into <p>, line ends into <br>, http, https and mailto addresses into links.
std::string text_to_html(std::string_view text);

// One line of at most max_chars characters (code points), an ellipsis included when something was left out.
std::string excerpt(std::string_view text, std::size_t max_chars);

}  // namespace pult::text
