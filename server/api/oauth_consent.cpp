// SPDX-License-Identifier: AGPL-3.0-or-later
// The page on which a person lets a program in (RFC 6749 section 4.1.1). Plain HTML, no script. Nobody is sent to an
// address that the program did not register.
#include "api/body.hpp"
#include "api/html_page.hpp"
#include "api/page_words.hpp"
#include "api/routes.hpp"
#include "api/scopes.hpp"
#include "text/html_text.hpp"

namespace pult::api {
namespace {

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = std::isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain)
      out += char(c);
    else
      out.append("%").append(1, digits[c >> 4]).append(1, digits[c & 15]);
  }
  return out;
}

Result<Answer> refuse(Call& call, std::string_view PageWords::* why) {
  const auto look = PULT_TRY(page_look(call));
  const auto& words = page_words(look.language);
  return html_page(400, words.not_possible, "<p>" + std::string(words.*why) + "</p>", {}, look);
}

struct Asked {
  people::OAuthClient client;
  std::string response_type, redirect_uri, scope, state, challenge, challenge_method;
};

Answer redirect(const Asked& asked, const std::vector<std::pair<std::string, std::string>>& members) {
  std::string target = asked.redirect_uri;
  char separator = target.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : members) {
    if (value.empty()) continue;
    target += separator + name + "=" + percent_encoded(value);
    separator = '&';
  }
  Answer answer{302, nullptr};
  answer.headers = {{"Location", target}, {"Cache-Control", "no-store"}, {"Referrer-Policy", "no-referrer"}};
  return answer;
}

Answer refuse(const Asked& asked, std::string error, std::string why) {
  return redirect(asked, {{"error", std::move(error)}, {"error_description", std::move(why)}, {"state", asked.state}});
}

// What is wrong with the request itself, told to the program where it may be.
std::optional<Answer> problem_of(Asked& asked) {
  if (asked.response_type != "code")
    return refuse(asked, "unsupported_response_type", "Only response_type=code is known");
  auto scopes = parse_scopes(asked.scope);
  if (!scopes) return refuse(asked, "invalid_scope", scopes.error().message);
  asked.scope = std::move(*scopes);
  if (asked.challenge.empty() && asked.client.is_public)
    return refuse(asked, "invalid_request", "A public client must send a code_challenge");
  if (!asked.challenge.empty() && asked.challenge_method != "S256")
    return refuse(asked, "invalid_request", "code_challenge_method must be S256");
  return std::nullopt;
}

using Read = std::string (*)(const Call&, std::string_view);
std::string of_query(const Call& call, std::string_view name) { return std::string(call.request.query_value(name)); }
std::string of_body(const Call& call, std::string_view name) {
  const auto* value = call.body.if_contains(name);
  return value && value->is_string() ? std::string(std::string_view(value->get_string())) : std::string();
}

// The request, or the answer that says why there is none.
struct Reading {
  Asked asked;
  std::optional<Answer> answer;
};
Result<Reading> read_asked(Call& call, Read read) {
  Reading out;
  auto& asked = out.asked;
  const auto identifier = read(call, "client_id");
  auto client = PULT_TRY(people::find_oauth_client(call.tx, std::string_view(identifier)));
  if (!client) return Reading{{}, PULT_TRY(refuse(call, &PageWords::unknown_program))};
  asked.client = std::move(*client);
  asked.redirect_uri = read(call, "redirect_uri");
  if (!asked.client.knows_redirect(asked.redirect_uri))
    return Reading{{}, PULT_TRY(refuse(call, &PageWords::unregistered_address))};
  asked.response_type = read(call, "response_type");
  asked.scope = read(call, "scope");
  asked.state = read(call, "state");
  asked.challenge = read(call, "code_challenge");
  asked.challenge_method = read(call, "code_challenge_method");
  out.answer = problem_of(asked);
  return out;
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + text::escaped(value) + "\">";
}

// Scopes of single resources are names that the program's own words explain.
std::string scope_text(const PageWords& words, const std::string& scope) {
  if (scope == "read") return std::string(words.scope_read);
  if (scope == "write") return std::string(words.scope_write);
  return scope == "impersonate" ? std::string(words.scope_impersonate) : scope;
}

std::string origin_of(std::string_view uri) {
  const auto start = uri.find("://");
  if (start == std::string_view::npos) return std::string(uri.substr(0, uri.find(':') + 1));
  return std::string(uri.substr(0, uri.find_first_of("/?", start + 3)));
}

Result<Answer> ask(Call& call) {
  const auto reading = PULT_TRY(read_asked(call, of_query));
  if (reading.answer) return *reading.answer;
  const auto& asked = reading.asked;
  const auto look = PULT_TRY(page_look(call));
  const auto& words = page_words(look.language);
  if (!call.session)
    return html_page(401, words.sign_in_first,
                     "<p><a href=\"/\" target=\"_blank\" rel=\"noopener\">" + std::string(words.sign_in) + "</a>. " +
                         std::string(words.then_reload) + "</p>",
                     {}, look);
  const auto& user = call.actor.user;
  std::string form = "<p>" +
                     fill_words(words.wants, {{"program", "<strong>" + text::escaped(asked.client.name) + "</strong>"},
                                              {"person", text::escaped(user.name + " (" + user.email + ")")}}) +
                     "</p><ul>";
  for (const auto& scope : tickets::split_words(asked.scope))
    form += "<li>" + text::escaped(scope_text(words, scope)) + "</li>";
  form += "</ul><form method=\"post\" action=\"/oauth/authorizations\">";
  form += hidden("authenticity_token", call.session->csrf_token) + hidden("client_id", asked.client.identifier) +
          hidden("redirect_uri", asked.redirect_uri) + hidden("response_type", asked.response_type) +
          hidden("scope", asked.scope) + hidden("state", asked.state) + hidden("code_challenge", asked.challenge) +
          hidden("code_challenge_method", asked.challenge_method);
  form += "<button name=\"decision\" value=\"allow\">" + std::string(words.allow) +
          "</button><button name=\"decision\" value=\"deny\">" + std::string(words.deny) + "</button></form>";
  return html_page(200, words.let_in, form, origin_of(asked.redirect_uri), look);
}

// The check of the session's CSRF token is behind us (permit.cpp, form.hpp).
Result<Answer> decide(Call& call) {
  const auto reading = PULT_TRY(read_asked(call, of_body));
  if (reading.answer) return *reading.answer;
  const auto& asked = reading.asked;
  if (!call.session) return base::fail(ErrorKind::unauthenticated, "Couldn't authenticate you", "Sign in first");
  if (of_body(call, "decision") != "allow") return refuse(asked, "access_denied", "The person said no");
  people::OAuthCode code{asked.client.id, call.actor.id(), asked.redirect_uri, asked.scope, asked.challenge, {}};
  const auto secret = PULT_TRY(people::create_oauth_code(call.tx, code, call.now()));
  return redirect(asked, {{"code", secret}, {"state", asked.state}});
}

}  // namespace

std::vector<Route> oauth_consent_routes() {
  return {
      {"GET", "/oauth/authorizations/new", Who::anybody, Mode::read, ask},
      {"POST", "/oauth/authorizations", Who::anybody, Mode::write, decide},
  };
}

}  // namespace pult::api
