// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/group_policy.hpp"

namespace pult::tickets {

Result<std::map<GroupId, GroupPolicy>> list_group_policies(sql::Transaction& tx) {
  std::map<GroupId, GroupPolicy> out;
  PULT_TRY(tx.each("SELECT group_id, reopening, reopen_days, ownership_hours FROM group_policies", {},
                   [&](const sql::Row& row) -> Result<void> {
                     out[row.id<GroupId>(0)] = {parse_reopening(row.text(1)).value_or(Reopening::reopen), row.int64(2),
                                                row.int64(3)};
                     return {};
                   }));
  return out;
}

Result<void> save_group_policy(sql::Transaction& tx, GroupId group, const GroupPolicy& policy) {
  if (policy.reopen_days < 1 || policy.reopen_days > longest_silence_days)
    return base::fail_field("reopen_days", "InvalidValue", "Reopen days: must be between 1 and 3650");
  if (policy.ownership_hours < 0 || policy.ownership_hours > longest_ownership_hours)
    return base::fail_field("ownership_timeout_hours", "InvalidValue",
                            "Ownership timeout: must be between 0 and 10000 hours");
  PULT_TRY(
      tx.run("INSERT INTO group_policies (group_id, reopening, reopen_days, ownership_hours) VALUES (?1, ?2, ?3, ?4) "
             "ON CONFLICT (group_id) DO UPDATE SET reopening = excluded.reopening, reopen_days = excluded.reopen_days, "
             "ownership_hours = excluded.ownership_hours",
             {group, render_reopening(policy.reopening), policy.reopen_days, policy.ownership_hours}));
  return {};
}

}  // namespace pult::tickets
