// SPDX-License-Identifier: AGPL-3.0-or-later
// The parts of HTTP/1.1 that need no socket: targets, forwarded addresses, ranges, response heads. Internal to net.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_server.hpp"

namespace pult::net {

// {"error":CODE,"description":...}; both texts are ours and need no escaping beyond quotes.
Response json_error(int status, std::string_view code, std::string_view description);

// Fills path and query from the target: origin form, absolute form or "*" (RFC 9112 section 3.2).
// False for a broken escape, a NUL, or a dot segment.
bool split_target(Request& request);

// Puts the true client into remote_address and secure when the peer is one of our proxies.
void apply_forwarded(Request& request, const std::vector<std::string>& trusted_proxies);

// True when a comma-separated header value names the token (lower case), as in "Connection: keep-alive, Upgrade".
bool has_token(std::string_view list, std::string_view lower_token);

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};
enum class RangeKind { whole, part, unsatisfiable };
// "bytes=0-99", "bytes=100-", "bytes=-5" against a size; anything else, several ranges too, is "whole" (RFC 9110
// section 14.2 allows to ignore them).
RangeKind parse_range(std::string_view value, std::uint64_t size, ByteRange& range);

// What the connection remembers of a request while the handler owns it.
struct Exchange {
  bool head_only = false;
  bool keep_alive = false;
  int version = 11;
  std::string range;  // the Range header of a GET without If-Range
};

// Appends status line and headers up to the empty line. Adds Date, Content-Length (unless the status has no body)
// and Connection where the version needs it; a header value can not break out of its line.
void append_head(std::string& out, const Response& response, const Exchange& exchange, std::uint64_t body_bytes);
// 1xx, 204 and 304 never have a body.
bool status_has_body(int status);

}  // namespace pult::net
