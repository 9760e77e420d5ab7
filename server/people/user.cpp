// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/user.hpp"

#include <algorithm>

#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "text/fold.hpp"

namespace pult::people {
namespace {

const std::string columns =
    "id, name, email, role, ticket_restriction, organization_id, default_group_id, locale, time_zone, phone, alias, "
    "details, notes, signature, external_id, tags, settings, password_hash, active, suspended, verified, "
    "last_login_at, created_at, updated_at";

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
    for (std::size_t i = 0; i < filter.roles.size(); ++i)
      sql += (i ? ", " : "") + bind(render_role(filter.roles[i]));
    sql += ")";
  }
  if (!filter.external_id.empty()) sql += " AND external_id = " + bind(filter.external_id);
  if (filter.organization) sql += " AND organization_id = " + bind(filter.organization);
  if (filter.group)
    sql += " AND id IN (SELECT user_id FROM group_memberships WHERE group_id = " + bind(filter.group) + ")";
  if (!filter.name_prefix.empty()) {
    prefix_key = name_key(filter.name_prefix);
    const auto from = bind(prefix_key);
    // The key after every text with this prefix: U+10FFFF sorts behind all letters, bytewise, in both databases.
    sql += " AND id IN (SELECT id FROM users WHERE name_key >= " + from + " AND name_key < " + from +
           " || '\U0010FFFF' UNION SELECT user_id FROM user_words WHERE word >= " + from + " AND word < " + from +
           " || '\U0010FFFF' UNION SELECT user_id FROM identities WHERE type = 'email' AND value_key >= " + from +
           " AND value_key < " + from + " || '\U0010FFFF')";
  }
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
  // Padded to a power of two with ids that name nobody, so that few statements serve every length.
  std::vector<sql::Param> params(ids.begin(), ids.end());
  std::size_t wanted = 1;
  while (wanted < params.size()) wanted *= 2;
  params.resize(wanted, sql::Param(sql::Null{}));
  std::string marks;
  for (std::size_t i = 1; i <= wanted; ++i) marks += (i > 1 ? ", ?" : "?") + std::to_string(i);
  return tx.all("SELECT " + columns + " FROM users WHERE id IN (" + marks + ") ORDER BY id", params, map);
}

Result<std::vector<User>> list_users(sql::Transaction& tx, const UserFilter& filter) {
  std::vector<sql::Param> params;
  std::string prefix_key;
  std::string sql = "SELECT " + columns + " FROM users" + where(filter, params, prefix_key);
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
  const auto count = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM users" + where(filter, params, prefix_key), params));
  return count.value_or(0);
}

Result<User> create_user(sql::Transaction& tx, User user, Micros now) {
  if (user.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (!user.email.empty() && address_key(user.email).empty())
    return base::fail_field("email", "InvalidFormat", "Email: " + user.email + " is not properly formatted");
  user.created_at = user.updated_at = now;
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO users (name, name_key, email, role, ticket_restriction, organization_id, default_group_id, locale, "
      "time_zone, phone, alias, details, notes, signature, external_id, tags, settings, password_hash, verified, "
      "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
      "?18, ?19, ?20, ?20)",
      {user.name, name_key(user.name), text_or_null(user.email), render_role(user.role),
       text_or_null(user.ticket_restriction), user.organization, user.default_group, user.locale, user.time_zone,
       text_or_null(user.phone), text_or_null(user.alias), text_or_null(user.details), text_or_null(user.notes),
       text_or_null(user.signature), text_or_null(user.external_id), user.tags, user.settings,
       text_or_null(user.password_hash), user.verified, now}));
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
  return user;
}

Result<void> save_user(sql::Transaction& tx, const User& user, Micros now) {
  if (user.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  PULT_TRY(tx.run(
      "UPDATE users SET name = ?2, name_key = ?3, role = ?4, ticket_restriction = ?5, organization_id = ?6, "
      "default_group_id = ?7, locale = ?8, time_zone = ?9, phone = ?10, alias = ?11, details = ?12, notes = ?13, "
      "signature = ?14, external_id = ?15, tags = ?16, settings = ?17, suspended = ?18, verified = ?19, "
      "last_login_at = ?20, updated_at = ?21 WHERE id = ?1",
      {user.id, user.name, name_key(user.name), render_role(user.role), text_or_null(user.ticket_restriction),
       user.organization, user.default_group, user.locale, user.time_zone, text_or_null(user.phone),
       text_or_null(user.alias), text_or_null(user.details), text_or_null(user.notes), text_or_null(user.signature),
       text_or_null(user.external_id), user.tags, user.settings, user.suspended, user.verified, user.last_login_at,
       now}));
  tx.notify("people", "");
  return index_name(tx, user.id, user.name);
}

Result<void> set_password(sql::Transaction& tx, UserId id, std::string_view hash, SessionId kept, Micros now) {
  PULT_TRY(tx.run("UPDATE users SET password_hash = ?2, updated_at = ?3 WHERE id = ?1", {id, hash, now}));
  PULT_TRY(tx.run("DELETE FROM sessions WHERE user_id = ?1 AND id <> ?2", {id, kept.value}));
  return {};
}

Result<void> delete_user(sql::Transaction& tx, UserId id, Micros now) {
  PULT_TRY(tx.run("UPDATE users SET active = 0, email = NULL, updated_at = ?2 WHERE id = ?1", {id, now}));
  PULT_TRY(tx.run("DELETE FROM identities WHERE user_id = ?1", {id}));
  PULT_TRY(tx.run("DELETE FROM sessions WHERE user_id = ?1", {id}));
  PULT_TRY(tx.run("UPDATE api_tokens SET active = 0 WHERE user_id = ?1", {id}));
  tx.notify("people", "");
  return {};
}

Result<User> find_or_create_requester(sql::Transaction& tx, std::string_view name, std::string_view email,
                                      Micros now) {
  auto known = PULT_TRY(find_user_by_email(tx, email));
  if (known) {
    const bool nameless = known->name == known->email;
    if (nameless && !name.empty() && known->name != name) {
      known->name = std::string(name);
      PULT_TRY(save_user(tx, *known, now));
    }
    return std::move(*known);
  }
  User user;
  user.name = std::string(name.empty() ? email : name);
  user.email = std::string(email);
  auto made = create_user(tx, std::move(user), now);
  // Another connection (PostgreSQL) may have made the user since we looked.
  if (!made && made.error().kind == ErrorKind::unprocessable)
    if (auto other = PULT_TRY(find_user_by_email(tx, email))) return std::move(*other);
  return made;
}

}  // namespace pult::people
