// SPDX-License-Identifier: AGPL-3.0-or-later
// Folder names on the IMAP wire: modified UTF-7 (RFC 3501 section 5.1.3). Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace pult::net {

// "Příchozí" -> "P&AVkA7Q-choz&AO0-"; nullopt when the name is not UTF-8 or holds control characters.
std::optional<std::string> render_imap_folder_name(std::string_view utf8);

}  // namespace pult::net
