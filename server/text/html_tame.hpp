// SPDX-License-Identifier: AGPL-3.0-or-later
// The first of the two passes every foreign HTML takes: an HTML5 tokeniser (WHATWG HTML 13.2.5) that writes out again
// only allow-listed tags, every one closed, at most kMaxHtmlDepth deep. Comments, doctypes, raw-text elements with
// their content, SVG and MathML tags, event handlers and NUL are gone; attributes are otherwise kept as they were.
// The tree builder behind it therefore never sees what makes tree builders differ, recurse or take quadratic time.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace pult::text {

constexpr std::size_t kMaxHtmlDepth = 200;
constexpr std::size_t kMaxHtmlElements = 150'000;  // tags beyond are left out, their text stays

std::string tame_html(std::string_view html);

}  // namespace pult::text
