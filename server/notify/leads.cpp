// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/leads.hpp"

#include "people/user.hpp"

namespace pult::notify {

Result<std::vector<UserId>> list_leads(sql::Transaction& tx, GroupId group) {
  return tx.all("SELECT user_id FROM group_leads WHERE group_id = ?1 ORDER BY user_id", {group},
                [](const sql::Row& row) { return row.id<UserId>(0); });
}

Result<void> set_leads(sql::Transaction& tx, GroupId group, const std::vector<UserId>& users) {
  if (users.size() > most_leads)
    return base::fail_field("user_ids", "InvalidValue", "User ids: a group has at most 50 leads");
  PULT_TRY(tx.run("DELETE FROM group_leads WHERE group_id = ?1", {group}));
  for (const auto id : users) {
    const auto user = PULT_TRY(people::find_user(tx, id));
    if (!user || !user->active || !user->is_agent())
      return base::fail_field("user_ids", "InvalidValue", "User ids: " + std::to_string(id.value) + " is no agent");
    PULT_TRY(tx.run("INSERT INTO group_leads (group_id, user_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING", {group, id}));
  }
  return {};
}

}  // namespace pult::notify
