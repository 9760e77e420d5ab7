// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/group.hpp"

#include "people/user.hpp"
#include "people/word_index.hpp"

namespace pult::people {
namespace {

const std::string group_columns =
    "g.id, g.name, g.description, g.signature, g.is_public, g.is_default, g.deleted, g.created_at, g.updated_at";
const std::string membership_columns = "id, user_id, group_id, is_default, created_at, updated_at";

Group map_group(const sql::Row& row) {
  Group group;
  group.id = row.id<GroupId>(0);
  group.name = row.string(1);
  group.description = row.string(2);
  group.signature = row.string(3);
  group.is_public = row.boolean(4);
  group.is_default = row.boolean(5);
  group.deleted = row.boolean(6);
  group.created_at = row.int64(7);
  group.updated_at = row.int64(8);
  return group;
}

GroupMembership map_membership(const sql::Row& row) {
  GroupMembership membership;
  membership.id = row.id<GroupMembershipId>(0);
  membership.user = row.id<UserId>(1);
  membership.group = row.id<GroupId>(2);
  membership.is_default = row.boolean(3);
  membership.created_at = row.int64(4);
  membership.updated_at = row.int64(5);
  return membership;
}

}  // namespace

Result<std::optional<Group>> find_group(sql::Transaction& tx, GroupId id) {
  return tx.one("SELECT " + group_columns + " FROM groups g WHERE g.id = ?1", {id}, map_group);
}

Result<std::vector<Group>> list_groups(sql::Transaction& tx) {
  return tx.all("SELECT " + group_columns + " FROM groups g WHERE g.deleted = 0 ORDER BY g.id", {}, map_group);
}

Result<std::vector<Group>> list_all_groups(sql::Transaction& tx) {
  return tx.all("SELECT " + group_columns + " FROM groups g ORDER BY g.id", {}, map_group);
}

Result<std::vector<Group>> list_groups_of(sql::Transaction& tx, UserId user) {
  return tx.all("SELECT " + group_columns +
                    " FROM groups g JOIN group_memberships m ON m.group_id = g.id WHERE m.user_id = ?1 "
                    "AND g.deleted = 0 ORDER BY g.id",
                {user}, map_group);
}

Result<Group> create_group(sql::Transaction& tx, Group group, Micros now) {
  if (group.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  group.created_at = group.updated_at = now;
  const auto id = PULT_TRY(
      tx.one_int64("INSERT INTO groups (name, description, signature, is_public, is_default, created_at, updated_at) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) RETURNING id",
                   {group.name, group.description, group.signature, group.is_public, group.is_default, now}));
  group.id = GroupId(id.value_or(0));
  PULT_TRY(index_words(tx, group.id));
  return group;
}

Result<void> save_group(sql::Transaction& tx, const Group& group, Micros now) {
  if (group.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  PULT_TRY(
      tx.run("UPDATE groups SET name = ?2, description = ?3, signature = ?4, is_public = ?5, deleted = ?6, "
             "updated_at = ?7 WHERE id = ?1",
             {group.id, group.name, group.description, group.signature, group.is_public, group.deleted, now}));
  if (group.deleted) {
    PULT_TRY(tx.run("DELETE FROM group_memberships WHERE group_id = ?1", {group.id}));
    PULT_TRY(tx.run("UPDATE users SET default_group_id = NULL WHERE default_group_id = ?1", {group.id}));
    tx.notify("people", "");
  }
  return index_words(tx, group.id);
}

Result<std::optional<GroupMembership>> find_membership(sql::Transaction& tx, GroupMembershipId id) {
  return tx.one("SELECT " + membership_columns + " FROM group_memberships WHERE id = ?1", {id}, map_membership);
}

Result<std::vector<GroupMembership>> list_memberships(sql::Transaction& tx, UserId user, GroupId group) {
  return tx.all("SELECT " + membership_columns +
                    " FROM group_memberships WHERE (?1 = 0 OR user_id = ?1) AND (?2 = 0 OR group_id = ?2) ORDER BY id",
                {user.value, group.value}, map_membership);
}

Result<GroupMembership> add_membership(sql::Transaction& tx, UserId user, GroupId group, Micros now) {
  const auto agent = PULT_TRY(find_user(tx, user));
  if (!agent || !agent->is_agent() || !agent->active)
    return base::fail_field("user_id", "InvalidValue", "User: must be an agent");
  const auto target = PULT_TRY(find_group(tx, group));
  if (!target || target->deleted) return base::fail_field("group_id", "InvalidValue", "Group: is invalid");
  const auto id = PULT_TRY(
      tx.one_int64("INSERT INTO group_memberships (user_id, group_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?3) "
                   "ON CONFLICT (user_id, group_id) DO NOTHING RETURNING id",
                   {user, group, now}));
  if (!id) return base::fail_field("user_id", "DuplicateValue", "User: has already been taken");
  tx.notify("people", "");
  return GroupMembership{GroupMembershipId(*id), user, group, false, now, now};
}

Result<void> delete_membership(sql::Transaction& tx, GroupMembershipId id) {
  const auto membership = PULT_TRY(find_membership(tx, id));
  if (!membership) return {};
  PULT_TRY(tx.run("DELETE FROM group_memberships WHERE id = ?1", {id}));
  PULT_TRY(
      tx.run("UPDATE users SET default_group_id = (SELECT MIN(group_id) FROM group_memberships "
             "WHERE user_id = ?1) WHERE id = ?1 AND default_group_id = ?2",
             {membership->user, membership->group}));
  tx.notify("people", "");
  return {};
}

Result<void> make_default(sql::Transaction& tx, const GroupMembership& membership, Micros now) {
  PULT_TRY(
      tx.run("UPDATE group_memberships SET is_default = CASE WHEN id = ?2 THEN 1 ELSE 0 END, updated_at = ?3 "
             "WHERE user_id = ?1",
             {membership.user, membership.id, now}));
  PULT_TRY(tx.run("UPDATE users SET default_group_id = ?2, updated_at = ?3 WHERE id = ?1",
                  {membership.user, membership.group, now}));
  tx.notify("people", "");
  return {};
}

}  // namespace pult::people
