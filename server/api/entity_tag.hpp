// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>

namespace pult::api {

// The weak ETag of a body: W/"32 hexadecimal digits", the same on every server. No proof of anything: it only has to
// differ when the caller's own answer does, and every byte of every answer goes through it.
std::string entity_tag(std::string_view body);

}  // namespace pult::api
