// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/merge.hpp"

#include "crypto/crypto.hpp"
#include "people/membership.hpp"
#include "people/person_events.hpp"

namespace pult::people {
namespace {

const std::string merge_columns = "id, loser_id, winner_id, status";

OrganizationMerge map(const sql::Row& row) {
  return {row.string(0), row.id<OrganizationId>(1), row.id<OrganizationId>(2), row.string(3)};
}

Result<void> check(const User& loser, const User& winner) {
  const auto fits = [](const User& user) { return user.active && !user.is_agent(); };
  if (loser.id != winner.id && fits(loser) && fits(winner)) return {};
  return base::fail_field("base", "InvalidValue", "Only two different active end-users can be merged");
}

// Both for as long as the merge lasts, in an order that two merges have in common.
Result<void> hold_both(sql::Transaction& tx, UserId one, UserId other) {
  if (tx.dialect() == sql::Dialect::sqlite) return {};
  PULT_TRY(tx.all("SELECT id FROM users WHERE id IN (?1, ?2) ORDER BY id FOR UPDATE", {one, other},
                  [](const sql::Row& row) { return row.int64(0); }));
  return {};
}

Result<void> move_identities(sql::Transaction& tx, const User& loser, const User& winner, Micros now) {
  PULT_TRY(tx.run("UPDATE identities SET user_id = ?2, is_primary = 0, updated_at = ?3 WHERE user_id = ?1",
                  {loser.id, winner.id, now}));
  if (!winner.email.empty()) return {};
  for (const auto& identity : PULT_TRY(list_identities(tx, winner.id)))
    if (identity.type == "email") return make_primary(tx, identity, now);
  return {};
}

}  // namespace

Result<void> hold_person(sql::Transaction& tx, UserId user) {
  if (tx.dialect() == sql::Dialect::sqlite) return {};  // one writer
  PULT_TRY(tx.one_int64("SELECT id FROM users WHERE id = ?1 FOR KEY SHARE", {user}));
  return {};
}

Result<void> merge_users(sql::Transaction& tx, const User& loser, const User& winner, Micros now) {
  PULT_TRY(hold_both(tx, loser.id, winner.id));
  PULT_TRY(check(PULT_TRY(load_user(tx, loser.id)), PULT_TRY(load_user(tx, winner.id))));
  PULT_TRY(move_identities(tx, loser, winner, now));
  for (const auto* rest : {"organization_memberships (user_id, organization_id, view_tickets, created_at, updated_at) "
                           "SELECT ?2, organization_id, view_tickets, ?3, ?3 FROM organization_memberships",
                           "organization_subscriptions (user_id, organization_id, created_at) "
                           "SELECT ?2, organization_id, ?3 FROM organization_subscriptions"})
    PULT_TRY(tx.run("INSERT INTO " + std::string(rest) +
                        " WHERE user_id = ?1 "
                        "ON CONFLICT (user_id, organization_id) DO NOTHING",
                    {loser.id, winner.id, now}));
  for (const auto* table : {"organization_memberships", "organization_subscriptions"})
    PULT_TRY(tx.run("DELETE FROM " + std::string(table) + " WHERE user_id = ?1", {loser.id}));
  auto merged = PULT_TRY(load_user(tx, winner.id));
  if (!merged.organization) merged.organization = loser.organization;
  if (merged.phone.empty()) merged.phone = loser.phone;
  PULT_TRY(save_user(tx, merged, now));
  PULT_TRY(tx.run("UPDATE users SET merged_into = ?2 WHERE id = ?1", {loser.id, winner.id}));
  PULT_TRY(tell_merged(tx, loser, winner));
  return delete_user(tx, loser.id, now);
}

Result<UserId> merged_into(sql::Transaction& tx, UserId loser) {
  const auto winner = PULT_TRY(tx.one_int64("SELECT COALESCE(merged_into, 0) FROM users WHERE id = ?1", {loser}));
  return UserId(winner.value_or(0));
}

Result<OrganizationMerge> begin_organization_merge(sql::Transaction& tx, OrganizationId loser, OrganizationId winner,
                                                   Micros now) {
  OrganizationMerge merge{crypto::random_token(20), loser, winner, "new"};
  PULT_TRY(
      tx.run("INSERT INTO organization_merges (id, loser_id, winner_id, status, created_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5)",
             {merge.id, loser, winner, merge.status, now}));
  return merge;
}

Result<void> set_merge_status(sql::Transaction& tx, std::string_view id, std::string_view status) {
  PULT_TRY(tx.run("UPDATE organization_merges SET status = ?2 WHERE id = ?1", {id, status}));
  return {};
}

Result<std::optional<OrganizationMerge>> find_organization_merge(sql::Transaction& tx, std::string_view id) {
  return tx.one("SELECT " + merge_columns + " FROM organization_merges WHERE id = ?1", {id}, map);
}

Result<std::vector<OrganizationMerge>> list_organization_merges(sql::Transaction& tx, OrganizationId organization) {
  return tx.all("SELECT " + merge_columns +
                    " FROM organization_merges WHERE winner_id = ?1 OR loser_id = ?1 "
                    "ORDER BY created_at, id",
                {organization}, map);
}

Result<void> move_members(sql::Transaction& tx, const OrganizationMerge& merge, Micros now) {
  for (const auto* rest : {"organization_memberships (user_id, organization_id, is_default, view_tickets, created_at, "
                           "updated_at) SELECT user_id, ?2, is_default, view_tickets, ?3, ?3 "
                           "FROM organization_memberships",
                           "organization_subscriptions (user_id, organization_id, created_at) "
                           "SELECT user_id, ?2, ?3 FROM organization_subscriptions"})
    PULT_TRY(tx.run("INSERT INTO " + std::string(rest) +
                        " WHERE organization_id = ?1 "
                        "ON CONFLICT (user_id, organization_id) DO NOTHING",
                    {merge.loser, merge.winner, now}));
  PULT_TRY(tx.run("UPDATE users SET organization_id = ?2, updated_at = ?3 WHERE organization_id = ?1",
                  {merge.loser, merge.winner, now}));
  // Who was a member of both has the winner as default one now.
  PULT_TRY(
      tx.run("UPDATE organization_memberships SET is_default = 1 WHERE organization_id = ?1 AND user_id IN "
             "(SELECT id FROM users WHERE organization_id = ?1)",
             {merge.winner}));
  const auto loser = PULT_TRY(find_organization(tx, merge.loser));
  auto winner = PULT_TRY(find_organization(tx, merge.winner));
  if (!loser || !winner) return base::fail_not_found();
  if (!loser->domain_names.empty())
    winner->domain_names += (winner->domain_names.empty() ? "" : " ") + loser->domain_names;
  PULT_TRY(save_organization(tx, *winner, now));
  return delete_organization(tx, merge.loser);
}

}  // namespace pult::people
