// SPDX-License-Identifier: AGPL-3.0-or-later
// What an OAuth token is good for: "read", "write", "impersonate", "tickets:read", "users:write" ... (v2 conventions,
// section 2). "write" does not include "read".
#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pult::api {

// Sorted, unique, separated by spaces. invalid/"InvalidScope" for a scope there is none of, and for none at all.
Result<std::string> parse_scopes(std::string_view text);
bool has_scope(std::string_view scopes, std::string_view wanted);
// Whether the scopes cover a request. `path` as routes have it: "tickets/{id}/comments".
bool covers(std::string_view scopes, std::string_view method, std::string_view path);

}  // namespace pult::api
