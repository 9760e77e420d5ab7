// links: text
// SPDX-License-Identifier: AGPL-3.0-or-later
// Any bytes have a visible part that is valid UTF-8, no longer than the whole and not empty when the whole is not.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "text/analysis.hpp"
#include "text/quote.hpp"
#include "text/utf8.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const pult::text::VisibleReply reply = pult::text::visible_reply(bytes, "");
  require(pult::text::is_valid_utf8(reply.text));
  require(reply.text.size() <= pult::text::to_valid_utf8(bytes).size());
  require(pult::text::is_valid_utf8(pult::text::visible_reply("", bytes).text));
  bool has_more = false;
  require(pult::text::is_valid_utf8(pult::text::to_valid_utf8(pult::text::visible_html(bytes, has_more))));
  pult::text::analyze(bytes, pult::text::Language::czech);
  pult::text::analyze_query(bytes);
  return 0;
}
