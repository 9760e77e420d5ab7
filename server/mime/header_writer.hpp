// SPDX-License-Identifier: AGPL-3.0-or-later
// Header lines of outgoing mail: folded, encoded, and without any way for a value to start a line of its own.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mime/message.hpp"

namespace pult::mime {

// Each gives one complete field with CRLF, or "" when nothing is left to write.
std::string unstructured_field(std::string_view name, std::string_view value);
std::string address_field(std::string_view name, const std::vector<Address>& addresses);
std::string ids_field(std::string_view name, const std::vector<std::string>& ids);
std::string date_field(std::int64_t date_us);

// "; filename=..." folded onto lines of its own: a quoted ASCII form, and the exact one as RFC 2231 says when needed.
std::string file_name_parameter(std::string_view parameter, std::string_view file_name);

bool is_field_name(std::string_view name);
bool is_ascii_text(std::string_view text);
std::string encode_base64(std::string_view bytes, std::string_view line_end);  // lines of 76; "" for one line

}  // namespace pult::mime
