// SPDX-License-Identifier: AGPL-3.0-or-later
// Leads of groups: agents who hear of the deadlines of a group's tickets, whoever works on them.
#pragma once
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::notify {

inline constexpr std::size_t most_leads = 50;  // of one group

Result<std::vector<UserId>> list_leads(sql::Transaction& tx, GroupId group);
// The whole list. unprocessable: too many, or somebody who is no agent.
Result<void> set_leads(sql::Transaction& tx, GroupId group, const std::vector<UserId>& users);

}  // namespace pult::notify
