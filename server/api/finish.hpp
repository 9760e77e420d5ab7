// SPDX-License-Identifier: AGPL-3.0-or-later
// What every reply of the API gets on its way out: an id, the caller's allowance, an ETag (and 304 for what the client
// has already), compression.
#pragma once
#include "api/rate_limit.hpp"
#include "net/http_server.hpp"

namespace pult::api {

// Of one request, taken before it is worked on.
struct Finish {
  bool is_get = false, takes_gzip = false;
  std::string if_none_match, request_id;
  RateLimiter::Decision decision;
  bool is_replayable = false;                         // an Idempotency-Key was sent
  bool is_options = false, is_read_by_token = false;  // the latter from a page of somebody else
  bool is_of_browser = false;                         // Sec-Fetch-Mode, which programs do not send

  net::Response apply(net::Response response) const;
};
Finish finish_of(const net::Request& request, RateLimiter::Decision decision);

// What a request proves itself by, as a key: its credentials, or the address it comes from.
std::string caller_of(const net::Request& request);

// A reply that applies it, where and when the response is rendered.
net::Reply finishing(net::Reply reply, Finish finish);

}  // namespace pult::api
