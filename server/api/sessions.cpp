// SPDX-License-Identifier: AGPL-3.0-or-later
// Sessions and API tokens, the OpenAPI file.
#include "api/api.hpp"
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "base/embedded.hpp"

namespace pult::api {
namespace {

// Signing in leaves the database thread for the password check (sign_in.cpp); Api::handle sends it there.
Result<Answer> sign_in_elsewhere(Call&) {
  return base::fail(ErrorKind::internal, "sign_in", "Something went wrong", "sign-in reached the router's handler");
}

Result<Answer> sign_out(Call& call) {
  if (call.session) PULT_TRY(people::delete_session(call.tx, call.session->id));
  Answer answer{204, nullptr};
  answer.headers.emplace_back("Set-Cookie", "pult_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  return answer;
}

json::object present_token(const people::ApiToken& token) {
  return {{"id", token.id.value},
          {"description", text_or_null(token.description)},
          {"user_id", token.user.value},
          {"created_at", base::render_iso8601(token.created_at)},
          {"last_used_at", time_or_null(token.last_used_at)}};
}

Result<Answer> list_tokens(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(people::list_api_tokens(call.tx));
  return Answer{200, whole_list_answer(
                         call, page, "api_tokens", rows, [](const people::ApiToken& t) { return t.id.value; },
                         [](const people::ApiToken& t) { return present_token(t); })};
}

Result<Answer> create_token(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "api_token")));
  const auto description = in.text("description").value_or("");
  PULT_TRY(in.check());
  const auto made = PULT_TRY(people::create_api_token(call.tx, call.actor.id(), description, call.now()));
  auto presented = present_token(made.token);
  presented["token"] = made.secret;
  return Answer{201, {{"api_token", std::move(presented)}}};
}

Result<Answer> delete_token(Call& call) {
  const auto token = PULT_TRY(people::find_api_token(call.tx, people::ApiTokenId(call.ids[0])));
  if (!token) return base::fail_not_found();
  PULT_TRY(people::delete_api_token(call.tx, token->id));
  return Answer{204, nullptr};
}

Result<Answer> openapi(Call&) {
  for (const auto& file : base::embedded_files()) {
    if (file.path != "openapi/pult.yaml") continue;
    Answer answer{200, nullptr};
    answer.headers.emplace_back("Content-Type", "application/yaml; charset=utf-8");
    answer.raw = std::string(file.bytes);
    return answer;
  }
  return base::fail_not_found();
}

}  // namespace

std::vector<Route> session_routes() {
  return {
      {"POST", "session", Who::anybody, Mode::read, sign_in_elsewhere},
      {"DELETE", "session", Who::user, Mode::write, sign_out},
  };
}

std::vector<Route> token_routes() {
  return {
      {"GET", "api_tokens", Who::admin, Mode::read, list_tokens},
      {"POST", "api_tokens", Who::admin, Mode::write, create_token},
      {"DELETE", "api_tokens/{id}", Who::admin, Mode::write, delete_token},
  };
}

std::vector<Route> meta_routes() { return {{"GET", "openapi.yaml", Who::anybody, Mode::read, openapi}}; }

}  // namespace pult::api
