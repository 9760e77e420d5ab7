// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/organization.hpp"

#include <set>
#include <sstream>

#include "people/membership.hpp"
#include "people/people_counts.hpp"
#include "people/person_events.hpp"
#include "people/rename.hpp"
#include "people/word_index.hpp"

namespace pult::people {
namespace {

const std::string columns =
    "id, name, domain_names, details, notes, external_id, group_id, shared_tickets, shared_comments, tags, "
    "created_at, updated_at, organization_fields";

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
  out.fields = row.string(12);
  return out;
}

// The WHERE of a filter; the parameters are bound from ?1 on. Views of `keys`, which must outlive the statement.
struct Keys {
  std::string prefix, name;
};
std::string where(const OrganizationFilter& filter, std::vector<sql::Param>& params, Keys& keys) {
  std::string sql = " FROM organizations o WHERE ";
  sql += filter.condition.empty() ? "1=1" : filter.condition;
  const auto bind = [&](std::string_view value) {
    params.emplace_back(value);
    return "?" + std::to_string(params.size());
  };
  if (!filter.name_prefix.empty()) {
    const auto from = bind(keys.prefix = name_key(filter.name_prefix));
    sql += " AND name_key >= " + from + " AND name_key < " + from + " || '\U0010FFFF'";
  }
  if (!filter.name.empty()) sql += " AND name_key = " + bind(keys.name = name_key(filter.name));
  if (!filter.external_id.empty()) sql += " AND external_id = " + bind(filter.external_id);
  return sql;
}

template <class Value>
Result<std::vector<Organization>> list_where_in(sql::Transaction& tx, std::string_view column,
                                                const std::vector<Value>& values) {
  if (values.empty()) return std::vector<Organization>();
  const std::vector<sql::Param> params(values.begin(), values.end());
  std::string marks;
  for (std::size_t i = 1; i <= params.size(); ++i) marks += (i > 1 ? ", ?" : "?") + std::to_string(i);
  return tx.all(
      "SELECT " + columns + " FROM organizations WHERE " + std::string(column) + " IN (" + marks + ") ORDER BY id",
      params, map);
}

// Which domains lead into the organization, for new users (membership.hpp).
Result<void> index_domains(sql::Transaction& tx, const Organization& organization) {
  PULT_TRY(tx.run("DELETE FROM organization_domains WHERE organization_id = ?1", {organization.id}));
  std::istringstream words(organization.domain_names);
  for (std::string domain; words >> domain;) {
    for (char& c : domain) c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
    PULT_TRY(
        tx.run("INSERT INTO organization_domains (domain, organization_id) VALUES (?1, ?2) "
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

Result<std::optional<Organization>> find_organization_by_name(sql::Transaction& tx, std::string_view name) {
  return tx.one("SELECT " + columns + " FROM organizations WHERE name_key = ?1", {name_key(name)}, map);
}

Result<std::vector<Organization>> list_organizations(sql::Transaction& tx, const std::vector<OrganizationId>& ids) {
  return list_where_in(tx, "id", ids);
}

Result<std::vector<Organization>> list_organizations_by_external_ids(sql::Transaction& tx,
                                                                     const std::vector<std::string>& ids) {
  return list_where_in(tx, "external_id", ids);
}

Result<std::vector<Organization>> list_organizations(sql::Transaction& tx, const OrganizationFilter& filter) {
  std::vector<sql::Param> params;
  Keys keys;
  std::string sql = "SELECT " + columns + where(filter, params, keys);
  const auto bind = [&](std::int64_t value) {
    params.emplace_back(value);
    return "?" + std::to_string(params.size());
  };
  sql += " AND id > " + bind(filter.after.value) + " ORDER BY id LIMIT " + bind(filter.limit);
  sql += " OFFSET " + bind(filter.offset);
  return tx.all(sql, params, map);
}

Result<std::int64_t> count_organizations(sql::Transaction& tx, const OrganizationFilter& filter) {
  const bool all = filter.name_prefix.empty() && filter.name.empty() && filter.external_id.empty() &&
                   (filter.condition.empty() || filter.condition == "1=1");
  if (all) return load_people_count(tx, organizations_in_all);
  std::vector<sql::Param> params;
  Keys keys;
  const auto rows = "SELECT 1" + where(filter, params, keys) + " LIMIT 10000";
  return PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM (" + rows + ") bounded", params)).value_or(0);
}

namespace {

// Clients find them by it: no two have the same.
Result<void> check_external_id(sql::Transaction& tx, const Organization& organization) {
  if (organization.external_id.empty()) return {};
  const auto other = PULT_TRY(tx.one_int64("SELECT id FROM organizations WHERE external_id = ?1 AND id <> ?2 LIMIT 1",
                                           {organization.external_id, organization.id.value}));
  if (!other) return {};
  return base::fail_field("external_id", "DuplicateValue",
                          "External: " + organization.external_id + " has already been taken");
}

}  // namespace

Result<Organization> create_organization(sql::Transaction& tx, Organization organization, Micros now) {
  if (organization.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  PULT_TRY(check_external_id(tx, organization));
  organization.created_at = organization.updated_at = now;
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO organizations (name, name_key, domain_names, details, notes, external_id, group_id, "
      "shared_tickets, shared_comments, tags, created_at, updated_at, organization_fields) VALUES (?1, ?2, ?3, ?4, ?5, "
      "?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12) ON CONFLICT (name_key) DO NOTHING RETURNING id",
      {organization.name, name_key(organization.name), organization.domain_names, organization.details,
       organization.notes, organization.external_id, organization.group, organization.shared_tickets,
       organization.shared_comments, organization.tags, now, organization.fields}));
  if (!id) return std::unexpected(taken(organization));
  organization.id = OrganizationId(*id);
  PULT_TRY(index_domains(tx, organization));
  PULT_TRY(count_people(tx, organizations_in_all, 1));
  PULT_TRY(index_words(tx, organization.id));
  PULT_TRY(tell_created(tx, organization));
  return organization;
}

Result<void> save_organization(sql::Transaction& tx, const Organization& organization, Micros now) {
  if (organization.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  const auto key = name_key(organization.name);
  const auto other =
      PULT_TRY(tx.one_int64("SELECT id FROM organizations WHERE name_key = ?1 AND id <> ?2", {key, organization.id}));
  if (other) return std::unexpected(taken(organization));
  const auto before = PULT_TRY(find_organization(tx, organization.id));
  if (before && before->external_id != organization.external_id) PULT_TRY(check_external_id(tx, organization));
  PULT_TRY(tell_changed(tx, organization));
  if (before && before->name != organization.name) PULT_TRY(tell_renamed(tx, organization.id, now));
  PULT_TRY(
      tx.run("UPDATE organizations SET name = ?2, name_key = ?3, domain_names = ?4, details = ?5, notes = ?6, "
             "external_id = ?7, group_id = ?8, shared_tickets = ?9, shared_comments = ?10, tags = ?11, "
             "updated_at = ?12, organization_fields = ?13 WHERE id = ?1",
             {organization.id, organization.name, key, organization.domain_names, organization.details,
              organization.notes, organization.external_id, organization.group, organization.shared_tickets,
              organization.shared_comments, organization.tags, now, organization.fields}));
  tx.notify("people", "");
  PULT_TRY(index_domains(tx, organization));
  return index_words(tx, organization.id);
}

Result<void> delete_organization(sql::Transaction& tx, OrganizationId id) {
  PULT_TRY(tell_deleted(tx, id));
  PULT_TRY(tell_renamed(tx, id, 0));  // due at once
  PULT_TRY(tx.run("UPDATE users SET organization_id = NULL WHERE organization_id = ?1", {id}));
  for (const auto* table : {"organization_memberships", "organization_subscriptions", "organization_domains"})
    PULT_TRY(tx.run("DELETE FROM " + std::string(table) + " WHERE organization_id = ?1", {id}));
  if (PULT_TRY(tx.run("DELETE FROM organizations WHERE id = ?1", {id})) > 0)
    PULT_TRY(count_people(tx, organizations_in_all, -1));
  tx.notify("people", "");
  return index_words(tx, id);
}

}  // namespace pult::people
