// SPDX-License-Identifier: AGPL-3.0-or-later
// The query language:  words "a phrase" -word word* #123  type:ticket|user  status:open status<solved
// assignee:me|none|ADDRESS|ID  requester:...  group:NAME|none|ID  tags:x  ; a field is negated by "-" too.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace pult::search {

enum class Kind : std::uint8_t { ticket, user };
enum class Compare : std::uint8_t { equal, less, less_equal, greater, greater_equal };

struct Condition {
  std::string field;
  Compare compare = Compare::equal;
  std::string value;
  bool negated = false;
};

struct Query {
  std::optional<Kind> kind;  // both when the query does not say
  std::string text;          // what is left for text::analyze_query
  std::vector<Condition> conditions;
  TicketId number;           // "#123" or a lone number

  bool is_empty() const { return text.empty() && conditions.empty() && !number; }
};

// unprocessable/"invalid" for fields and values that do not exist.
Result<Query> parse_query(std::string_view text);

}  // namespace pult::search
