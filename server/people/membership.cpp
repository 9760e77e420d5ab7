// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/membership.hpp"

#include "people/organization.hpp"
#include "sql/insert_id.hpp"

namespace pult::people {
namespace {

const std::string select =
    "SELECT m.id, m.user_id, m.organization_id, o.name, m.is_default, m.view_tickets, m.created_at, m.updated_at "
    "FROM organization_memberships m JOIN organizations o ON o.id = m.organization_id";

OrganizationMembership map(const sql::Row& row) {
  return {row.id<OrganizationMembershipId>(0),
          row.id<UserId>(1),
          row.id<OrganizationId>(2),
          row.string(3),
          row.boolean(4),
          row.boolean(5),
          row.int64(6),
          row.int64(7)};
}

Result<void> set_column(sql::Transaction& tx, UserId user, OrganizationId organization, Micros now) {
  PULT_TRY(tx.run("UPDATE users SET organization_id = ?2, updated_at = ?3 WHERE id = ?1", {user, organization, now}));
  tx.notify("people", "");
  return {};
}

}  // namespace

Result<std::vector<OrganizationMembership>> list_organization_memberships(sql::Transaction& tx,
                                                                          const MembershipFilter& filter) {
  std::string sql = select + " WHERE m.id > ?1";
  std::vector<sql::Param> params{filter.after.value};
  if (filter.user) {
    params.emplace_back(filter.user);
    sql += " AND m.user_id = ?" + std::to_string(params.size());
  }
  if (filter.organization) {
    params.emplace_back(filter.organization);
    sql += " AND m.organization_id = ?" + std::to_string(params.size());
  }
  if (!filter.condition.empty()) sql += " AND " + filter.condition;
  params.emplace_back(filter.limit);
  params.emplace_back(filter.offset);
  sql += " ORDER BY m.id LIMIT ?" + std::to_string(params.size() - 1) + " OFFSET ?" + std::to_string(params.size());
  return tx.all(sql, params, map);
}

Result<std::optional<OrganizationMembership>> find_organization_membership(sql::Transaction& tx,
                                                                           OrganizationMembershipId id) {
  return tx.one(select + " WHERE m.id = ?1", {id}, map);
}

Result<std::optional<OrganizationMembership>> find_organization_membership(sql::Transaction& tx, UserId user,
                                                                           OrganizationId organization) {
  return tx.one(select + " WHERE m.user_id = ?1 AND m.organization_id = ?2", {user, organization}, map);
}

Result<OrganizationMembership> add_organization_membership(sql::Transaction& tx, OrganizationMembership wanted,
                                                           Micros now) {
  const auto user = PULT_TRY(find_user(tx, wanted.user));
  if (!user || !user->active) return base::fail_field("user_id", "InvalidValue", "User: is invalid");
  const auto organization = PULT_TRY(find_organization(tx, wanted.organization));
  if (!organization) return base::fail_field("organization_id", "InvalidValue", "Organization: is invalid");
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO organization_memberships (user_id, organization_id, is_default, view_tickets, created_at, "
      "updated_at) VALUES (?1, ?2, 0, ?3, ?4, ?4) ON CONFLICT (user_id, organization_id) DO NOTHING",
      {wanted.user, wanted.organization, wanted.view_tickets, now}));
  if (!id) return base::fail_field("user_id", "DuplicateValue", "User: has already been taken");
  if (wanted.is_default || !user->organization) {
    PULT_TRY(set_default_organization(tx, wanted.user, wanted.organization, now));
    PULT_TRY(set_column(tx, wanted.user, wanted.organization, now));
  }
  tx.notify("people", "");
  const auto made = PULT_TRY(find_organization_membership(tx, OrganizationMembershipId(*id)));
  if (!made) return base::fail_not_found();
  return *made;
}

Result<void> delete_organization_membership(sql::Transaction& tx, const OrganizationMembership& membership,
                                            Micros now) {
  PULT_TRY(tx.run("DELETE FROM organization_memberships WHERE id = ?1", {membership.id}));
  if (membership.is_default) {
    const auto next = PULT_TRY(
        tx.one_int64("SELECT organization_id FROM organization_memberships WHERE user_id = ?1 ORDER BY id LIMIT 1",
                     {membership.user}));
    const OrganizationId organization(next.value_or(0));
    if (organization) PULT_TRY(set_default_organization(tx, membership.user, organization, now));
    PULT_TRY(set_column(tx, membership.user, organization, now));
  }
  tx.notify("people", "");
  return {};
}

Result<void> set_default_organization(sql::Transaction& tx, UserId user, OrganizationId organization, Micros now) {
  if (!organization) {
    PULT_TRY(tx.run("DELETE FROM organization_memberships WHERE user_id = ?1 AND is_default = 1", {user}));
    return {};
  }
  PULT_TRY(
      tx.run("INSERT INTO organization_memberships (user_id, organization_id, is_default, created_at, updated_at) "
             "VALUES (?1, ?2, 1, ?3, ?3) ON CONFLICT (user_id, organization_id) DO NOTHING",
             {user, organization, now}));
  PULT_TRY(
      tx.run("UPDATE organization_memberships SET is_default = CASE WHEN organization_id = ?2 THEN 1 ELSE 0 END, "
             "updated_at = ?3 WHERE user_id = ?1",
             {user, organization, now}));
  return {};
}

Result<OrganizationId> find_organization_of_address(sql::Transaction& tx, std::string_view email) {
  const auto key = address_key(email);
  if (key.empty()) return OrganizationId();
  const auto domain = key.substr(key.rfind('@') + 1);
  const auto found = PULT_TRY(tx.one_int64(
      "SELECT organization_id FROM organization_domains WHERE domain = ?1 ORDER BY organization_id LIMIT 1", {domain}));
  return OrganizationId(found.value_or(0));
}

}  // namespace pult::people
