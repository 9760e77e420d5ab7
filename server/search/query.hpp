// SPDX-License-Identifier: AGPL-3.0-or-later
// The query language (v2 conventions, 8.14). Pure.
//   words "a phrase" -word wor* #123      all of them, in any comments of a ticket; the last word may be unfinished
//   field:value field<value field>=value  fields.hpp; equal values of one field are alternatives
//   -field:value field:none field:*       not, without a value, with any value
//   type:ticket|user|organization|group   order_by:created_at sort:desc
// What is no field is searched as words: "Re: 12:30". A value that cannot be is an error.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "search/fields.hpp"
#include "text/analysis.hpp"

namespace pult::search {

// Words that must stand somewhere; field "" is anywhere.
struct Words {
  std::string field;  // "", subject, description, comment, name, email, phone, notes, details
  text::QueryTerm term;
};

enum class SortBy : std::uint8_t { relevance, created, updated, priority, status, ticket_type };

struct Query {
  Kinds kinds = all_kinds;
  std::vector<Words> words;
  // Each of these must hold: one of its conditions. Only the conditions of one field without negation stand together.
  std::vector<std::vector<Condition>> conditions;
  TicketId number;  // "#123" or a lone number
  SortBy sort_by = SortBy::relevance;
  bool descending = true;
  bool names_type = false;  // has a type: of its own
  bool is_wide = false;     // "*" or a type: asks for all there is where nothing else is said

  bool is_empty() const { return words.empty() && conditions.empty() && !number && !is_wide; }
};

// unprocessable/"invalid" with a sentence for values that do not exist and queries that are too long.
Result<Query> parse_query(std::string_view text, Micros now);
// "created_at", "relevance" ...; unprocessable/"invalid" for others.
Result<SortBy> parse_sort_by(std::string_view text);

}  // namespace pult::search
