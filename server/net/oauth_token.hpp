// SPDX-License-Identifier: AGPL-3.0-or-later
// A fresh OAuth 2.0 access token for a refresh token (RFC 6749 section 6): what XOAUTH2 mailboxes sign in with.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace pult::net {

class AddressGuard;

struct OauthClient {
  std::string token_url;  // "https://oauth2.googleapis.com/token"
  std::string client_id;
  std::string client_secret;  // empty for public clients
  std::string refresh_token;
  std::string scope;    // empty: as granted before
  std::string ca_file;  // empty: the system's
  int timeout_ms = 30'000;
  const AddressGuard* guard = nullptr;  // of the token_url
};

struct OauthToken {
  std::string access_token;
  Micros expires_at = 0;
  std::string refresh_token;  // not empty: replaces the one that was used (RFC 6749 section 6)
};

// Blocking. unauthenticated/"oauth_refused": the grant is gone and a person must sign in again; message: the server's
// words. unavailable/"oauth_unavailable": later.
Result<OauthToken> refresh_oauth_token(const OauthClient& client, Micros now);

// The two pure halves of it.
std::string render_oauth_refresh(const OauthClient& client);
Result<OauthToken> parse_oauth_reply(int status, std::string_view body, Micros now);

}  // namespace pult::net
