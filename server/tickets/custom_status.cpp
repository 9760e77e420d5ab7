// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/custom_status.hpp"

#include <algorithm>

#include "sql/params.hpp"

namespace pult::tickets {
namespace {

CustomStatus map(const sql::Row& row) {
  return {row.id<CustomStatusId>(0),
          Status(row.int64(1)),
          row.string(2),
          row.string(3),
          row.string(4),
          row.string(5),
          row.boolean(6),
          row.boolean(7),
          row.int64(8),
          row.int64(9)};
}

Result<void> check(sql::Transaction& tx, const CustomStatus& status) {
  if (status.agent_label.empty()) return base::fail_field("agent_label", "BlankValue", "Agent label: cannot be blank");
  if (status.is_default && !status.active)
    return base::fail_field("active", "InvalidValue", "Active: the default of its category must be active");
  const auto others = PULT_TRY(list_custom_statuses(tx));
  const bool taken = std::ranges::any_of(others, [&](const CustomStatus& other) {
    return other.id != status.id && other.category == status.category && other.agent_label == status.agent_label;
  });
  if (taken)
    return base::fail_field("agent_label", "DuplicateValue",
                            "Agent label: " + status.agent_label + " has already been taken");
  return {};
}

}  // namespace

Result<std::vector<CustomStatus>> list_custom_statuses(sql::Transaction& tx) {
  return tx.all(
      "SELECT id, status_category, agent_label, end_user_label, description, end_user_description, active, is_default, "
      "created_at, updated_at FROM custom_statuses ORDER BY status_category, id",
      {}, map);
}

Result<CustomStatus> create_custom_status(sql::Transaction& tx, CustomStatus status, Micros now) {
  if (status.end_user_label.empty()) status.end_user_label = status.agent_label;
  PULT_TRY(check(tx, status));
  status.created_at = status.updated_at = now;
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO custom_statuses (status_category, agent_label, end_user_label, description, end_user_description, "
      "active, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) RETURNING id",
      {int(status.category), status.agent_label, status.end_user_label, sql::text_or_null(status.description),
       sql::text_or_null(status.end_user_description), status.active, now}));
  status.id = CustomStatusId(id.value_or(0));
  return status;
}

Result<void> save_custom_status(sql::Transaction& tx, const CustomStatus& status, Micros now) {
  PULT_TRY(check(tx, status));
  PULT_TRY(
      tx.run("UPDATE custom_statuses SET agent_label = ?2, end_user_label = ?3, description = ?4, "
             "end_user_description = ?5, active = ?6, updated_at = ?7 WHERE id = ?1",
             {status.id, status.agent_label, status.end_user_label, sql::text_or_null(status.description),
              sql::text_or_null(status.end_user_description), status.active, now}));
  return {};
}

Result<void> set_default_statuses(sql::Transaction& tx, const std::vector<CustomStatus>& chosen, Micros now) {
  for (const auto& status : chosen) {
    if (!status.active) return base::fail_field("ids", "InvalidValue", "Ids: " + status.agent_label + " is not active");
    PULT_TRY(
        tx.run("UPDATE custom_statuses SET is_default = CASE WHEN id = ?1 THEN 1 ELSE 0 END, updated_at = ?2 "
               "WHERE status_category = ?3 AND (is_default = 1 OR id = ?1)",
               {status.id, now, int(status.category)}));
  }
  return {};
}

}  // namespace pult::tickets
