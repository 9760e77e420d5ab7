// SPDX-License-Identifier: AGPL-3.0-or-later
// What is read of a large desk, and the bare statements that do the same (docs/decisions/0010).
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "bare_reader.hpp"

namespace pult::bench {

// Members of one list in turn.
using Texts = std::vector<std::string>;

// Statements that read what an answer shows.
using Statements = std::vector<std::string>;

struct Read {
  std::string name;
  std::function<std::string(int)> path;  // of the request with this number
  std::string naked;                     // the one statement that finds the rows; ?1: one of the texts
  std::vector<Statements> same;          // all that the answer's data needs; kinds of requests in turn
  Texts texts;
  int runs = 300;
  double bar_ms = 0;  // of the p99; 0: the bar is the ratio
};

// With those that say who asks and what they may see: no answer goes out without them.
Statements for_caller(Statements statements);
inline constexpr const char* drafts = "SELECT ticket_id FROM drafts WHERE user_id = 1";

// Searches for rare, middle and common words, two words, a word being typed and a beginning.
std::vector<Read> search_reads(BareReader& bare);

}  // namespace pult::bench
