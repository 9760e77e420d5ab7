// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/password_link.hpp"

#include "crypto/crypto.hpp"

namespace pult::people {
namespace {

constexpr std::size_t secret_bytes = 32;

struct Link {
  UserId user;
  std::string email;
};

Link map_link(const sql::Row& row) { return {row.id<UserId>(0), row.string(1)}; }

Result<std::optional<User>> owner_of(sql::Transaction& tx, const std::optional<Link>& link) {
  auto user = link ? PULT_TRY(find_user(tx, link->user)) : std::nullopt;
  if (!user || !may_choose_password(*user) || user->email != link->email) return std::optional<User>();
  return user;
}

}  // namespace

bool may_choose_password(const User& user) {
  return user.is_agent() && user.active && !user.suspended && !user.email.empty();
}

Result<NewPasswordLink> create_password_link(sql::Transaction& tx, const User& user, Micros now) {
  NewPasswordLink out{crypto::random_token(secret_bytes),
                      now + (user.password_hash.empty() ? invitation_lifetime : reset_lifetime)};
  PULT_TRY(
      tx.run("INSERT INTO password_links (user_id, token_digest, email, expires_at) VALUES (?1, ?2, ?3, ?4) "
             "ON CONFLICT (user_id) DO UPDATE SET token_digest = ?2, email = ?3, expires_at = ?4",
             {user.id, crypto::sha256_hex(out.secret), user.email, out.expires_at}));
  return out;
}

Result<std::optional<User>> find_by_password_link(sql::Transaction& tx, std::string_view secret, Micros now) {
  return owner_of(
      tx, PULT_TRY(tx.one("SELECT user_id, email FROM password_links WHERE token_digest = ?1 AND expires_at > ?2",
                          {crypto::sha256_hex(secret), now}, map_link)));
}

Result<std::optional<User>> take_password_link(sql::Transaction& tx, std::string_view secret, Micros now) {
  return owner_of(tx, PULT_TRY(tx.one("DELETE FROM password_links WHERE token_digest = ?1 AND expires_at > ?2 "
                                      "RETURNING user_id, email",
                                      {crypto::sha256_hex(secret), now}, map_link)));
}

Result<std::vector<Invited>> list_invited(sql::Transaction& tx, Micros now) {
  return tx.all(
      "SELECT u.id, l.expires_at FROM users u LEFT JOIN password_links l ON l.user_id = u.id AND l.email = u.email "
      "AND l.expires_at > ?1 WHERE u.role IN ('agent', 'admin') AND u.active = 1 AND u.suspended = 0 "
      "AND u.password_hash IS NULL ORDER BY u.id",
      {now}, [](const sql::Row& row) { return Invited{row.id<UserId>(0), row.optional_int64(1)}; });
}

Result<Micros> count_link_try(sql::Transaction& tx, std::string_view subject, int allowed, Micros now) {
  struct Count {
    std::int64_t tries;
    Micros since;
  };
  const auto over = now - link_try_window;
  const auto counted = PULT_TRY(tx.one(
      "INSERT INTO password_link_tries AS t (subject, tries, since) VALUES (?1, 1, ?2) "
      "ON CONFLICT (subject) DO UPDATE SET tries = CASE WHEN t.since <= ?3 THEN 1 ELSE t.tries + 1 END, "
      "since = CASE WHEN t.since <= ?3 THEN ?2 ELSE t.since END RETURNING tries, since",
      {crypto::sha256_hex(subject), now, over}, [](const sql::Row& row) { return Count{row.int64(0), row.int64(1)}; }));
  if (counted && counted->tries > allowed) return counted->since + link_try_window - now;
  // What is over goes a little at a time, and last: whoever waits for a row held here waits for nothing else.
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  PULT_TRY(
      tx.run("DELETE FROM password_link_tries WHERE subject IN (SELECT subject FROM password_link_tries "
             "WHERE since <= ?1 ORDER BY since LIMIT 20" +
                 lock + ")",
             {over}));
  return Micros(0);
}

}  // namespace pult::people
