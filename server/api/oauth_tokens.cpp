// SPDX-License-Identifier: AGPL-3.0-or-later
// OAuth tokens as objects: people see and end what they let in, admins all.
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/scopes.hpp"

namespace pult::api {
namespace {

using people::OAuthToken;
using people::OAuthTokenId;

json::object present(const Call& call, const OAuthToken& token) {
  return {{"id", token.id.value},
          {"url", call.url("oauth/tokens/" + std::to_string(token.id.value))},
          {"client_id", token.client.value},
          {"user_id", token.user.value},
          {"token", token.start},
          {"refresh_token", nullptr},
          {"scopes", tag_array(token.scopes)},
          {"created_at", base::render_iso8601(token.created_at)},
          {"expires_at", time_or_null(token.expires_at)},
          {"used_at", time_or_null(token.last_used_at)}};
}

Result<OAuthToken> load(Call& call) {
  auto found = PULT_TRY(people::find_oauth_token(call.tx, OAuthTokenId(call.ids[0])));
  if (!found || (found->user != call.actor.id() && !call.actor.is_admin())) return base::fail_not_found();
  return std::move(*found);
}

Result<OAuthToken> current(const Call& call) {
  if (!call.grant) return base::fail_not_found();
  return *call.grant;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const bool all = call.actor.is_admin() && call.request.query_value("all") == "true";
  const OAuthTokenId after(page.after.empty() ? 0 : page.after[0]);
  auto rows =
      PULT_TRY(people::list_oauth_tokens(call.tx, all ? UserId() : call.actor.id(), after, page.offset, page.fetch()));
  return Answer{200, list_answer(
                         call, page, "tokens", rows, [](const OAuthToken& t) { return t.id.value; },
                         [&](const OAuthToken& t) { return present(call, t); }, {})};
}

Result<Answer> show(Call& call) { return Answer{200, {{"token", present(call, PULT_TRY(load(call)))}}}; }
Result<Answer> show_current(Call& call) { return Answer{200, {{"token", present(call, PULT_TRY(current(call)))}}}; }

// A token for oneself, made without asking; never with more than the token that asks for it.
Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "token")));
  OAuthToken wanted;
  wanted.client = people::OAuthClientId(in.id("client_id").value_or(0));
  wanted.user = call.actor.id();
  const auto scopes = in.words("scopes").value_or("");
  PULT_TRY(in.check());
  wanted.scopes = PULT_TRY(parse_scopes(scopes));
  if (!PULT_TRY(people::find_oauth_client(call.tx, wanted.client)))
    return base::fail_field("client_id", "InvalidValue", "Client: is invalid");
  if (call.grant)
    for (const auto& scope : tickets::split_words(wanted.scopes))
      if (!has_scope(call.grant->scopes, scope))
        return base::fail(ErrorKind::forbidden, "Forbidden", "The token's scopes do not allow this");
  const auto made = PULT_TRY(people::create_oauth_token(call.tx, std::move(wanted), call.now()));
  auto presented = present(call, made.token);
  presented["full_token"] = made.secret;
  Answer answer{201, {{"token", std::move(presented)}}};
  answer.headers.emplace_back("Location", call.url("oauth/tokens/" + std::to_string(made.token.id.value)));
  return answer;
}

Result<Answer> remove(Call& call) {
  PULT_TRY(people::delete_oauth_token(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

Result<Answer> remove_current(Call& call) {
  PULT_TRY(people::delete_oauth_token(call.tx, PULT_TRY(current(call)).id));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> oauth_token_routes() {
  return {
      {"GET", "oauth/tokens", Who::user, Mode::read, list},
      {"POST", "oauth/tokens", Who::admin, Mode::write, create},
      {"GET", "oauth/tokens/current", Who::user, Mode::read, show_current},
      {"DELETE", "oauth/tokens/current", Who::user, Mode::write, remove_current},
      {"GET", "oauth/tokens/{id}", Who::user, Mode::read, show},
      {"DELETE", "oauth/tokens/{id}", Who::user, Mode::write, remove},
  };
}

}  // namespace pult::api
