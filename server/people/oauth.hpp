// SPDX-License-Identifier: AGPL-3.0-or-later
// OAuth 2 (RFC 6749, RFC 7636): programs, and what people let them do.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "people/session.hpp"
#include "people/user.hpp"

namespace pult::people {

using OAuthClientId = base::Id<struct OAuthClientTag>;
using OAuthTokenId = base::Id<struct OAuthTokenTag>;

inline constexpr Micros oauth_code_lifetime = 120 * base::second_us;

struct OAuthClient {
  OAuthClientId id;
  std::string identifier, name, company, description;
  std::string redirect_uris;  // separated by spaces
  bool is_public = false;     // has no secret of its own (RFC 6749 section 2.1): PKCE instead
  std::string secret_digest;
  UserId user;
  Micros created_at = 0, updated_at = 0;
  bool is_global = false;  // every agent is told of it, not only admins

  bool knows_redirect(std::string_view uri) const;
  bool has_secret(std::string_view secret) const;
};

Result<std::optional<OAuthClient>> find_oauth_client(sql::Transaction& tx, OAuthClientId id);
Result<std::optional<OAuthClient>> find_oauth_client(sql::Transaction& tx, std::string_view identifier);
// In id order, whole; of one user, or all (0).
Result<std::vector<OAuthClient>> list_oauth_clients(sql::Transaction& tx, UserId user);
// Those that every agent is told of, whole.
Result<std::vector<OAuthClient>> list_global_oauth_clients(sql::Transaction& tx);
// A new secret, of which only the digest is put into `client`; shown once.
std::string new_secret(OAuthClient& client);
// unprocessable: blank name, blank or taken identifier.
Result<OAuthClient> create_oauth_client(sql::Transaction& tx, OAuthClient client, Micros now);
Result<void> save_oauth_client(sql::Transaction& tx, const OAuthClient& client, Micros now);
// With its tokens.
Result<void> delete_oauth_client(sql::Transaction& tx, OAuthClientId id);

struct OAuthCode {
  OAuthClientId client;
  UserId user;
  std::string redirect_uri, scopes, code_challenge;
  OAuthTokenId token;  // it was exchanged for; 0: not yet
};
// The code, which is shown once.
Result<std::string> create_oauth_code(sql::Transaction& tx, const OAuthCode& code, Micros now);
// nullopt when unknown or too old.
Result<std::optional<OAuthCode>> find_oauth_code(sql::Transaction& tx, std::string_view code, Micros now);
Result<void> set_exchanged(sql::Transaction& tx, std::string_view code, OAuthTokenId token);

struct OAuthToken {
  OAuthTokenId id;
  std::string start;  // its first characters
  OAuthClientId client;
  UserId user;
  std::string scopes;  // separated by spaces
  Micros created_at = 0;
  std::optional<Micros> expires_at, refresh_expires_at, last_used_at;
};
struct NewOAuthToken {
  OAuthToken token;
  std::string secret, refresh_secret;  // shown once; "" where there is none
};
// With a refresh token when `refresh_expires_at` is set.
Result<NewOAuthToken> create_oauth_token(sql::Transaction& tx, OAuthToken token, Micros now);
// nullopt when unknown or expired.
Result<std::optional<OAuthToken>> find_oauth_token(sql::Transaction& tx, std::string_view secret, Micros now);
Result<std::optional<OAuthToken>> find_refresh_token(sql::Transaction& tx, std::string_view secret, Micros now);
Result<std::optional<OAuthToken>> find_oauth_token(sql::Transaction& tx, OAuthTokenId id);
// In id order; of one user, or all (0).
Result<std::vector<OAuthToken>> list_oauth_tokens(sql::Transaction& tx, UserId user, OAuthTokenId after,
                                                  std::int64_t offset, int limit);
Result<void> delete_oauth_token(sql::Transaction& tx, OAuthTokenId id);

// By which token somebody proved to be there; none where it was otherwise.
struct TokenProof {
  ApiTokenId api;
  OAuthTokenId oauth;
  explicit operator bool() const { return api || oauth; }
};
// Whether it would still be good. Whoever takes a token away notifies "people".
Result<bool> stands(sql::Transaction& tx, const TokenProof& proof, Micros now);

}  // namespace pult::people
