// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/user.hpp"

#include <algorithm>

#include "people/membership.hpp"
#include "people/people_counts.hpp"
#include "people/person_events.hpp"
#include "people/photo.hpp"
#include "people/rename.hpp"
#include "people/session.hpp"
#include "people/word_index.hpp"
#include "sql/id_list.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "text/fold.hpp"
#include "text/one_line.hpp"

namespace pult::people {
namespace {

const std::string columns =
    "id, name, email, role, ticket_restriction, organization_id, default_group_id, locale, time_zone, phone, alias, "
    "details, notes, signature, external_id, tags, settings, password_hash, active, suspended, verified, "
    "last_login_at, created_at, updated_at, custom_role_id, role_type, only_private_comments, deleted_email, purged, "
    "user_fields, photo";

User map(const sql::Row& row) {
  User user;
  user.id = row.id<UserId>(0);
  user.name = row.string(1);
  user.email = row.string(2);
  user.role = parse_role(row.text(3)).value_or(Role::end_user);
  user.ticket_restriction = row.string(4);
  user.organization = row.id<OrganizationId>(5);
  user.default_group = row.id<GroupId>(6);
  user.locale = row.string(7);
  user.time_zone = row.string(8);
  user.phone = row.string(9);
  user.alias = row.string(10);
  user.details = row.string(11);
  user.notes = row.string(12);
  user.signature = row.string(13);
  user.external_id = row.string(14);
  user.tags = row.string(15);
  user.settings = row.string(16);
  user.password_hash = row.string(17);
  user.active = row.boolean(18);
  user.suspended = row.boolean(19);
  user.verified = row.boolean(20);
  user.last_login_at = row.optional_int64(21);
  user.created_at = row.int64(22);
  user.updated_at = row.int64(23);
  user.custom_role = row.id<CustomRoleId>(24);
  if (!row.is_null(25)) user.role_type = int(row.int64(25));
  user.only_private_comments = row.boolean(26);
  user.fields = row.string(29);
  if (!row.is_null(30)) user.photo = parse_photo(row.text(30));
  user.deleted_email = row.string(27);
  user.purged = row.boolean(28);
  return user;
}

using sql::text_or_null;

// The WHERE of a filter; the parameters are bound from ?1 on.
std::string where(const UserFilter& filter, std::vector<sql::Param>& params, std::string& prefix_key) {
  std::string sql = " WHERE active = 1";
  const auto bind = [&](sql::Param value) {
    params.push_back(std::move(value));
    return "?" + std::to_string(params.size());
  };
  if (!filter.roles.empty()) {
    sql += " AND role IN (";
    for (std::size_t i = 0; i < filter.roles.size(); ++i) sql += (i ? ", " : "") + bind(render_role(filter.roles[i]));
    sql += ")";
  }
  if (!filter.external_id.empty()) sql += " AND external_id = " + bind(filter.external_id);
  if (filter.custom_role) sql += " AND custom_role_id = " + bind(filter.custom_role);
  if (filter.organization)
    sql += " AND id IN (SELECT user_id FROM organization_memberships WHERE organization_id = " +
           bind(filter.organization) + ")";
  if (filter.group)
    sql += " AND id IN (SELECT user_id FROM group_memberships WHERE group_id = " + bind(filter.group) + ")";
  if (!filter.name_prefix.empty()) {
    prefix_key = name_key(filter.name_prefix);
    const auto from = bind(prefix_key);
    // The key after every text with this prefix: U+10FFFF sorts behind all letters, bytewise, in both databases.
    sql += " AND id IN (SELECT id FROM users WHERE name_key >= " + from + " AND name_key < " + from +
           " || '\U0010FFFF' UNION SELECT user_id FROM user_words WHERE word >= " + from + " AND word < " + from +
           " || '\U0010FFFF'";
    if (!filter.names_only)
      sql += " UNION SELECT user_id FROM identities WHERE type = 'email' AND value_key >= " + from +
             " AND value_key < " + from + " || '\U0010FFFF'";
    sql += ")";
    // The name of somebody of whom nothing else is known is their address.
    if (filter.names_only && prefix_key.contains('@')) sql += " AND 1=0";
  }
  if (!filter.condition.empty()) sql += " AND " + filter.condition;
  return sql;
}

// The words of a name after its first, which name_key finds already.
Result<void> index_name(sql::Transaction& tx, UserId id, const std::string& name) {
  PULT_TRY(tx.run("DELETE FROM user_words WHERE user_id = ?1", {id}));
  const auto key = name_key(name);
  for (std::size_t at = key.find(' '); at != std::string::npos; at = key.find(' ', at + 1)) {
    const auto word = key.substr(at + 1, key.find(' ', at + 1) - at - 1);
    if (!word.empty())
      PULT_TRY(tx.run("INSERT INTO user_words (word, user_id) VALUES (?1, ?2) ON CONFLICT (word, user_id) DO NOTHING",
                      {word, id}));
  }
  return {};
}

}  // namespace

std::string_view render_role(Role role) {
  switch (role) {
    case Role::agent: return "agent";
    case Role::admin: return "admin";
    case Role::end_user: break;
  }
  return "end-user";
}

std::optional<Role> parse_role(std::string_view text) {
  if (text == "end-user" || text == "end_user") return Role::end_user;
  if (text == "agent") return Role::agent;
  if (text == "admin") return Role::admin;
  return std::nullopt;
}

std::string address_key(std::string_view address) {
  while (!address.empty() && static_cast<unsigned char>(address.front()) <= ' ') address.remove_prefix(1);
  while (!address.empty() && static_cast<unsigned char>(address.back()) <= ' ') address.remove_suffix(1);
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size() || address.size() > 320) return {};
  std::string key;
  key.reserve(address.size());
  for (const char c : address) {
    if (static_cast<unsigned char>(c) <= ' ') return {};
    key += c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  }
  return key;
}

