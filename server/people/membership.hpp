// SPDX-License-Identifier: AGPL-3.0-or-later
// Which organizations a user belongs to. The default one is also users.organization_id, which new tickets take.
#pragma once
#include <string>
#include <vector>

#include "people/user.hpp"

namespace pult::people {

using OrganizationMembershipId = base::Id<struct OrganizationMembershipTag>;

struct OrganizationMembership {
  OrganizationMembershipId id;
  UserId user;
  OrganizationId organization;
  std::string organization_name;
  bool is_default = false, view_tickets = false;
  Micros created_at = 0, updated_at = 0;
};

struct MembershipFilter {
  UserId user;
  OrganizationId organization;
  std::string condition;  // on organizations `o` (people::organization_condition)
  OrganizationMembershipId after;
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<OrganizationMembership>> list_organization_memberships(sql::Transaction& tx,
                                                                          const MembershipFilter& filter);
Result<std::optional<OrganizationMembership>> find_organization_membership(sql::Transaction& tx,
                                                                           OrganizationMembershipId id);
Result<std::optional<OrganizationMembership>> find_organization_membership(sql::Transaction& tx, UserId user,
                                                                           OrganizationId organization);
// The first one becomes the default. unprocessable: unknown user or organization, member already.
Result<OrganizationMembership> add_organization_membership(sql::Transaction& tx, OrganizationMembership wanted,
                                                           Micros now);
// Another one becomes the default when the default one goes.
Result<void> delete_organization_membership(sql::Transaction& tx, const OrganizationMembership& membership, Micros now);
// Makes an organization the user's default one, a member when the user was none; 0 leaves the default one, and with it
// the organization.
Result<void> set_default_organization(sql::Transaction& tx, UserId user, OrganizationId organization, Micros now);
// The organization that the mail domain of an address belongs to; of several the oldest.
Result<OrganizationId> find_organization_of_address(sql::Transaction& tx, std::string_view email);

}  // namespace pult::people
