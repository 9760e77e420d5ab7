// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/finish.hpp"

#include <algorithm>
#include <atomic>

#include "api/entity_tag.hpp"
#include "crypto/crypto.hpp"
#include "net/gzip.hpp"

namespace pult::api {
namespace {

constexpr std::size_t least_compressed_bytes = 1400;  // one packet is one packet

bool is_id_text(std::string_view text) {
  return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.';
  });
}

// Unique among processes by its beginning, within one by its end.
std::string next_request_id() {
  static const std::string process = crypto::random_token(9);
  static std::atomic<std::uint64_t> last = 0;
  return process + "-" + std::to_string(++last);
}

bool has_header(const net::Response& response, std::string_view name) {
  return std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == name; });
}

bool is_json(const net::Response& response) {
  return std::ranges::any_of(response.headers, [](const auto& header) {
    return header.first == "Content-Type" && header.second.starts_with("application/json");
  });
}

// RFC 9110 section 13.1.2: weak comparison against each of the list.
bool names_tag(std::string_view list, std::string_view tag) {
  const auto opaque = tag.substr(2);  // without W/
  return list == "*" || list.find(opaque) != std::string_view::npos;
}

void add_allowance(net::Response& response, const RateLimiter::Decision& decision) {
  const auto add = [&](std::string name, std::int64_t value) {
    response.headers.emplace_back(std::move(name), std::to_string(value));
  };
  if (decision.caller) {
    add("X-Rate-Limit", decision.caller->limit);
    add("X-Rate-Limit-Remaining", decision.caller->remaining);
    add("ratelimit-limit", decision.caller->limit);
    add("ratelimit-remaining", decision.caller->remaining);
    add("ratelimit-reset", decision.caller->reset_s);
  }
  if (decision.endpoint)
    response.headers.emplace_back(decision.endpoint_header,
                                  "total=" + std::to_string(decision.endpoint->limit) +
                                      "; remaining=" + std::to_string(decision.endpoint->remaining) +
                                      "; resets=" + std::to_string(decision.endpoint->reset_s));
}

// Pages of others may read what their users' own tokens allow: they get no cookies of ours (no Allow-Credentials).
void allow_origin(net::Response& response) {
  response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  response.headers.emplace_back(
      "Access-Control-Expose-Headers",
      "Location, Link, ETag, Retry-After, X-Request-Id, X-Rate-Limit, X-Rate-Limit-Remaining");
}

// OPTIONS tells what the path knows: the methods, and to browsers that they may ask (the Fetch standard's preflight).
void answer_options(net::Response& response) {
  const auto allow = std::ranges::find(response.headers, "Allow", &std::pair<std::string, std::string>::first);
  if (response.status != 405 || allow == response.headers.end()) return;
  const auto methods = allow->second;
  response.status = 204;
  response.body.clear();
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Content-Type"; });
  response.headers.emplace_back("Access-Control-Allow-Methods", methods);
  response.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key");
  response.headers.emplace_back("Access-Control-Max-Age", "600");
  allow_origin(response);
}

// A browser that reads "Basic" asks for a password itself, and the page that sent the request waits for ever. Our pages
// sign in with a cookie, so that is what they are challenged for.
void challenge_page(net::Response& response) {
  for (auto& [name, value] : response.headers)
    if (name == "WWW-Authenticate") value = "Cookie realm=\"Pult\"";
}

}  // namespace

net::Response Finish::apply(net::Response response) const {
  response.headers.emplace_back("X-Request-Id", request_id);
  response.headers.emplace_back("X-Zendesk-API-Version", "v2");
  add_allowance(response, decision);
  if (is_of_browser) challenge_page(response);
  if (is_options) answer_options(response);
  if (is_read_by_token) allow_origin(response);
  if (is_replayable && !has_header(response, "x-idempotency-lookup"))
    response.headers.emplace_back("x-idempotency-lookup", "miss");
  if (!response.file.empty() || response.body.empty() || !is_json(response)) return response;
  if (is_get && response.status == 200 && !has_header(response, "ETag")) {
    auto tag = entity_tag(response.body);
    const bool known = !if_none_match.empty() && names_tag(if_none_match, tag);
    response.headers.emplace_back("ETag", std::move(tag));
    if (known) {
      response.status = 304;
      response.body.clear();
      std::erase_if(response.headers, [](const auto& header) { return header.first == "Content-Type"; });
      return response;
    }
  }
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (takes_gzip && response.body.size() >= least_compressed_bytes && !has_header(response, "Content-Encoding")) {
    if (auto packed = net::gzip(response.body)) {
      response.body = std::move(*packed);
      response.headers.emplace_back("Content-Encoding", "gzip");
    }
  }
  return response;
}

Finish finish_of(const net::Request& request, RateLimiter::Decision decision) {
  Finish out;
  out.is_get = request.method == "GET" || request.method == "HEAD";
  out.is_options = request.method == "OPTIONS";
  out.is_read_by_token = out.is_get && !request.header("origin").empty() && !request.header("authorization").empty();
  out.takes_gzip = net::takes_gzip(request.header("accept-encoding"));
  out.is_of_browser = !request.header("sec-fetch-mode").empty();
  out.if_none_match = request.header("if-none-match");
  const auto id = request.header("x-request-id");
  out.request_id = is_id_text(id) ? std::string(id) : next_request_id();
  out.decision = std::move(decision);
  out.is_replayable = request.method == "POST" && !request.header("idempotency-key").empty();
  return out;
}

std::string caller_of(const net::Request& request) {
  auto proof = request.header("authorization");
  if (proof.empty()) {
    constexpr std::string_view name = "pult_session=";
    const auto cookies = request.header("cookie");
    if (const auto at = cookies.find(name); at != std::string_view::npos) {
      proof = cookies.substr(at + name.size());
      proof = proof.substr(0, proof.find(';'));
    }
  }
  if (proof.empty()) return "address " + request.remote_address;
  return std::to_string(std::hash<std::string_view>()(proof));
}

net::Reply finishing(net::Reply reply, Finish finish) {
  return
      [reply = std::move(reply), finish = std::make_shared<const Finish>(std::move(finish))](net::Response response) {
        if (!response.later) return reply(finish->apply(std::move(response)));
        net::Response out;
        out.later = [finish, later = std::move(response.later)] { return finish->apply(later()); };
        reply(std::move(out));
      };
}

}  // namespace pult::api
