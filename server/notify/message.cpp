// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/message.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "crypto/crypto.hpp"
#include "text/utf8.hpp"

namespace pult::notify {
namespace {

constexpr std::uint32_t record_size = 4096;
constexpr char last_record = 2;  // the delimiter of RFC 8188 section 2
constexpr int timeout_ms = 12'000;
constexpr std::int64_t most_attempts = 6;
constexpr Micros proof_lifetime = 12 * base::hour_us;  // at most a day (RFC 8292 section 2)
constexpr Micros longest_wait = base::hour_us;
constexpr std::size_t max_words = 300;

std::string origin_of(std::string_view url) {
  const auto start = url.find("://");
  if (start == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, url.find_first_of("/?#", start + 3)));
}

Micros back_off(std::int64_t attempts) {
  constexpr std::array<Micros, 5> steps{2 * base::second_us, 5 * base::second_us, base::minute_us, 5 * base::minute_us,
                                        30 * base::minute_us};
  return steps[std::size_t(std::clamp<std::int64_t>(attempts, 1, steps.size()) - 1)];
}

Micros asked_wait(const net::HttpReply& reply) {
  const auto text = reply.header("retry-after");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0) return 0;
  return std::min(std::min<Micros>(seconds, 24 * 3600) * base::second_us, longest_wait);
}

}  // namespace

std::string base64_url(std::string_view bytes) {
  auto out = crypto::base64(bytes);
  while (out.ends_with('=')) out.pop_back();
  std::ranges::replace(out, '+', '-');
  std::ranges::replace(out, '/', '_');
  return out;
}

std::string encrypt_record(std::string_view key, std::string_view salt, std::string_view key_id,
                           std::string_view plain) {
  using std::string_view_literals::operator""sv;
  const auto content_key = crypto::hkdf_sha256(salt, key, "Content-Encoding: aes128gcm\0"sv, 16);
  const auto nonce = crypto::hkdf_sha256(salt, key, "Content-Encoding: nonce\0"sv, 12);
  std::string out(salt);
  for (int shift = 24; shift >= 0; shift -= 8) out += char(record_size >> shift & 255);
  out += char(key_id.size());
  out += key_id;
  return out + crypto::seal_aes128_gcm(content_key, nonce, std::string(plain) + last_record);
}

Result<std::string> encrypt(const Target& target, std::string_view plain, const Chance& chance) {
  if (plain.size() > max_plain_bytes)
    return base::fail(ErrorKind::invalid, "too_large", "The push message is too large");
  const auto shared = PULT_TRY(crypto::agree(chance.key, target.point));
  std::string info = "WebPush: info";
  info += '\0';
  info += target.point + chance.key.point;
  const auto key = crypto::hkdf_sha256(target.auth, shared, info, 32);
  return encrypt_record(key, chance.salt, chance.key.point, plain);
}

Result<std::string> encrypt(const Target& target, std::string_view plain) {
  return encrypt(target, plain, {crypto::make_p256_key(), crypto::random_bytes(16)});
}

std::string vapid_header(const crypto::P256Key& key, std::string_view endpoint, std::string_view contact, Micros now) {
  namespace json = boost::json;
  const auto claims = json::serialize(
      json::object{{"aud", origin_of(endpoint)}, {"exp", (now + proof_lifetime) / base::second_us}, {"sub", contact}});
  const auto signed_part = base64_url(R"({"typ":"JWT","alg":"ES256"})") + "." + base64_url(claims);
  return "vapid t=" + signed_part + "." + base64_url(crypto::sign_es256(key, signed_part)) +
         ", k=" + base64_url(key.point);
}

net::HttpCall render_call(const Target& target, std::string sealed, const std::string& proof,
                          const Delivery& delivery) {
  net::HttpCall call;
  call.method = "POST";
  call.url = target.endpoint;
  call.timeout_ms = timeout_ms;
  call.max_response_bytes = 64 * 1024;
  call.headers = {{"Content-Type", "application/octet-stream"},
                  {"Content-Encoding", "aes128gcm"},
                  {"Authorization", proof},
                  {"TTL", std::to_string(delivery.ttl_s)},
                  {"Urgency", delivery.urgency}};
  if (!delivery.topic.empty()) call.headers.emplace_back("Topic", delivery.topic);
  call.body = std::move(sealed);
  return call;
}

// RFC 8030 section 5: 201 is "taken"; 404 and 410 mean that the subscription is no more.
Reading read_reply(const Result<net::HttpReply>& reply, std::int64_t attempts) {
  const auto once_more = [&](Micros wait, std::string words) -> Reading {
    if (attempts >= most_attempts) return {Verdict::refused, 0, std::move(words)};
    return {Verdict::again, std::max(wait, back_off(attempts)), std::move(words)};
  };
  if (!reply) {
    if (reply.error().kind == ErrorKind::unavailable) return once_more(0, reply.error().message);
    return {Verdict::refused, 0, reply.error().message};
  }
  if (reply->status >= 200 && reply->status < 300) return {};
  auto words = std::to_string(reply->status) + " " + text::to_valid_utf8(reply->body.substr(0, max_words));
  if (reply->status == 404 || reply->status == 410) return {Verdict::gone, 0, std::move(words)};
  if (reply->status == 429 || reply->status >= 500) return once_more(asked_wait(*reply), std::move(words));
  return {Verdict::refused, 0, std::move(words)};
}

}  // namespace pult::notify
