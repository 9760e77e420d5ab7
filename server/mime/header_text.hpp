// SPDX-License-Identifier: AGPL-3.0-or-later
// Header values: unfolding, RFC 2047 encoded words (also the broken ones of practice), raw 8-bit bytes.
#pragma once
#include <string>
#include <string_view>

#include "mime/charset.hpp"

namespace pult::mime {

// One trimmed line of UTF-8 in NFC, control characters out, runs of white space from folding made one space.
// `charset_hint` is for raw 8-bit bytes that are no UTF-8: the declared charset of the body.
std::string decode_header(std::string_view raw, std::string_view charset_hint, Defects& defects);

// Where the encoded word that starts at text[at] ends, npos when none starts there. For splitting structured headers
// without cutting a word that holds commas or quotes unencoded.
std::size_t encoded_word_end(std::string_view text, std::size_t at);

std::string_view trim(std::string_view text);
std::string lower(std::string_view text);  // ASCII only
bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace pult::mime
