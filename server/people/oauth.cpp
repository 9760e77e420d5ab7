// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/oauth.hpp"

#include "crypto/crypto.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"

namespace pult::people {
namespace {

constexpr std::size_t shown_chars = 10;

const std::string client_columns =
    "id, identifier, name, company, description, redirect_uris, kind, secret_digest, user_id, created_at, updated_at, "
    "is_global";
const std::string token_columns =
    "id, token_start, client_id, user_id, scopes, created_at, expires_at, refresh_expires_at, last_used_at";

OAuthClient map_client(const sql::Row& row) {
  return {row.id<OAuthClientId>(0), row.string(1), row.string(2),     row.string(3), row.string(4), row.string(5),
          row.text(6) == "public",  row.string(7), row.id<UserId>(8), row.int64(9),  row.int64(10), row.boolean(11)};
}

OAuthToken map_token(const sql::Row& row) {
  return {row.id<OAuthTokenId>(0), row.string(1),         row.id<OAuthClientId>(2),
          row.id<UserId>(3),       row.string(4),         row.int64(5),
          row.optional_int64(6),   row.optional_int64(7), row.optional_int64(8)};
}

std::string_view kind_of(const OAuthClient& client) { return client.is_public ? "public" : "confidential"; }

Result<void> check_client(sql::Transaction& tx, const OAuthClient& client, const std::string& key) {
  if (client.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (key.empty()) return base::fail_field("identifier", "BlankValue", "Identifier: cannot be blank");
  if (PULT_TRY(
          tx.one_int64("SELECT id FROM oauth_clients WHERE identifier_key = ?1 AND id <> ?2", {key, client.id.value})))
    return base::fail_field("identifier", "DuplicateValue", "Identifier: has already been taken");
  return {};
}

}  // namespace

bool OAuthClient::knows_redirect(std::string_view uri) const {
  std::string_view rest = redirect_uris;
  while (!rest.empty()) {
    const auto end = rest.find(' ');
    if (rest.substr(0, end) == uri) return !uri.empty();
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return false;
}

// Both are digests, so that the time a comparison takes tells nothing about the secret.
bool OAuthClient::has_secret(std::string_view secret) const {
  return !secret_digest.empty() && crypto::sha256_hex(secret) == secret_digest;
}

Result<std::optional<OAuthClient>> find_oauth_client(sql::Transaction& tx, OAuthClientId id) {
  return tx.one("SELECT " + client_columns + " FROM oauth_clients WHERE id = ?1", {id}, map_client);
}

Result<std::optional<OAuthClient>> find_oauth_client(sql::Transaction& tx, std::string_view identifier) {
  return tx.one("SELECT " + client_columns + " FROM oauth_clients WHERE identifier_key = ?1", {name_key(identifier)},
                map_client);
}

Result<std::vector<OAuthClient>> list_oauth_clients(sql::Transaction& tx, UserId user) {
  return tx.all("SELECT " + client_columns + " FROM oauth_clients WHERE ?1 = 0 OR user_id = ?1 ORDER BY id",
                {user.value}, map_client);
}

Result<std::vector<OAuthClient>> list_global_oauth_clients(sql::Transaction& tx) {
  return tx.all("SELECT " + client_columns + " FROM oauth_clients WHERE is_global = 1 ORDER BY id", {}, map_client);
}

std::string new_secret(OAuthClient& client) {
  auto secret = crypto::random_token(32);
  client.secret_digest = crypto::sha256_hex(secret);
  return secret;
}

Result<OAuthClient> create_oauth_client(sql::Transaction& tx, OAuthClient client, Micros now) {
  const auto key = name_key(client.identifier);
  PULT_TRY(check_client(tx, client, key));
  client.created_at = client.updated_at = now;
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO oauth_clients (identifier, identifier_key, name, company, description, redirect_uris, kind, "
      "secret_digest, user_id, created_at, updated_at, is_global) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
      "?10, ?11)",
      {client.identifier, key, client.name, client.company, client.description, client.redirect_uris, kind_of(client),
       client.secret_digest, client.user, now, client.is_global}));
  client.id = OAuthClientId(id.value_or(0));
  return client;
}

Result<void> save_oauth_client(sql::Transaction& tx, const OAuthClient& client, Micros now) {
  const auto key = name_key(client.identifier);
  PULT_TRY(check_client(tx, client, key));
  PULT_TRY(
      tx.run("UPDATE oauth_clients SET identifier = ?2, identifier_key = ?3, name = ?4, company = ?5, "
             "description = ?6, redirect_uris = ?7, kind = ?8, secret_digest = ?9, updated_at = ?10, is_global = ?11 "
             "WHERE id = ?1",
             {client.id, client.identifier, key, client.name, client.company, client.description, client.redirect_uris,
              kind_of(client), client.secret_digest, now, client.is_global}));
  return {};
}

Result<void> delete_oauth_client(sql::Transaction& tx, OAuthClientId id) {
  PULT_TRY(tx.run("DELETE FROM oauth_tokens WHERE client_id = ?1", {id}));
  PULT_TRY(tx.run("DELETE FROM oauth_codes WHERE client_id = ?1", {id}));
  PULT_TRY(tx.run("DELETE FROM oauth_clients WHERE id = ?1", {id}));
  tx.notify("people", "");
  return {};
}

Result<std::string> create_oauth_code(sql::Transaction& tx, const OAuthCode& code, Micros now) {
  auto secret = crypto::random_token(32);
  // A cheap moment to forget the codes of long ago: a second use of one is noticed for a day.
  PULT_TRY(tx.run("DELETE FROM oauth_codes WHERE expires_at < ?1", {now - base::day_us}));
  PULT_TRY(
      tx.run("INSERT INTO oauth_codes (code_digest, client_id, user_id, redirect_uri, scopes, code_challenge, "
             "expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
             {crypto::sha256_hex(secret), code.client, code.user, code.redirect_uri, code.scopes, code.code_challenge,
              now + oauth_code_lifetime}));
  return secret;
}

Result<std::optional<OAuthCode>> find_oauth_code(sql::Transaction& tx, std::string_view code, Micros now) {
  return tx.one(
      "SELECT client_id, user_id, redirect_uri, scopes, code_challenge, token_id FROM oauth_codes "
      "WHERE code_digest = ?1 AND (expires_at > ?2 OR token_id IS NOT NULL)",
      {crypto::sha256_hex(code), now}, [](const sql::Row& row) {
        return OAuthCode{row.id<OAuthClientId>(0), row.id<UserId>(1), row.string(2), row.string(3), row.string(4),
                         row.id<OAuthTokenId>(5)};
      });
}

Result<void> set_exchanged(sql::Transaction& tx, std::string_view code, OAuthTokenId token) {
  PULT_TRY(tx.run("UPDATE oauth_codes SET token_id = ?2 WHERE code_digest = ?1", {crypto::sha256_hex(code), token}));
  return {};
}

Result<NewOAuthToken> create_oauth_token(sql::Transaction& tx, OAuthToken token, Micros now) {
  NewOAuthToken out{std::move(token), crypto::random_token(32), {}};
  if (out.token.refresh_expires_at) out.refresh_secret = crypto::random_token(32);
  out.token.start = out.secret.substr(0, shown_chars);
  out.token.created_at = now;
  const auto refresh_digest = out.refresh_secret.empty() ? std::string() : crypto::sha256_hex(out.refresh_secret);
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO oauth_tokens (token_digest, token_start, refresh_digest, client_id, user_id, scopes, created_at, "
      "expires_at, refresh_expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      {crypto::sha256_hex(out.secret), out.token.start, sql::text_or_null(refresh_digest), out.token.client,
       out.token.user, out.token.scopes, now, out.token.expires_at, out.token.refresh_expires_at}));
  out.token.id = OAuthTokenId(id.value_or(0));
  return out;
}

