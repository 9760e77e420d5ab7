// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/organization.hpp"

#include <set>
#include <sstream>

#include "people/membership.hpp"
#include "people/people_counts.hpp"

namespace pult::people {
namespace {

const std::string columns =
    "id, name, domain_names, details, notes, external_id, group_id, shared_tickets, shared_comments, tags, "
    "created_at, updated_at";

Organization map(const sql::Row& row) {
  Organization out;
  out.id = row.id<OrganizationId>(0);
  out.name = row.string(1);
  out.domain_names = row.string(2);
  out.details = row.string(3);
  out.notes = row.string(4);
  out.external_id = row.string(5);
  out.group = row.id<GroupId>(6);
  out.shared_tickets = row.boolean(7);
  out.shared_comments = row.boolean(8);
  out.tags = row.string(9);
  out.created_at = row.int64(10);
  out.updated_at = row.int64(11);
  return out;
}

// ?1 after, ?2 limit, ?3 offset, ?4 prefix of the folded name, ?5 external id; "" means any.
constexpr std::string_view filter_sql =
    " FROM organizations WHERE id > ?1 AND (?2 = '' OR (name_key >= ?2 AND name_key < ?2 || '\U0010FFFF')) "
    "AND (?3 = '' OR external_id = ?3)";

// Which domains lead into the organization, for new users (membership.hpp).
Result<void> index_domains(sql::Transaction& tx, const Organization& organization) {
  PULT_TRY(tx.run("DELETE FROM organization_domains WHERE organization_id = ?1", {organization.id}));
  std::istringstream words(organization.domain_names);
  for (std::string domain; words >> domain;) {
    for (char& c : domain) c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
    PULT_TRY(tx.run("INSERT INTO organization_domains (domain, organization_id) VALUES (?1, ?2) "
                    "ON CONFLICT (domain, organization_id) DO NOTHING",
                    {domain, organization.id}));
  }
  return {};
}

Error taken(const Organization& organization) {
  return base::fail_field("name", "DuplicateValue", "Name: " + organization.name + " has already been taken").error();
}

}  // namespace

Result<std::optional<Organization>> find_organization(sql::Transaction& tx, OrganizationId id) {
  return tx.one("SELECT " + columns + " FROM organizations WHERE id = ?1", {id}, map);
}

Result<std::vector<Organization>> list_organizations(sql::Transaction& tx, const OrganizationFilter& filter) {
  const auto key = name_key(filter.name_prefix);
  return tx.all("SELECT " + columns + std::string(filter_sql) + " ORDER BY id LIMIT ?4 OFFSET ?5",
                {filter.after.value, key, filter.external_id, filter.limit, filter.offset}, map);
}

Result<std::int64_t> count_organizations(sql::Transaction& tx, const OrganizationFilter& filter) {
  const auto key = name_key(filter.name_prefix);
  const auto count = PULT_TRY(
      tx.one_int64("SELECT COUNT(*)" + std::string(filter_sql), {std::int64_t{0}, key, filter.external_id}));
  return count.value_or(0);
}

Result<Organization> create_organization(sql::Transaction& tx, Organization organization, Micros now) {
  if (organization.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  organization.created_at = organization.updated_at = now;
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO organizations (name, name_key, domain_names, details, notes, external_id, group_id, "
      "shared_tickets, shared_comments, tags, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
      "?10, ?11, ?11) ON CONFLICT (name_key) DO NOTHING RETURNING id",
      {organization.name, name_key(organization.name), organization.domain_names, organization.details,
       organization.notes, organization.external_id, organization.group, organization.shared_tickets,
       organization.shared_comments, organization.tags, now}));
  if (!id) return std::unexpected(taken(organization));
  organization.id = OrganizationId(*id);
  PULT_TRY(index_domains(tx, organization));
  PULT_TRY(count_people(tx, organizations_in_all, 1));
  return organization;
}

Result<void> save_organization(sql::Transaction& tx, const Organization& organization, Micros now) {
  if (organization.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  const auto key = name_key(organization.name);
  const auto other = PULT_TRY(tx.one_int64("SELECT id FROM organizations WHERE name_key = ?1 AND id <> ?2",
                                           {key, organization.id}));
  if (other) return std::unexpected(taken(organization));
  PULT_TRY(tx.run("UPDATE organizations SET name = ?2, name_key = ?3, domain_names = ?4, details = ?5, notes = ?6, "
                  "external_id = ?7, group_id = ?8, shared_tickets = ?9, shared_comments = ?10, tags = ?11, "
                  "updated_at = ?12 WHERE id = ?1",
                  {organization.id, organization.name, key, organization.domain_names, organization.details,
                   organization.notes, organization.external_id, organization.group, organization.shared_tickets,
                   organization.shared_comments, organization.tags, now}));
  tx.notify("people", "");
  return index_domains(tx, organization);
}

Result<void> delete_organization(sql::Transaction& tx, OrganizationId id) {
  PULT_TRY(tx.run("UPDATE users SET organization_id = NULL WHERE organization_id = ?1", {id}));
  for (const auto* table : {"organization_memberships", "organization_subscriptions", "organization_domains"})
    PULT_TRY(tx.run("DELETE FROM " + std::string(table) + " WHERE organization_id = ?1", {id}));
  if (PULT_TRY(tx.run("DELETE FROM organizations WHERE id = ?1", {id})) > 0)
    PULT_TRY(count_people(tx, organizations_in_all, -1));
  tx.notify("people", "");
  return {};
}

}  // namespace pult::people
