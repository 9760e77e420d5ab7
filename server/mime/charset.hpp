// SPDX-License-Identifier: AGPL-3.0-or-later
// Bytes of unknown or wrongly named charset to UTF-8.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pult::mime {

using Defects = std::vector<std::string>;

// Keeps each code once and at most 100 of them: a hostile mail must not grow the list without end.
void add_defect(Defects& defects, std::string code);

// The converter name for a label as found in mail ("x-gbk", "cp1251", "windows-1252http-equiv"), "" when unknown.
std::string canonical_charset(std::string_view label);

// The label is a hint: valid multi-byte UTF-8 wins over it, and bytes that are impossible in it are guessed by
// plausibility. The result is valid UTF-8 without NUL, and no byte becomes U+FFFD.
std::string to_utf8(std::string_view bytes, std::string_view label, Defects& defects);

// The charset that bytes with high bits most likely are in. Never empty.
std::string guess_charset(std::string_view bytes);

}  // namespace pult::mime
