// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/deletion.hpp"

namespace pult::people {

Result<void> purge_user_for(sql::Transaction& tx, const User& user, UserId executer, Micros now) {
  if (user.purged) return {};
  PULT_TRY(purge_user(tx, user, now));
  for (const auto* action : {"request_deletion", "started", "complete"})
    PULT_TRY(tx.run("INSERT INTO user_deletions (user_id, action, executer_id, created_at) VALUES (?1, ?2, ?3, ?4)",
                    {user.id, action, executer, now}));
  return {};
}

Result<std::vector<Deletion>> list_deletions(sql::Transaction& tx, UserId user) {
  return tx.all(
      "SELECT user_id, action, executer_id, created_at FROM user_deletions WHERE user_id = ?1 ORDER BY id", {user},
      [](const sql::Row& row) { return Deletion{row.id<UserId>(0), row.string(1), row.id<UserId>(2), row.int64(3)}; });
}

}  // namespace pult::people
