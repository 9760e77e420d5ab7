// SPDX-License-Identifier: AGPL-3.0-or-later
// The rules of groups as rows. In memory: Definitions::policy_of.
#pragma once
#include <map>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"
#include "tickets/lifecycle.hpp"

namespace pult::tickets {

// Of groups that differ from the usual.
Result<std::map<GroupId, GroupPolicy>> list_group_policies(sql::Transaction& tx);
// unprocessable: numbers out of bounds. Whoever calls it says definitions_changed.
Result<void> save_group_policy(sql::Transaction& tx, GroupId group, const GroupPolicy& policy);

}  // namespace pult::tickets
