// links: net
// SPDX-License-Identifier: AGPL-3.0-or-later
// An IMAP server that says anything: in one piece and byte by byte it must mean the same, and never crash.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/imap_response.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pult::net;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr ImapLimits limits{.line_bytes = 4096, .literal_bytes = 1024, .values = 500, .depth = 20};
  ImapResponseReader whole(limits), split(limits);
  bool whole_ok = whole.feed(bytes).has_value();
  bool split_ok = true;
  for (std::size_t i = 0; i < size; ++i) split_ok = split.feed(bytes.substr(i, 1)).has_value();
  if (whole_ok != split_ok) std::abort();
  while (auto response = whole.next())
    if (response != split.next()) std::abort();
  if (split.next()) std::abort();
  return 0;
}
