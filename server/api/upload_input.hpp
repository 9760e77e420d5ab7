// SPDX-License-Identifier: AGPL-3.0-or-later
// What a file that somebody puts up is called and is.
#pragma once
#include <string>
#include <string_view>

namespace pult::api {

// No path, no control characters, no header tricks; a bounded length.
std::string clean_file_name(std::string_view name);
// The first bytes say what an image is; what the client claims decides only among harmless types.
std::string content_type_of(std::string_view bytes, std::string_view claimed);

}  // namespace pult::api
