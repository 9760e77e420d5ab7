// SPDX-License-Identifier: AGPL-3.0-or-later
// What `include` adds beside users: organizations, groups, roles, identities, open_ticket_count, abilities. One query a
// kind for a whole page, only when asked for, and only to staff.
#pragma once
#include "api/present.hpp"

namespace pult::api {

Result<void> add_user_sideloads(Call& call, const std::vector<people::User>& users, json::object& body);

}  // namespace pult::api
