// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/session.hpp"

#include "crypto/crypto.hpp"

namespace pult::people {
namespace {

const std::string token_columns = "id, user_id, description, active, created_at, last_used_at";

const std::string session_columns = "id, user_id, csrf_token, created_at, expires_at, last_seen_at";

Session map_session(const sql::Row& row) {
  return {row.id<SessionId>(0), row.id<UserId>(1), row.string(2), row.int64(3), row.int64(4), row.optional_int64(5)};
}

ApiToken map_token(const sql::Row& row) {
  return {row.id<ApiTokenId>(0), row.id<UserId>(1), row.string(2), row.boolean(3), row.int64(4), row.optional_int64(5)};
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
  NewSession out{{{}, user, crypto::random_token(24), now, now + session_lifetime, {}}, crypto::random_token(32)};
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
  return tx.one("SELECT " + session_columns + " FROM sessions WHERE token_digest = ?1 AND expires_at > ?2",
                {crypto::sha256_hex(cookie), now}, map_session);
}

Result<void> delete_session(sql::Transaction& tx, SessionId id) {
  PULT_TRY(tx.run("DELETE FROM sessions WHERE id = ?1", {id}));
  tx.notify(ended_session_channel, std::to_string(id.value));
  return {};
}

Result<std::optional<Session>> find_session(sql::Transaction& tx, SessionId id, Micros now) {
  return tx.one("SELECT " + session_columns + " FROM sessions WHERE id = ?1 AND expires_at > ?2", {id, now},
                map_session);
}

Result<bool> is_session(sql::Transaction& tx, SessionId id) {
  return PULT_TRY(tx.one_int64("SELECT 1 FROM sessions WHERE id = ?1", {id})).has_value();
}

Result<std::vector<Session>> list_sessions(sql::Transaction& tx, UserId user, SessionId after, std::int64_t offset,
                                           int limit, Micros now) {
  const std::string whose = user ? " AND user_id = " + std::to_string(user.value) : "";
  return tx.all("SELECT " + session_columns + " FROM sessions WHERE id > ?1 AND expires_at > ?2" + whose +
                    " ORDER BY id LIMIT ?3 OFFSET ?4",
                {after.value, now, limit, offset}, map_session);
}

Result<Session> renew_session(sql::Transaction& tx, Session session, Micros now) {
  session.expires_at = now + session_lifetime;
  session.last_seen_at = now;
  PULT_TRY(tx.run("UPDATE sessions SET expires_at = ?2, last_seen_at = ?3 WHERE id = ?1",
                  {session.id, session.expires_at, now}));
  return session;
}

Result<void> delete_sessions_of(sql::Transaction& tx, UserId user, SessionId kept) {
  const auto ended = PULT_TRY(tx.all("SELECT id FROM sessions WHERE user_id = ?1 AND id <> ?2", {user, kept.value},
                                     [](const sql::Row& row) { return row.id<SessionId>(0); }));
  for (const auto id : ended) PULT_TRY(delete_session(tx, id));
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
  tx.notify("people", "");
  return {};
}

}  // namespace pult::people
