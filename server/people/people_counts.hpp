// SPDX-License-Identifier: AGPL-3.0-or-later
// How many people and organizations there are, kept with every change: nobody counts a table to say it.
#pragma once
#include <string_view>
#include <vector>

#include "people/user.hpp"

namespace pult::people {

// Beside the roles ("end-user", "agent", "admin"), which count active users.
inline constexpr std::string_view deleted_people = "deleted", organizations_in_all = "organizations";

Result<void> count_people(sql::Transaction& tx, std::string_view name, std::int64_t change);
Result<std::int64_t> load_people_count(sql::Transaction& tx, std::string_view name);
// Active users of these roles; of all when there are none.
Result<std::int64_t> load_user_count(sql::Transaction& tx, const std::vector<Role>& roles);

}  // namespace pult::people
