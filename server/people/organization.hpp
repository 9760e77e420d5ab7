// SPDX-License-Identifier: AGPL-3.0-or-later
// Organizations: the companies that end-users belong to.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::people {

struct Organization {
  OrganizationId id;
  std::string name;
  std::string domain_names;  // separated by spaces
  std::string details, notes, external_id;
  GroupId group;
  bool shared_tickets = false, shared_comments = false;
  std::string tags;  // separated by spaces
  Micros created_at = 0, updated_at = 0;
};

struct OrganizationFilter {
  std::string name_prefix;
  std::string external_id;
  OrganizationId after;
  std::int64_t offset = 0;
  int limit = 100;
};

Result<std::optional<Organization>> find_organization(sql::Transaction& tx, OrganizationId id);
Result<std::vector<Organization>> list_organizations(sql::Transaction& tx, const OrganizationFilter& filter);
Result<std::int64_t> count_organizations(sql::Transaction& tx, const OrganizationFilter& filter);
// unprocessable: blank or taken name (compared without case).
Result<Organization> create_organization(sql::Transaction& tx, Organization organization, Micros now);
Result<void> save_organization(sql::Transaction& tx, const Organization& organization, Micros now);
// Its users and tickets belong to no organization afterwards.
Result<void> delete_organization(sql::Transaction& tx, OrganizationId id);

}  // namespace pult::people
