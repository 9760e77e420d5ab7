// SPDX-License-Identifier: AGPL-3.0-or-later
// Programs that may ask people to let them in.
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using people::OAuthClient;
using people::OAuthClientId;

json::object present(const Call& call, const OAuthClient& client) {
  return {{"id", client.id.value},
          {"url", call.url("oauth/clients/" + std::to_string(client.id.value))},
          {"identifier", client.identifier},
          {"name", client.name},
          {"company", client.company},
          {"description", client.description},
          {"logo_url", nullptr},
          {"kind", client.is_public ? "public" : "confidential"},
          {"global", client.is_global},
          {"redirect_uri", tag_array(client.redirect_uris)},
          {"secret", nullptr},
          {"user_id", client.user.value},
          {"created_at", base::render_iso8601(client.created_at)},
          {"updated_at", base::render_iso8601(client.updated_at)}};
}

bool is_loopback(std::string_view uri) {
  for (const std::string_view start : {"http://localhost", "http://127.0.0.1", "http://[::1]"})
    if (uri.starts_with(start) && (uri.size() == start.size() || uri[start.size()] == ':' || uri[start.size()] == '/'))
      return true;
  return false;
}

// TLS, this machine, or a scheme of the program's own, which has a dot in it (RFC 8252 section 7).
bool is_redirect(std::string_view uri) {
  for (const unsigned char c : uri)
    if (c <= ' ' || c >= 0x7f || std::string_view("#\"'<>;,\\").find(char(c)) != std::string_view::npos) return false;
  const auto scheme = uri.substr(0, uri.find(':'));
  return uri.starts_with("https://") || is_loopback(uri) ||
         (scheme.size() < uri.size() && scheme.find('.') != std::string_view::npos &&
          scheme.find('/') == std::string_view::npos);
}

Result<void> apply_input(Body& in, OAuthClient& client) {
  if (const auto v = in.text("name")) client.name = *v;
  if (const auto v = in.text("identifier")) client.identifier = *v;
  if (const auto v = in.text("company")) client.company = *v;
  if (const auto v = in.text("description")) client.description = *v;
  client.is_global = in.boolean("global").value_or(client.is_global);
  const auto kind = in.text("kind");
  const auto uris = in.words("redirect_uri");
  PULT_TRY(in.check());
  if (kind && *kind != "public" && *kind != "confidential")
    return base::fail_field("kind", "InvalidValue", "Kind: is not public or confidential");
  if (kind) client.is_public = *kind == "public";
  if (!uris) return {};
  client.redirect_uris.clear();
  for (const auto& uri : tickets::split_words(*uris)) {
    if (!is_redirect(uri))
      return base::fail_field("redirect_uri", "InvalidFormat", "Redirect uri: " + uri + " is not allowed");
    client.redirect_uris += (client.redirect_uris.empty() ? "" : " ") + uri;
  }
  return {};
}

Result<OAuthClient> load(Call& call) {
  auto found = PULT_TRY(people::find_oauth_client(call.tx, OAuthClientId(call.ids[0])));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

Result<Answer> answer_list(Call& call, std::vector<OAuthClient> rows) {
  const auto page = PULT_TRY(page_of(call));
  return Answer{200, whole_list_answer(
                         call, page, "clients", rows, [](const OAuthClient& c) { return c.id.value; },
                         [&](const OAuthClient& c) { return present(call, c); })};
}

Result<Answer> list(Call& call) { return answer_list(call, PULT_TRY(people::list_oauth_clients(call.tx, {}))); }
Result<Answer> list_own(Call& call) {
  return answer_list(call, PULT_TRY(people::list_oauth_clients(call.tx, call.actor.id())));
}
Result<Answer> list_global(Call& call) {
  return answer_list(call, PULT_TRY(people::list_global_oauth_clients(call.tx)));
}
Result<Answer> show(Call& call) { return Answer{200, {{"client", present(call, PULT_TRY(load(call)))}}}; }

// The secret is shown here, and never again.
Answer with_secret(const Call& call, int status, const OAuthClient& client, const std::string& secret) {
  auto presented = present(call, client);
  presented["secret"] = secret;
  Answer answer{status, {{"client", std::move(presented)}}};
  if (status == 201)
    answer.headers.emplace_back("Location", call.url("oauth/clients/" + std::to_string(client.id.value)));
  return answer;
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "client")));
  OAuthClient client;
  client.user = call.actor.id();
  PULT_TRY(apply_input(in, client));
  const auto secret = people::new_secret(client);
  client = PULT_TRY(people::create_oauth_client(call.tx, std::move(client), call.now()));
  return with_secret(call, 201, client, secret);
}

Result<Answer> update(Call& call) {
  auto client = PULT_TRY(load(call));
  Body in(*PULT_TRY(inner(call.body, "client")));
  PULT_TRY(apply_input(in, client));
  PULT_TRY(people::save_oauth_client(call.tx, client, call.now()));
  return show(call);
}

Result<Answer> generate_secret(Call& call) {
  auto client = PULT_TRY(load(call));
  const auto secret = people::new_secret(client);
  PULT_TRY(people::save_oauth_client(call.tx, client, call.now()));
  return with_secret(call, 200, client, secret);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(people::delete_oauth_client(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> oauth_client_routes() {
  return {
      {"GET", "oauth/clients", Who::admin, Mode::read, list},
      {"POST", "oauth/clients", Who::admin, Mode::write, create},
      {"GET", "oauth/clients/{id}", Who::admin, Mode::read, show},
      {"PUT", "oauth/clients/{id}", Who::admin, Mode::write, update},
      {"PUT", "oauth/clients/{id}/generate_secret", Who::admin, Mode::write, generate_secret},
      {"DELETE", "oauth/clients/{id}", Who::admin, Mode::write, remove},
      {"GET", "oauth/global_clients", Who::agent, Mode::read, list_global},
      {"GET", "users/me/oauth/clients", Who::agent, Mode::read, list_own},
  };
}

}  // namespace pult::api