Result<std::optional<OAuthToken>> find_oauth_token(sql::Transaction& tx, std::string_view secret, Micros now) {
  return tx.one("SELECT " + token_columns +
                    " FROM oauth_tokens WHERE token_digest = ?1 "
                    "AND (expires_at IS NULL OR expires_at > ?2)",
                {crypto::sha256_hex(secret), now}, map_token);
}

Result<std::optional<OAuthToken>> find_refresh_token(sql::Transaction& tx, std::string_view secret, Micros now) {
  return tx.one("SELECT " + token_columns + " FROM oauth_tokens WHERE refresh_digest = ?1 AND refresh_expires_at > ?2",
                {crypto::sha256_hex(secret), now}, map_token);
}

Result<std::optional<OAuthToken>> find_oauth_token(sql::Transaction& tx, OAuthTokenId id) {
  return tx.one("SELECT " + token_columns + " FROM oauth_tokens WHERE id = ?1", {id}, map_token);
}

Result<std::vector<OAuthToken>> list_oauth_tokens(sql::Transaction& tx, UserId user, OAuthTokenId after,
                                                  std::int64_t offset, int limit) {
  const std::string whose = user ? " AND user_id = " + std::to_string(user.value) : "";
  return tx.all(
      "SELECT " + token_columns + " FROM oauth_tokens WHERE id > ?1" + whose + " ORDER BY id LIMIT ?2 OFFSET ?3",
      {after.value, limit, offset}, map_token);
}

Result<void> delete_oauth_token(sql::Transaction& tx, OAuthTokenId id) {
  PULT_TRY(tx.run("DELETE FROM oauth_tokens WHERE id = ?1", {id}));
  tx.notify("people", "");
  return {};
}

Result<bool> stands(sql::Transaction& tx, const TokenProof& proof, Micros now) {
  if (proof.api)
    return PULT_TRY(tx.one_int64("SELECT 1 FROM api_tokens WHERE id = ?1 AND active = 1", {proof.api})) == 1;
  if (!proof.oauth) return true;
  return PULT_TRY(tx.one_int64("SELECT 1 FROM oauth_tokens WHERE id = ?1 AND COALESCE(expires_at, ?2 + 1) > ?2",
                               {proof.oauth, now})) == 1;
}

}  // namespace pult::people
