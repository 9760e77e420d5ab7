// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "api/present.hpp"
#include "people/role.hpp"

namespace pult::api {

// `members`: how many people have each role (people::count_members).
using RoleMembers = std::vector<std::pair<people::CustomRoleId, std::int64_t>>;
json::object present_custom_role(const people::CustomRole& role, const RoleMembers& members);

}  // namespace pult::api