std::string name_key(std::string_view name) { return text::fold(name); }

Result<std::optional<User>> find_user(sql::Transaction& tx, UserId id) {
  return tx.one("SELECT " + columns + " FROM users WHERE id = ?1", {id}, map);
}

Result<User> load_user(sql::Transaction& tx, UserId id) {
  auto user = PULT_TRY(find_user(tx, id));
  if (!user) return base::fail_not_found();
  return std::move(*user);
}

Result<std::optional<User>> find_user_by_email(sql::Transaction& tx, std::string_view email) {
  const auto key = address_key(email);
  if (key.empty()) return std::nullopt;
  return tx.one("SELECT " + columns +
                    " FROM users WHERE id = (SELECT user_id FROM identities WHERE type = 'email' AND value_key = ?1)",
                {key}, map);
}

Result<std::vector<User>> list_users(sql::Transaction& tx, const std::vector<UserId>& ids) {
  if (ids.empty()) return std::vector<User>();
  const sql::IdList list(tx, ids);
  return tx.all("SELECT " + columns + " FROM users WHERE id" + list.among(1) + " ORDER BY id", {list}, map);
}

Result<std::vector<User>> list_users_by_external_ids(sql::Transaction& tx, const std::vector<std::string>& ids) {
  if (ids.empty()) return std::vector<User>();
  std::vector<sql::Param> params(ids.begin(), ids.end());
  std::string marks;
  for (std::size_t i = 1; i <= params.size(); ++i) marks += (i > 1 ? ", ?" : "?") + std::to_string(i);
  return tx.all("SELECT " + columns + " FROM users WHERE active = 1 AND external_id IN (" + marks + ") ORDER BY id",
                params, map);
}

Result<std::vector<User>> list_users(sql::Transaction& tx, const UserFilter& filter) {
  std::vector<sql::Param> params;
  std::string prefix_key;
  std::string sql = "SELECT " + columns + " FROM users u" + where(filter, params, prefix_key);
  params.emplace_back(filter.after.value);
  sql += " AND id > ?" + std::to_string(params.size());
  params.emplace_back(filter.limit);
  sql += " ORDER BY id LIMIT ?" + std::to_string(params.size());
  params.emplace_back(filter.offset);
  sql += " OFFSET ?" + std::to_string(params.size());
  return tx.all(sql, params, map);
}

Result<std::int64_t> count_users(sql::Transaction& tx, const UserFilter& filter) {
  std::vector<sql::Param> params;
  std::string prefix_key;
  const bool by_role_alone = filter.external_id.empty() && filter.name_prefix.empty() && !filter.custom_role &&
                             !filter.organization && !filter.group &&
                             (filter.condition.empty() || filter.condition == "1=1");
  if (by_role_alone) return load_user_count(tx, filter.roles);
  const auto count = PULT_TRY(tx.one_int64(
      "SELECT COUNT(*) FROM (SELECT 1 FROM users u" + where(filter, params, prefix_key) + " LIMIT 10000) bounded",
      params));
  return count.value_or(0);
}

