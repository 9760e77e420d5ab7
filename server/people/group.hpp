// SPDX-License-Identifier: AGPL-3.0-or-later
// Groups of agents, and who is in them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::people {

using GroupMembershipId = base::Id<struct GroupMembershipTag>;

struct Group {
  GroupId id;
  std::string name;
  std::string description;
  std::string signature;  // plain text below every mail that leaves for this group
  bool is_public = true, is_default = false, deleted = false;
  Micros created_at = 0, updated_at = 0;
};

struct GroupMembership {
  GroupMembershipId id;
  UserId user;
  GroupId group;
  bool is_default = false;
  Micros created_at = 0, updated_at = 0;
};

Result<std::optional<Group>> find_group(sql::Transaction& tx, GroupId id);
// Groups that are not deleted, in id order. A desk has tens of groups, so the list is whole.
Result<std::vector<Group>> list_groups(sql::Transaction& tx);
Result<std::vector<Group>> list_all_groups(sql::Transaction& tx);  // with the deleted ones
Result<std::vector<Group>> list_groups_of(sql::Transaction& tx, UserId user);
Result<Group> create_group(sql::Transaction& tx, Group group, Micros now);
// Whoever was in a group that is deleted is in it no more.
Result<void> save_group(sql::Transaction& tx, const Group& group, Micros now);

Result<std::optional<GroupMembership>> find_membership(sql::Transaction& tx, GroupMembershipId id);
// Of one user, of one group, or all (both 0); id order.
Result<std::vector<GroupMembership>> list_memberships(sql::Transaction& tx, UserId user, GroupId group);
// unprocessable when the user is no agent or is in the group already.
Result<GroupMembership> add_membership(sql::Transaction& tx, UserId user, GroupId group, Micros now);
// The default one leaves another as default.
Result<void> delete_membership(sql::Transaction& tx, GroupMembershipId id);
// The group that the agent's tickets go to first; also users.default_group_id.
Result<void> make_default(sql::Transaction& tx, const GroupMembership& membership, Micros now);

}  // namespace pult::people
