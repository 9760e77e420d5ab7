// SPDX-License-Identifier: AGPL-3.0-or-later
// POST /oauth/tokens: codes, refresh tokens and a client's own credentials for access tokens (RFC 6749 sections 4.1,
// 4.4 and 6, PKCE by RFC 7636). Passwords are not taken.
#include "api/body.hpp"
#include "api/routes.hpp"
#include "api/scopes.hpp"
#include "crypto/crypto.hpp"

namespace pult::api {
namespace {

using people::OAuthClient;
using people::OAuthToken;

constexpr std::int64_t min_expiry_s = 300, max_expiry_s = 172'800;
constexpr std::int64_t min_refresh_s = 604'800, max_refresh_s = 7'776'000;

// An answer and no error: what was found out about a code is kept.
Answer refused(int status, std::string_view error, std::string_view why) {
  return Answer{status, {{"error", error}, {"error_description", why}}, {{"Cache-Control", "no-store"}}};
}

struct Asked {
  std::string type, code, redirect_uri, verifier, refresh_token, scope;
  std::optional<std::int64_t> expires_s, refresh_s;
};

std::optional<std::int64_t> seconds(Body& in, std::string_view name, std::int64_t least, std::int64_t most) {
  const auto value = in.id(name);
  if (!value || *value == 0) return std::nullopt;
  if (*value < least || *value > most)
    in.fail(name, std::to_string(least) + " to " + std::to_string(most) + " seconds");
  return value;
}

int hex_value(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// BASE64URL(SHA256(verifier)), without padding (RFC 7636 section 4.2).
std::string challenge_of(std::string_view verifier) {
  const auto hex = crypto::sha256_hex(verifier);
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) bytes += char(hex_value(hex[i]) * 16 + hex_value(hex[i + 1]));
  auto out = crypto::base64(bytes);
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (out.ends_with('=')) out.pop_back();
  return out;
}

Result<Answer> grant(Call& call, const Asked& asked, OAuthToken wanted, std::string_view code = {}) {
  const auto user = PULT_TRY(people::find_user(call.tx, wanted.user));
  if (!user || !user->active || user->suspended) return refused(400, "invalid_grant", "The user is no more");
  if (asked.expires_s) {
    wanted.expires_at = call.now() + *asked.expires_s * base::second_us;
    wanted.refresh_expires_at = call.now() + asked.refresh_s.value_or(max_refresh_s) * base::second_us;
  }
  if (asked.type == "client_credentials") wanted.refresh_expires_at.reset();
  const auto made = PULT_TRY(people::create_oauth_token(call.tx, std::move(wanted), call.now()));
  if (!code.empty()) PULT_TRY(people::set_exchanged(call.tx, code, made.token.id));
  json::object body{{"access_token", made.secret}, {"token_type", "bearer"}, {"scope", made.token.scopes}};
  if (asked.expires_s) body["expires_in"] = *asked.expires_s;
  if (!made.refresh_secret.empty()) {
    body["refresh_token"] = made.refresh_secret;
    body["refresh_token_expires_in"] = asked.refresh_s.value_or(max_refresh_s);
  }
  return Answer{200, std::move(body), {{"Cache-Control", "no-store"}}};
}

Result<Answer> by_code(Call& call, const OAuthClient& client, const Asked& asked) {
  const auto code = PULT_TRY(people::find_oauth_code(call.tx, asked.code, call.now()));
  if (!code || code->client != client.id) return refused(400, "invalid_grant", "The code is unknown or too old");
  if (code->token) {
    // Somebody has got hold of the code: what it gave is worth nothing any more (RFC 6749 section 4.1.2).
    PULT_TRY(people::delete_oauth_token(call.tx, code->token));
    return refused(400, "invalid_grant", "The code was used before");
  }
  if (code->redirect_uri != asked.redirect_uri) return refused(400, "invalid_grant", "redirect_uri is another one");
  const bool proven = code->code_challenge.empty() ? asked.verifier.empty() && !client.is_public
                                                   : challenge_of(asked.verifier) == code->code_challenge;
  if (!proven) return refused(400, "invalid_grant", "code_verifier does not fit");
  OAuthToken wanted;
  wanted.client = client.id;
  wanted.user = code->user;
  wanted.scopes = code->scopes;
  return grant(call, asked, std::move(wanted), asked.code);
}

// The old tokens end: each refresh token is used once.
Result<Answer> by_refresh_token(Call& call, const OAuthClient& client, Asked asked) {
  const auto old = PULT_TRY(people::find_refresh_token(call.tx, asked.refresh_token, call.now()));
  if (!old || old->client != client.id) return refused(400, "invalid_grant", "The refresh token is unknown or too old");
  OAuthToken wanted;
  wanted.client = client.id;
  wanted.user = old->user;
  wanted.scopes = old->scopes;
  if (!asked.scope.empty()) {
    const auto fewer = parse_scopes(asked.scope);
    if (!fewer) return refused(400, "invalid_scope", fewer.error().message);
    for (const auto& scope : tickets::split_words(*fewer))
      if (!has_scope(old->scopes, scope)) return refused(400, "invalid_scope", "The scope was never granted");
    wanted.scopes = *fewer;
  }
  if (!asked.expires_s && old->expires_at) asked.expires_s = (*old->expires_at - old->created_at) / base::second_us;
  PULT_TRY(people::delete_oauth_token(call.tx, old->id));
  return grant(call, asked, std::move(wanted));
}

Result<Answer> by_client_credentials(Call& call, const OAuthClient& client, const Asked& asked) {
  if (client.is_public) return refused(400, "unauthorized_client", "A public client has no credentials of its own");
  const auto scopes = parse_scopes(asked.scope);
  if (!scopes) return refused(400, "invalid_scope", scopes.error().message);
  OAuthToken wanted;
  wanted.client = client.id;
  wanted.user = client.user;
  wanted.scopes = *scopes;
  return grant(call, asked, std::move(wanted));
}

Result<Answer> exchange(Call& call) {
  Body in(call.body);
  Asked asked;
  asked.type = in.text("grant_type").value_or("");
  asked.code = in.text("code").value_or("");
  asked.redirect_uri = in.text("redirect_uri").value_or("");
  asked.verifier = in.text("code_verifier").value_or("");
  asked.refresh_token = in.text("refresh_token").value_or("");
  asked.scope = in.text("scope").value_or("");
  asked.expires_s = seconds(in, "expires_in", min_expiry_s, max_expiry_s);
  asked.refresh_s = seconds(in, "refresh_token_expires_in", min_refresh_s, max_refresh_s);
  const auto identifier = in.text("client_id").value_or("");
  const auto secret = in.text("client_secret").value_or("");
  if (const auto good = in.check(); !good) return refused(400, "invalid_request", good.error().message);
  const auto client = PULT_TRY(people::find_oauth_client(call.tx, std::string_view(identifier)));
  if (!client || (!client->is_public && !client->has_secret(secret)))
    return refused(401, "invalid_client", "The client is unknown or its secret is wrong");
  if (asked.type == "authorization_code") return by_code(call, *client, asked);
  if (asked.type == "refresh_token") return by_refresh_token(call, *client, std::move(asked));
  if (asked.type == "client_credentials") return by_client_credentials(call, *client, asked);
  return refused(400, "unsupported_grant_type", "authorization_code, refresh_token or client_credentials");
}

}  // namespace

std::vector<Route> oauth_grant_routes() { return {{"POST", "/oauth/tokens", Who::anybody, Mode::write, exchange}}; }

}  // namespace pult::api
