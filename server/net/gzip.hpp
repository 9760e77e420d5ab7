// SPDX-License-Identifier: AGPL-3.0-or-later
// Compressed bodies (RFC 1952).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace pult::net {

// Fast rather than small: replies are made once each. nullopt when it would not get smaller.
std::optional<std::string> gzip(std::string_view bytes);

// Whether an Accept-Encoding header asks for it (RFC 9110 section 12.5.3; "gzip;q=0" refuses it).
bool takes_gzip(std::string_view accept_encoding);

}  // namespace pult::net
