// SPDX-License-Identifier: AGPL-3.0-or-later
// Three ways to prove who one is: an API token (HTTP Basic "EMAIL/token:TOKEN"), an OAuth token (Bearer), and the
// browser's session cookie. Admins' tokens may also act for somebody (X-On-Behalf-Of).
#include "api/api.hpp"
#include "api/scopes.hpp"
#include "crypto/crypto.hpp"

namespace pult::api {
namespace {

std::unexpected<Error> refused() {
  return base::fail(ErrorKind::unauthenticated, "Couldn't authenticate you", "The credentials are not valid");
}

bool has_scheme(std::string_view header, std::string_view scheme) {
  if (header.size() < scheme.size()) return false;
  for (std::size_t i = 0; i < scheme.size(); ++i)
    if ((header[i] | 0x20) != (scheme[i] | 0x20)) return false;
  return true;
}

// An admin's token may act for any agent (as the conventions have it); anybody else's only for its owner.
Result<Identity> by_token(sql::Transaction& tx, std::string_view email, std::string_view secret) {
  const auto token = PULT_TRY(people::find_api_token(tx, secret));
  if (!token) return refused();
  auto user = PULT_TRY(people::find_user_by_email(tx, email));
  if (!user || !user->active || user->suspended) return refused();
  if (user->id != token->user) {
    const auto owner = PULT_TRY(people::find_user(tx, token->user));
    if (!owner || owner->role != people::Role::admin || !owner->active || owner->suspended) return refused();
    if (!user->is_agent()) return refused();
  }
  Identity identity;
  identity.actor = PULT_TRY(people::load_actor(tx, std::move(*user)));
  identity.api_token = token->id;
  return identity;
}

Result<Identity> by_bearer(sql::Transaction& tx, std::string_view secret, Micros now) {
  auto token = PULT_TRY(people::find_oauth_token(tx, secret, now));
  if (!token) return refused();
  auto user = PULT_TRY(people::find_user(tx, token->user));
  if (!user || !user->active || user->suspended) return refused();
  Identity identity;
  identity.actor = PULT_TRY(people::load_actor(tx, std::move(*user)));
  identity.grant = std::move(token);
  return identity;
}

// Only programs with an admin's token may; a browser never does.
Result<Identity> on_behalf_of(sql::Transaction& tx, Identity identity, std::string_view email) {
  const bool trusted =
      identity.actor.is_admin() && (!identity.grant || has_scope(identity.grant->scopes, "impersonate"));
  auto user = trusted ? PULT_TRY(people::find_user_by_email(tx, email)) : std::nullopt;
  if (!user || !user->active || user->suspended)
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not act on behalf of this user");
  identity.impersonator = std::move(identity.actor);
  identity.actor = PULT_TRY(people::load_actor(tx, std::move(*user)));
  return identity;
}

Result<Identity> by_basic(sql::Transaction& tx, std::string_view header) {
  const auto plain = crypto::parse_base64(header.substr(6));
  if (!plain) return refused();
  const std::string_view text(*plain);
  const auto slash = text.find("/token:");
  if (slash == std::string_view::npos) return refused();  // passwords are for the sign-in page only
  return by_token(tx, text.substr(0, slash), text.substr(slash + 7));
}

std::string_view cookie_of(const net::Request& request, std::string_view name) {
  std::string_view all = request.header("cookie");
  while (!all.empty()) {
    const auto end = all.find(';');
    auto one = all.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) return one.substr(name.size() + 1);
    all = end == std::string_view::npos ? std::string_view() : all.substr(end + 1);
  }
  return {};
}

}  // namespace

Result<Identity> authenticate(sql::Transaction& tx, const net::Request& request, Micros now) {
  const auto header = request.header("authorization");
  if (!header.empty()) {
    // users/me answers anonymous, not 401, whatever was tried (v2 conventions, section 2).
    const bool asks_who = request.path == "/api/v2/users/me" || request.path == "/api/v2/users/me.json";
    constexpr std::string_view basic = "basic ", bearer = "bearer ";
    auto identity = has_scheme(header, basic)    ? by_basic(tx, header)
                    : has_scheme(header, bearer) ? by_bearer(tx, header.substr(bearer.size()), now)
                                                 : Result<Identity>(refused());
    if (!identity && identity.error().kind == ErrorKind::unauthenticated && asks_who) return Identity{};
    const auto behalf = request.header("x-on-behalf-of");
    if (identity && !behalf.empty()) return on_behalf_of(tx, std::move(*identity), behalf);
    return identity;
  }
  const auto cookie = cookie_of(request, "pult_session");
  if (cookie.empty()) return Identity{};
  auto session = PULT_TRY(people::find_session(tx, cookie, now));
  if (!session) return Identity{};
  auto actor = PULT_TRY(people::load_actor(tx, session->user));
  if (!actor.user.active || actor.user.suspended) return Identity{};
  return Identity{std::move(actor), std::move(session), {}, {}, {}};
}

}  // namespace pult::api
