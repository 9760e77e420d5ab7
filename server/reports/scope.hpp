// SPDX-License-Identifier: AGPL-3.0-or-later
// Whose figures somebody may see: admins and roles with access to reports everybody's, agents restricted to groups
// with such a role those of their groups, all others their own.
#pragma once
#include "people/access.hpp"

namespace pult::reports {

struct Scope {
  bool everybody = false;    // figures of others too
  bool groups_only = false;  // of `groups`
  std::vector<GroupId> groups;
  UserId self;
};
Result<Scope> scope_of(sql::Transaction& tx, const people::Actor& actor);

struct Wanted {
  GroupId group;  // 0: all
  UserId user;    // 0: all
};
// A condition on ticket_figures `f`; only integers of ours stand in it.
std::string condition_of(const Scope& scope, const Wanted& wanted);

}  // namespace pult::reports
