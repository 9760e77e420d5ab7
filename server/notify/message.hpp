// SPDX-License-Identifier: AGPL-3.0-or-later
// A push message on the wire: encrypted for one browser (RFC 8291 over RFC 8188), with our proof of who sends it
// (VAPID, RFC 8292). Pure but for the random salt and key.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "crypto/p256.hpp"
#include "net/http_client.hpp"

namespace pult::notify {

// What a browser gave us of its subscription.
struct Target {
  std::string endpoint;
  std::string point;  // "p256dh": its public key, 65 bytes
  std::string auth;   // 16 bytes
};

// The largest text: what browsers must take is 4096 bytes with header and tag (RFC 8030 section 7.2).
inline constexpr std::size_t max_plain_bytes = 3993;

// Made of chance for each message, given only by tests.
struct Chance {
  crypto::P256Key key;
  std::string salt;  // 16 bytes
};
// aes128gcm: one record. invalid when the target's key is none or the text is too long.
Result<std::string> encrypt(const Target& target, std::string_view plain, const Chance& chance);
Result<std::string> encrypt(const Target& target, std::string_view plain);

// One record of RFC 8188 under `key` (16 bytes of input keying material or more), `key_id` in its header.
std::string encrypt_record(std::string_view key, std::string_view salt, std::string_view key_id,
                           std::string_view plain);

// "vapid t=JWT, k=KEY" for the origin of the endpoint. `contact`: how its operator reaches ours, mailto: or https:.
std::string vapid_header(const crypto::P256Key& key, std::string_view endpoint, std::string_view contact, Micros now);

struct Delivery {
  int ttl_s = 0;        // how long the push service keeps it for a browser that is away
  std::string urgency;  // normal | high
  std::string topic;    // a later message of the same topic takes its place; "" for none
};
net::HttpCall render_call(const Target& target, std::string sealed, const std::string& proof, const Delivery& delivery);

// base64url without padding.
std::string base64_url(std::string_view bytes);

// What the push service's answer means for the message and for the subscription.
enum class Verdict : std::uint8_t { taken, again, refused, gone };
struct Reading {
  Verdict verdict = Verdict::taken;
  Micros wait = 0;    // before the next try
  std::string words;  // of what went wrong
};
// `attempts`: with this one.
Reading read_reply(const Result<net::HttpReply>& reply, std::int64_t attempts);

}  // namespace pult::notify
