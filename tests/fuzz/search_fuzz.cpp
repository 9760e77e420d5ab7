// links: search
// SPDX-License-Identifier: AGPL-3.0-or-later
// Any bytes are a query or a clear refusal; what fits is shown as HTML without tags of the text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "search/postings.hpp"
#include "search/query.hpp"
#include "text/highlight.hpp"
#include "text/utf8.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto query = pult::search::parse_query(bytes, 1'795'262'400'000'000);
  if (!query) {
    require(query.error().kind == pult::ErrorKind::unprocessable);
    return 0;
  }
  require(query->conditions.size() <= 32);
  std::vector<pult::text::QueryTerm> terms;
  for (const auto& words : query->words) {
    for (const auto dialect : {pult::sql::Dialect::sqlite, pult::sql::Dialect::postgres}) {
      const auto wanted = pult::search::render_expression(dialect, words.term, pult::search::Place::anywhere);
      require(wanted.match.find('\0') == std::string::npos);
    }
    terms.push_back(words.term);
  }
  require(pult::text::is_valid_utf8(pult::text::highlight(bytes, terms, 100)));
  return 0;
}
