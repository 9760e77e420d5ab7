// SPDX-License-Identifier: AGPL-3.0-or-later
// The server's half of IMAP4rev1 (RFC 3501 section 7) as values. Pure: bytes in, responses out, however they are split.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pult::net {

struct ImapValue {
  enum class Kind : std::uint8_t {
    nil,
    atom,    // also numbers, flags, and section names such as "BODY[]"
    string,  // quoted or literal
    list,
    skipped,  // a literal over the limit: `octets` says how long it was, `text` is empty
  };
  Kind kind = Kind::nil;
  std::string text;
  std::vector<ImapValue> items;
  std::uint64_t octets = 0;

  bool operator==(const ImapValue&) const = default;
};

struct ImapResponse {
  enum class Kind : std::uint8_t { tagged, untagged, continuation };
  Kind kind = Kind::untagged;
  std::string tag;                      // tagged only
  std::string name;                     // upper case: OK NO BAD BYE PREAUTH CAPABILITY SEARCH EXISTS FETCH ...
  std::optional<std::uint32_t> number;  // "* 12 EXISTS"
  std::string code;                     // "UIDVALIDITY 7" of "* OK [UIDVALIDITY 7] ..."
  std::string text;                     // the server's words, of status and continuation responses
  std::vector<ImapValue> values;        // of all others

  bool operator==(const ImapResponse&) const = default;
};

struct ImapLimits {
  std::size_t line_bytes = 8 * 1024 * 1024;            // of one response without its literals
  std::uint64_t literal_bytes = 100ULL * 1024 * 1024;  // kept of one response; what is over is counted and dropped
  std::size_t values = 1'000'000;
  int depth = 64;
};

class ImapResponseReader {
 public:
  explicit ImapResponseReader(ImapLimits limits = {}) : limits_(limits) {}
  // unavailable/"imap_protocol" for malformed or over-long input; the stream is then lost for good.
  Result<void> feed(std::string_view bytes);
  // The oldest response not yet taken.
  std::optional<ImapResponse> next();
  bool inside_literal() const { return literal_left_ > 0; }

  // Text up to a literal's announcement, and that literal.
  struct Piece {
    std::string text;
    std::optional<ImapValue> literal;
  };

 private:
  Result<void> end_line();
  void take_literal(std::string_view& bytes);

  ImapLimits limits_;
  std::vector<Piece> pieces_{1};
  std::size_t line_bytes_ = 0;
  std::uint64_t kept_bytes_ = 0;
  std::uint64_t literal_left_ = 0;
  std::optional<Error> broken_;
  std::deque<ImapResponse> ready_;
};

}  // namespace pult::net
