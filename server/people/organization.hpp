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
  std::string tags;           // separated by spaces
  std::string fields = "{}";  // JSON object: id of a field -> value (tickets/person_fields.hpp)
  Micros created_at = 0, updated_at = 0;
};

struct OrganizationFilter {
  std::string name_prefix, name;  // beginning, whole
  std::string external_id;
  std::string condition;  // on organizations `o`, of integers of ours only (people::organization_condition)
  OrganizationId after;
  std::int64_t offset = 0;
  int limit = 100;
};

Result<std::optional<Organization>> find_organization(sql::Transaction& tx, OrganizationId id);
// Compared as names are: without case and accents.
Result<std::optional<Organization>> find_organization_by_name(sql::Transaction& tx, std::string_view name);
Result<std::vector<Organization>> list_organizations(sql::Transaction& tx, const OrganizationFilter& filter);
Result<std::vector<Organization>> list_organizations(sql::Transaction& tx, const std::vector<OrganizationId>& ids);
Result<std::vector<Organization>> list_organizations_by_external_ids(sql::Transaction& tx,
                                                                     const std::vector<std::string>& ids);
// Exact without a filter (a counter); else counted up to 10,000, as deep as numbered pages go.
Result<std::int64_t> count_organizations(sql::Transaction& tx, const OrganizationFilter& filter);
// unprocessable: blank or taken name (compared without case).
Result<Organization> create_organization(sql::Transaction& tx, Organization organization, Micros now);
Result<void> save_organization(sql::Transaction& tx, const Organization& organization, Micros now);
// Its users and tickets belong to no organization afterwards.
Result<void> delete_organization(sql::Transaction& tx, OrganizationId id);

}  // namespace pult::people
