// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/session.hpp"

#include "crypto/crypto.hpp"

namespace pult::people {
namespace {

const std::string token_columns = "id, user_id, description, active, created_at, last_used_at";

ApiToken map_token(const sql::Row& row) {
  return {row.id<ApiTokenId>(0), row.id<UserId>(1), row.string(2), row.boolean(3), row.int64(4),
          row.optional_int64(5)};
}

// A browser may call itself anything; what is kept is short printable ASCII.
std::string shown_agent(std::string_view user_agent) {
  std::string out(user_agent.substr(0, 300));
  for (char& c : out)
    if (c < ' ' || c > '~') c = '?';
  return out;
}

}  // namespace

Result<NewSession> create_session(sql::Transaction& tx, UserId user, std::string_view remote_address,
                                  std::string_view user_agent, Micros now) {
  NewSession out{{{}, user, crypto::random_token(24), now, now + session_lifetime}, crypto::random_token(32)};
  // The moment somebody signs in is a cheap one to forget the sessions nobody can use any more.
  PULT_TRY(tx.run("DELETE FROM sessions WHERE expires_at < ?1", {now}));
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO sessions (token_digest, csrf_token, user_id, created_at, expires_at, remote_address, user_agent) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
      {crypto::sha256_hex(out.cookie), out.session.csrf_token, user, now, out.session.expires_at, remote_address,
       shown_agent(user_agent)}));
  out.session.id = SessionId(id.value_or(0));
  PULT_TRY(tx.run("UPDATE users SET last_login_at = ?2 WHERE id = ?1", {user, now}));
  return out;
}

Result<std::optional<Session>> find_session(sql::Transaction& tx, std::string_view cookie, Micros now) {
  return tx.one("SELECT id, user_id, csrf_token, created_at, expires_at FROM sessions WHERE token_digest = ?1 "
                "AND expires_at > ?2",
                {crypto::sha256_hex(cookie), now}, [](const sql::Row& row) {
                  return Session{row.id<SessionId>(0), row.id<UserId>(1), row.string(2), row.int64(3), row.int64(4)};
                });
}

Result<void> delete_session(sql::Transaction& tx, SessionId id) {
  PULT_TRY(tx.run("DELETE FROM sessions WHERE id = ?1", {id}));
  return {};
}

Result<NewApiToken> create_api_token(sql::Transaction& tx, UserId user, std::string_view description, Micros now) {
  NewApiToken out{{{}, user, std::string(description), true, now, std::nullopt}, crypto::random_token(30)};
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO api_tokens (token_digest, user_id, description, created_at) VALUES (?1, ?2, ?3, ?4) RETURNING id",
      {crypto::sha256_hex(out.secret), user, description, now}));
  out.token.id = ApiTokenId(id.value_or(0));
  return out;
}

Result<std::optional<ApiToken>> find_api_token(sql::Transaction& tx, std::string_view secret) {
  return tx.one("SELECT " + token_columns + " FROM api_tokens WHERE token_digest = ?1 AND active = 1",
                {crypto::sha256_hex(secret)}, map_token);
}

Result<std::optional<ApiToken>> find_api_token(sql::Transaction& tx, ApiTokenId id) {
  return tx.one("SELECT " + token_columns + " FROM api_tokens WHERE id = ?1", {id}, map_token);
}

Result<std::vector<ApiToken>> list_api_tokens(sql::Transaction& tx) {
  return tx.all("SELECT " + token_columns + " FROM api_tokens ORDER BY id", {}, map_token);
}

Result<void> delete_api_token(sql::Transaction& tx, ApiTokenId id) {
  PULT_TRY(tx.run("DELETE FROM api_tokens WHERE id = ?1", {id}));
  return {};
}

}  // namespace pult::people
