// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/oauth_token.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <cstdlib>

#include "net/http_client.hpp"

namespace pult::net {
namespace {

constexpr std::int64_t default_lifetime_s = 3600;  // expires_in is optional (RFC 6749 section 5.1)
constexpr std::int64_t longest_lifetime_s = 365 * 86'400;

void add_field(std::string& form, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (!form.empty()) form += '&';
  form += name;
  form += '=';
  for (unsigned char c : value) {
    if (std::isalnum(c) || std::string_view("-._~").contains(static_cast<char>(c))) {
      form += static_cast<char>(c);
    } else {
      form += '%';
      form += "0123456789ABCDEF"[c >> 4];
      form += "0123456789ABCDEF"[c & 15];
    }
  }
}

std::string string_of(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

// Some servers send the number as a string.
std::int64_t lifetime_s(const boost::json::object& object) {
  const auto* value = object.if_contains("expires_in");
  std::int64_t seconds = default_lifetime_s;
  if (value && value->is_int64()) seconds = value->get_int64();
  if (value && value->is_string()) seconds = std::strtoll(value->get_string().c_str(), nullptr, 10);
  return std::clamp<std::int64_t>(seconds, 0, longest_lifetime_s);
}

}  // namespace

std::string render_oauth_refresh(const OauthClient& client) {
  std::string form = "grant_type=refresh_token";
  add_field(form, "refresh_token", client.refresh_token);
  add_field(form, "client_id", client.client_id);
  add_field(form, "client_secret", client.client_secret);
  add_field(form, "scope", client.scope);
  return form;
}

Result<OauthToken> parse_oauth_reply(int status, std::string_view body, Micros now) {
  boost::system::error_code broken;
  auto json = boost::json::parse(body, broken);
  const auto* object = broken ? nullptr : json.if_object();
  std::string said = " (HTTP " + std::to_string(status) + ")";
  if (!object)
    return base::fail(ErrorKind::unavailable, "oauth_unavailable", "The token server did not answer with JSON" + said);
  if (std::string error = string_of(*object, "error"); !error.empty() || status >= 400) {
    std::string words = string_of(*object, "error_description");
    std::string message = "The token server refused: " + error + (words.empty() ? "" : ": " + words) + said;
    bool later = status >= 500 || status == 429 || error == "temporarily_unavailable" || error == "server_error";
    if (later) return base::fail(ErrorKind::unavailable, "oauth_unavailable", std::move(message));
    return base::fail(ErrorKind::unauthenticated, "oauth_refused", std::move(message));
  }
  OauthToken token{string_of(*object, "access_token"), now + lifetime_s(*object) * base::second_us,
                   string_of(*object, "refresh_token")};
  if (token.access_token.empty())
    return base::fail(ErrorKind::unavailable, "oauth_unavailable", "The token server sent no token" + said);
  return token;
}

Result<OauthToken> refresh_oauth_token(const OauthClient& client, Micros now) {
  HttpCall call;
  call.method = "POST";
  call.url = client.token_url;
  call.headers = {{"content-type", "application/x-www-form-urlencoded"}, {"accept", "application/json"}};
  call.body = render_oauth_refresh(client);
  call.timeout_ms = client.timeout_ms;
  call.ca_file = client.ca_file;
  call.guard = client.guard;
  auto reply = http_call(call);
  if (!reply)
    return base::fail(ErrorKind::unavailable, "oauth_unavailable",
                      "Could not reach the token server: " + reply.error().message, reply.error().cause);
  return parse_oauth_reply(reply->status, reply->body, now);
}

}  // namespace pult::net