namespace {

// Clients find their people by it: no two active ones have the same.
Result<void> check_external_id(sql::Transaction& tx, const User& user) {
  if (user.external_id.empty()) return {};
  const auto other =
      PULT_TRY(tx.one_int64("SELECT id FROM users WHERE external_id = ?1 AND active = 1 AND id <> ?2 LIMIT 1",
                            {user.external_id, user.id.value}));
  if (!other) return {};
  return base::fail_field("external_id", "DuplicateValue", "External: " + user.external_id + " has already been taken");
}

}  // namespace

Result<User> create_user(sql::Transaction& tx, User user, Micros now) {
  user.name = text::one_line(user.name);
  if (user.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  PULT_TRY(check_external_id(tx, user));
  if (!user.email.empty() && address_key(user.email).empty())
    return base::fail_field("email", "InvalidFormat", "Email: " + user.email + " is not properly formatted");
  user.created_at = user.updated_at = now;
  if (!user.organization) user.organization = PULT_TRY(find_organization_of_address(tx, user.email));
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO users (name, name_key, email, role, ticket_restriction, organization_id, default_group_id, locale, "
      "time_zone, phone, alias, details, notes, signature, external_id, tags, settings, password_hash, verified, "
      "created_at, updated_at, custom_role_id, role_type, only_private_comments, user_fields) VALUES (?1, ?2, ?3, ?4, "
      "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?20, ?21, ?22, ?23, ?24)",
      {user.name,
       name_key(user.name),
       text_or_null(user.email),
       render_role(user.role),
       text_or_null(user.ticket_restriction),
       user.organization,
       user.default_group,
       user.locale,
       user.time_zone,
       text_or_null(user.phone),
       text_or_null(user.alias),
       text_or_null(user.details),
       text_or_null(user.notes),
       text_or_null(user.signature),
       text_or_null(user.external_id),
       user.tags,
       user.settings,
       text_or_null(user.password_hash),
       user.verified,
       now,
       user.custom_role,
       user.role_type,
       user.only_private_comments,
       user.fields}));
  user.id = UserId(id.value_or(0));
  if (!user.email.empty()) {
    Identity identity;
    identity.user = user.id;
    identity.value = user.email;
    identity.is_primary = true;
    identity.verified = user.verified;
    if (auto added = add_identity(tx, identity, now); !added) {
      // The caller may go on with whoever has the address.
      PULT_TRY(tx.run("DELETE FROM users WHERE id = ?1", {user.id}));
      return std::unexpected(std::move(added).error());
    }
  }
  PULT_TRY(index_name(tx, user.id, user.name));
  if (user.email.empty()) PULT_TRY(index_words(tx, user.id));  // else done with the address
  if (user.organization) PULT_TRY(set_default_organization(tx, user.id, user.organization, now));
  PULT_TRY(count_people(tx, render_role(user.role), 1));
  PULT_TRY(tell_created(tx, user));
  return user;
}

