// SPDX-License-Identifier: AGPL-3.0-or-later
// From words to tickets: which tickets have all of them, in whatever comments, and how well they fit. Private to
// search. What is found, and its order, is decided here and not by the databases, so that both give the same.
#pragma once
#include <vector>

#include "search/postings.hpp"
#include "search/query.hpp"

namespace pult::search {

struct Candidate {
  TicketId ticket;
  int score = 0;
  std::int64_t place = 0;  // of the newest comment with the most of the words
};

struct Bounds {
  bool public_only = false;
  int most = 0;  // comments of each word
};

struct Candidates {
  std::vector<Candidate> best;  // best first, newer tickets first among equals
  std::int64_t looked_at = 0;   // comments
  bool is_cut = false;          // not all of the matching comments were looked at, or asked about
};
// Words that are negated are left out of the query before. Words that mean nothing do not count.
Result<Candidates> find_candidates(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds);

// The same for an export: tickets below `before`, newer ones first; complete above `floor`, which is 0 at the end.
struct Slice {
  std::vector<TicketId> tickets;
  TicketId floor;
};
Result<Slice> find_slice(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds, TicketId before);

// Takes those out that have any of the words, and old ones of which that is not known.
Result<void> leave_out(sql::Transaction& tx, const std::vector<Words>& words, const Bounds& bounds,
                       std::vector<TicketId>& tickets);

// Whether any of these words can be looked for at all.
bool mean_something(const std::vector<Words>& words);

}  // namespace pult::search
