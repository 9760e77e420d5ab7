// SPDX-License-Identifier: AGPL-3.0-or-later
// What became of the permanent deletion of a person: who asked for it, and when it was done.
#pragma once
#include <string>
#include <vector>

#include "people/user.hpp"

namespace pult::people {

struct Deletion {
  UserId user;
  std::string action;  // request_deletion | started | complete
  UserId executer;     // 0: the desk itself
  Micros at = 0;
};

// purge_user, written down.
Result<void> purge_user_for(sql::Transaction& tx, const User& user, UserId executer, Micros now);
// In their order.
Result<std::vector<Deletion>> list_deletions(sql::Transaction& tx, UserId user);

}  // namespace pult::people