Result<void> save_user(sql::Transaction& tx, const User& user, Micros now) {
  if (user.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  const auto before = PULT_TRY(load_user(tx, user.id));
  if (user.external_id != before.external_id) PULT_TRY(check_external_id(tx, user));
  PULT_TRY(tx.run(
      "UPDATE users SET name = ?2, name_key = ?3, role = ?4, ticket_restriction = ?5, organization_id = ?6, "
      "default_group_id = ?7, locale = ?8, time_zone = ?9, phone = ?10, alias = ?11, details = ?12, notes = ?13, "
      "signature = ?14, external_id = ?15, tags = ?16, settings = ?17, suspended = ?18, verified = ?19, "
      "last_login_at = ?20, updated_at = ?21, custom_role_id = ?22, role_type = ?23, only_private_comments = ?24, "
      "user_fields = ?25 WHERE id = ?1",
      {user.id,
       user.name,
       name_key(user.name),
       render_role(user.role),
       text_or_null(user.ticket_restriction),
       user.organization,
       user.default_group,
       user.locale,
       user.time_zone,
       text_or_null(user.phone),
       text_or_null(user.alias),
       text_or_null(user.details),
       text_or_null(user.notes),
       text_or_null(user.signature),
       text_or_null(user.external_id),
       user.tags,
       user.settings,
       user.suspended,
       user.verified,
       user.last_login_at,
       now,
       user.custom_role,
       user.role_type,
       user.only_private_comments,
       user.fields}));
  if (before.active && before.role != user.role) {
    PULT_TRY(count_people(tx, render_role(before.role), -1));
    PULT_TRY(count_people(tx, render_role(user.role), 1));
  }
  if (before.organization != user.organization) PULT_TRY(set_default_organization(tx, user.id, user.organization, now));
  tx.notify("people", "");
  PULT_TRY(tell_changed(tx, before, user));
  if (before.name != user.name) PULT_TRY(tell_renamed(tx, user.id, now));
  PULT_TRY(index_name(tx, user.id, user.name));
  return index_words(tx, user.id);
}

Result<void> set_password(sql::Transaction& tx, UserId id, std::string_view hash, SessionId kept, Micros now) {
  PULT_TRY(tx.run("UPDATE users SET password_hash = ?2, updated_at = ?3 WHERE id = ?1", {id, hash, now}));
  PULT_TRY(tx.run("DELETE FROM password_links WHERE user_id = ?1", {id}));
  return delete_sessions_of(tx, id, kept);
}

Result<void> delete_user(sql::Transaction& tx, UserId id, Micros now) {
  const auto user = PULT_TRY(load_user(tx, id));
  if (!user.active) return {};
  auto gone = user;
  gone.active = false;
  PULT_TRY(tell_changed(tx, user, gone));
  PULT_TRY(tx.run("UPDATE users SET active = 0, deleted_email = email, email = NULL, updated_at = ?2 WHERE id = ?1",
                  {id, now}));
  PULT_TRY(count_people(tx, render_role(user.role), -1));
  PULT_TRY(count_people(tx, deleted_people, 1));
  PULT_TRY(tx.run("DELETE FROM identities WHERE user_id = ?1", {id}));
  PULT_TRY(delete_sessions_of(tx, id, {}));
  PULT_TRY(tx.run("UPDATE api_tokens SET active = 0 WHERE user_id = ?1", {id}));
  tx.notify("people", "");
  return index_words(tx, id);
}

Result<std::vector<User>> list_deleted_users(sql::Transaction& tx, UserId after, std::int64_t offset, int limit) {
  return tx.all("SELECT " + columns +
                    " FROM users WHERE active = 0 AND purged = 0 AND id > ?1 ORDER BY id LIMIT ?2 "
                    "OFFSET ?3",
                {after.value, limit, offset}, map);
}

Result<void> purge_user(sql::Transaction& tx, const User& user, Micros now) {
  if (user.active) return base::fail_field("base", "InvalidValue", "Only deleted users can be deleted permanently");
  if (user.purged) return {};
  PULT_TRY(tx.run(
      "UPDATE users SET name = 'Permanently deleted user', name_key = '', email = NULL, deleted_email = NULL, "
      "phone = NULL, alias = NULL, details = NULL, notes = NULL, signature = NULL, external_id = NULL, tags = '', "
      "settings = '{}', user_fields = '{}', password_hash = NULL, organization_id = NULL, default_group_id = NULL, "
      "custom_role_id = NULL, role_type = NULL, last_login_at = NULL, purged = 1, updated_at = ?2 WHERE id = ?1",
      {user.id, now}));
  for (const auto* table : {"user_words", "organization_memberships", "organization_subscriptions", "group_memberships",
                            "drafts", "side_drafts", "api_tokens"})
    PULT_TRY(tx.run("DELETE FROM " + std::string(table) + " WHERE user_id = ?1", {user.id}));
  PULT_TRY(count_people(tx, deleted_people, -1));
  PULT_TRY(tell_purged(tx, user.id, now));
  tx.notify("people", "");
  return tell_renamed(tx, user.id, now);
}

Result<User> find_or_create_requester(sql::Transaction& tx, std::string_view name, std::string_view email, Micros now) {
  const auto called = text::one_line(name);
  auto known = PULT_TRY(find_user_by_email(tx, email));
  if (known) {
    const bool nameless = known->name == known->email;
    if (nameless && !called.empty() && known->name != called) {
      known->name = called;
      PULT_TRY(save_user(tx, *known, now));
    }
    return std::move(*known);
  }
  User user;
  user.name = called.empty() ? std::string(email) : called;
  user.email = std::string(email);
  auto made = create_user(tx, std::move(user), now);
  // Another connection (PostgreSQL) may have made the user since we looked.
  if (!made && made.error().kind == ErrorKind::unprocessable)
    if (auto other = PULT_TRY(find_user_by_email(tx, email))) return std::move(*other);
  return made;
}

}  // namespace pult::people
