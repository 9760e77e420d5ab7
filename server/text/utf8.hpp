// SPDX-License-Identifier: AGPL-3.0-or-later
// UTF-8: every string inside Pult is valid UTF-8 without NUL; bytes from outside pass here first.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace pult::text {

bool is_valid_utf8(std::string_view bytes);         // RFC 3629; NUL counts as valid
std::string to_valid_utf8(std::string_view bytes);  // bad sequences become U+FFFD, NUL is left out
std::string nfc(std::string_view text);             // Unicode normalisation form C
std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes);  // never cuts inside a character

}  // namespace pult::text
