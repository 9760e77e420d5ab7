// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether a caller may use a route at all: signed in, of the right role, with the right scope, from our own page.
#pragma once
#include "api/api.hpp"

namespace pult::api {

Result<void> check_access(const Route& route, const Identity& identity, const net::Request& request);

// The part of the desk that an admin's route belongs to, if custom roles may be trusted with it; by the first word
// of its path. Such routes open themselves to who manages that part.
std::optional<people::Thing> thing_of(std::string_view path);

}  // namespace pult::api
