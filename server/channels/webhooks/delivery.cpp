// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/webhooks/delivery.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "text/utf8.hpp"

namespace pult::channels::webhooks {
namespace {

constexpr int timeout_ms = 12'000;
constexpr std::uint64_t max_answer_bytes = 1024 * 1024;
constexpr std::size_t max_logged_request = 64 * 1024, max_logged_response = 10 * 1024, max_logged_headers = 50;
constexpr Micros longest_retry_after = base::minute_us;

std::string bytes_of_hex(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    int byte = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    out += char(byte);
  }
  return out;
}

std::string text_at(const json::object& data, std::string_view name) {
  const auto* value = data.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::pair<std::string, std::string>> proof_of(const Webhook& webhook) {
  const auto& data = webhook.auth_data;
  if (webhook.auth_type == "basic_auth")
    return std::pair("Authorization",
                     "Basic " + crypto::base64(text_at(data, "username") + ":" + text_at(data, "password")));
  if (webhook.auth_type == "bearer_token") return std::pair("Authorization", "Bearer " + text_at(data, "token"));
  if (webhook.auth_type == "api_key") return std::pair(text_at(data, "name"), text_at(data, "value"));
  return std::nullopt;
}

std::string_view content_type_of(std::string_view format) {
  if (format == "xml") return "application/xml";
  return format == "form_encoded" ? "application/x-www-form-urlencoded" : "application/json; charset=utf-8";
}

std::optional<Micros> asked_wait(const net::HttpReply& reply) {
  const auto text = reply.header("retry-after");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || seconds < 0) return std::nullopt;
  return std::min<Micros>(seconds, 24 * 3600) * base::second_us;
}

std::optional<Micros> back_off(std::int64_t attempts, std::int64_t most) {
  constexpr std::array<Micros, 4> steps{base::second_us, 5 * base::second_us, 30 * base::second_us,
                                        2 * base::minute_us};
  if (attempts >= most) return std::nullopt;
  return steps[std::size_t(std::clamp<std::int64_t>(attempts, 1, steps.size()) - 1)];
}

std::string render_log(const Headers& headers, std::string_view payload, std::size_t max_payload) {
  json::array list;
  for (const auto& [name, value] : headers) {
    if (list.size() >= max_logged_headers) break;
    list.push_back(json::object{{"key", text::to_valid_utf8(name)}, {"value", text::to_valid_utf8(value)}});
  }
  const auto valid = text::to_valid_utf8(payload.substr(0, max_payload));
  return json::serialize(
      json::object{{"headers", std::move(list)}, {"payload", text::truncate_utf8(valid, max_payload)}});
}

bool is_ours(std::string_view name) {
  return name == "Content-Type" || name == "User-Agent" || name.starts_with("X-Zendesk-");
}

}  // namespace

std::string sign(std::string_view secret, std::string_view timestamp, std::string_view body) {
  return crypto::base64(bytes_of_hex(crypto::hmac_hex(secret, std::string(timestamp).append(body))));
}

net::HttpCall render_call(const Webhook& webhook, const Message& message, std::string_view account, Micros now) {
  net::HttpCall call;
  call.method = webhook.http_method;
  call.url = webhook.endpoint;
  call.timeout_ms = timeout_ms;
  call.max_response_bytes = max_answer_bytes;
  if (call.method != "GET" && call.method != "DELETE") {
    call.body = message.payload;
    call.headers.emplace_back("Content-Type", content_type_of(webhook.request_format));
  }
  const auto timestamp = base::render_iso8601(now);
  call.headers.emplace_back("User-Agent", "Zendesk Webhook");
  call.headers.emplace_back("X-Zendesk-Account-Id", account);
  call.headers.emplace_back("X-Zendesk-Webhook-Id", webhook.id);
  if (!message.invocation.empty()) call.headers.emplace_back("X-Zendesk-Webhook-Invocation-Id", message.invocation);
  call.headers.emplace_back("X-Zendesk-Webhook-Signature-Timestamp", timestamp);
  call.headers.emplace_back("X-Zendesk-Webhook-Signature", sign(webhook.signing_secret, timestamp, call.body));
  for (const auto& header : webhook.custom_headers) call.headers.push_back(header);
  if (auto proof = proof_of(webhook)) call.headers.push_back(std::move(*proof));
  return call;
}

Reading read_reply(const Result<net::HttpReply>& reply, std::int64_t attempts) {
  if (!reply) {
    const bool may_pass = reply.error().kind == ErrorKind::unavailable;
    return {"failed", 0, may_pass ? back_off(attempts, 5) : std::nullopt};
  }
  const int status = reply->status;
  if (status >= 200 && status < 300) return {"success", status, {}};
  const std::string outcome = status == 429 ? "throttled" : "failed";
  if (status == 409) return {outcome, status, back_off(attempts, 3)};
  if (status != 429 && (status < 502 || status > 504)) return {outcome, status, {}};
  const auto asked = asked_wait(*reply);
  if (asked && *asked > longest_retry_after) return {outcome, status, {}};
  auto wait = back_off(attempts, 5);
  if (wait && asked) wait = std::max(*asked, base::second_us);
  return {outcome, status, wait};
}

std::string render_request_log(const net::HttpCall& call) {
  Headers shown;
  for (const auto& [name, value] : call.headers) shown.emplace_back(name, is_ours(name) ? value : "********");
  return render_log(shown, call.body, max_logged_request);
}

std::string render_response_log(const Result<net::HttpReply>& reply) {
  if (reply) return render_log(reply->headers, reply->body, max_logged_response);
  const auto& error = reply.error();
  return render_log({}, error.cause.empty() ? error.message : error.message + ": " + error.cause, max_logged_response);
}

}  // namespace pult::channels::webhooks
