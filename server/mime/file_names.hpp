// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace pult::mime {

// The last path component without control characters and at most 200 bytes; "" when nothing is left.
std::string clean_file_name(std::string_view name);

// "attachment-3.pdf" from "application/pdf".
std::string invented_file_name(std::string_view content_type, std::size_t number);

}  // namespace pult::mime
