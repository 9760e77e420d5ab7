// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/subscription.hpp"

namespace pult::people {
namespace {

const std::string select = "SELECT id, user_id, organization_id, created_at FROM organization_subscriptions";

OrganizationSubscription map(const sql::Row& row) {
  return {row.id<OrganizationSubscriptionId>(0), row.id<UserId>(1), row.id<OrganizationId>(2), row.int64(3)};
}

}  // namespace

Result<std::vector<OrganizationSubscription>> list_subscriptions(sql::Transaction& tx,
                                                                 const SubscriptionFilter& filter) {
  std::string sql = select + " WHERE id > ?1";
  if (filter.user) sql += " AND user_id = " + std::to_string(filter.user.value);
  if (filter.organization) sql += " AND organization_id = " + std::to_string(filter.organization.value);
  return tx.all(sql + " ORDER BY id LIMIT ?2 OFFSET ?3", {filter.after.value, filter.limit, filter.offset}, map);
}

Result<std::optional<OrganizationSubscription>> find_subscription(sql::Transaction& tx, OrganizationSubscriptionId id) {
  return tx.one(select + " WHERE id = ?1", {id}, map);
}

Result<OrganizationSubscription> subscribe(sql::Transaction& tx, UserId user, OrganizationId organization, Micros now) {
  PULT_TRY(
      tx.run("INSERT INTO organization_subscriptions (user_id, organization_id, created_at) VALUES (?1, ?2, ?3) "
             "ON CONFLICT (user_id, organization_id) DO NOTHING",
             {user, organization, now}));
  const auto made =
      PULT_TRY(tx.one(select + " WHERE user_id = ?1 AND organization_id = ?2", {user, organization}, map));
  if (!made) return base::fail_not_found();
  return *made;
}

Result<void> unsubscribe(sql::Transaction& tx, OrganizationSubscriptionId id) {
  PULT_TRY(tx.run("DELETE FROM organization_subscriptions WHERE id = ?1", {id}));
  return {};
}

}  // namespace pult::people
