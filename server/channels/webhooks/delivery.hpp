// SPDX-License-Identifier: AGPL-3.0-or-later
// One call of a webhook: how it looks on the wire, what its answer means, and what of both is kept. Pure.
#pragma once
#include <optional>
#include <string>

#include "channels/webhooks/webhook.hpp"
#include "net/http_client.hpp"

namespace pult::channels::webhooks {

struct Message {
  std::string invocation;  // "" for a test
  std::string payload;
};

// Signed at `now`: base64(HMAC-SHA256(secret, TIMESTAMP + BODY)) with the timestamp beside it.
net::HttpCall render_call(const Webhook& webhook, const Message& message, std::string_view account, Micros now);
std::string sign(std::string_view secret, std::string_view timestamp, std::string_view body);

// What the API and the log say of an attempt, and when there is another one.
struct Reading {
  std::string outcome;  // success | throttled | failed
  int status_code = 0;  // 0: no answer
  std::optional<Micros> retry_after;
};
// `attempts`: with this one. No answer, 429 and 502 to 504: five times, after the Retry-After (up to a minute) or
// 1 s, 5 s, 30 s, 2 min; 409: three times; all else is final.
Reading read_reply(const Result<net::HttpReply>& reply, std::int64_t attempts);

// {"headers": [{"key", "value"}], "payload"}; bounded, without what proves that it is us.
std::string render_request_log(const net::HttpCall& call);
std::string render_response_log(const Result<net::HttpReply>& reply);

}  // namespace pult::channels::webhooks
