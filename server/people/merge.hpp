// SPDX-License-Identifier: AGPL-3.0-or-later
// Two records of one person, or of one company, become one. Tickets move by tickets/reassign.hpp.
#pragma once
#include <string>
#include <vector>

#include "people/organization.hpp"
#include "people/user.hpp"

namespace pult::people {

// Identities, memberships and subscriptions of `loser` become `winner`'s; `loser` is deleted and remembers the winner.
// unprocessable unless both are end-users, active and not the same.
Result<void> merge_users(sql::Transaction& tx, const User& loser, const User& winner, Micros now);
// For work that gives something to the person: until it ends, a merge of them waits and then sees what was given; where
// a merge is under way, this waits for it. Reads of the person come after it.
Result<void> hold_person(sql::Transaction& tx, UserId user);
// Whom a deleted user was merged into; 0 for none.
Result<UserId> merged_into(sql::Transaction& tx, UserId loser);

struct OrganizationMerge {
  std::string id;
  OrganizationId loser, winner;
  std::string status;  // new | in_progress | error | complete
};
Result<OrganizationMerge> begin_organization_merge(sql::Transaction& tx, OrganizationId loser, OrganizationId winner,
                                                   Micros now);
Result<void> set_merge_status(sql::Transaction& tx, std::string_view id, std::string_view status);
Result<std::optional<OrganizationMerge>> find_organization_merge(sql::Transaction& tx, std::string_view id);
// As winner or loser.
Result<std::vector<OrganizationMerge>> list_organization_merges(sql::Transaction& tx, OrganizationId organization);
// Members, subscriptions and mail domains become the winner's; the loser is deleted.
Result<void> move_members(sql::Transaction& tx, const OrganizationMerge& merge, Micros now);

}  // namespace pult::people
