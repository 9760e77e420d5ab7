// links: net
// SPDX-License-Identifier: AGPL-3.0-or-later
// Arbitrary bytes as an HTTP conversation: the parser, targets, queries, ranges, forwarded addresses, response heads.
// The first byte chooses how the network cuts the rest.
#include <cstdint>
#include <cstdlib>

#include "net/http_parser.hpp"
#include "net/http_parts.hpp"

namespace {

using namespace pult::net;

void check(bool holds) {
  if (!holds) std::abort();
}

void answer(Request request) {
  request.remote_address = "10.0.0.1";
  apply_forwarded(request, {"10.0.0.1", "10.0.0.2"});
  check(!request.path.empty() && !request.remote_address.empty());
  check(request.path.find('\0') == std::string::npos && request.path.find("//") == std::string::npos);
  ByteRange range;
  if (parse_range(request.header("range"), 1000, range) == RangeKind::part) {
    check(range.count > 0 && range.first < 1000 && range.count <= 1000 - range.first);
  }
  Response response;
  response.headers.emplace_back("X-Echo", request.path);
  std::string head;
  append_head(head, response, Exchange{.keep_alive = true}, 0);
  check(head.find("\r\n\r\n") == head.size() - 4);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = data[0] == 0 ? size : data[0];
  std::string_view unsent(reinterpret_cast<const char*>(data) + 1, size - 1);
  static const Limits limits{.header_bytes = 2048, .memory_body_bytes = 1024, .body_bytes = 4096};
  static const std::string no_spool;
  std::string received;
  while (true) {
    RequestParser parser(limits, no_spool);
    while (parser.state() == RequestParser::State::head || parser.state() == RequestParser::State::body) {
      const bool was_head = parser.state() == RequestParser::State::head;
      const auto used = parser.feed(received);
      check(used <= received.size());
      received.erase(0, used);
      if (was_head && parser.state() == RequestParser::State::body && !received.empty()) continue;
      if (parser.state() == RequestParser::State::done || parser.state() == RequestParser::State::refused) break;
      check(received.size() < limits.header_bytes);
      if (unsent.empty()) return 0;
      received += unsent.substr(0, piece);
      unsent.remove_prefix(std::min(piece, unsent.size()));
    }
    if (parser.state() == RequestParser::State::refused) {
      check(parser.refusal().status >= 400);
      return 0;
    }
    check(parser.request().body.size() == parser.request().body_bytes);
    check(parser.request().body_bytes <= limits.memory_body_bytes);
    parser.keep_alive();
    parser.wants_websocket();
    answer(std::move(parser.request()));
  }
}
