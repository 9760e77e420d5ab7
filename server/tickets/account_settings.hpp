// SPDX-License-Identifier: AGPL-3.0-or-later
// Settings of the desk as a whole: a tree of known members, of which the database holds those that somebody changed.
#pragma once
#include <boost/json/fwd.hpp>
#include <string>

#include "base/result.hpp"
#include "sql/database.hpp"
#include "tickets/lifecycle.hpp"

namespace pult::tickets {

// What was changed, as JSON; "{}" on a new desk. Definitions::account_settings holds it in memory.
Result<std::string> load_account_settings(sql::Transaction& tx);
Result<void> save_account_settings(sql::Transaction& tx, const std::string& changed);

// The whole tree: defaults with the changes laid over them.
boost::json::object account_settings(const std::string& changed);
// Of the whole tree.
Lifecycle lifecycle_of(const boost::json::object& tree);
// The changes after somebody sent {group: {member: value}}. Unknown members and groups that only tell about the desk
// are passed over; unprocessable for a value of another type.
Result<std::string> merge_account_settings(const std::string& changed, const boost::json::object& sent);

}  // namespace pult::tickets
