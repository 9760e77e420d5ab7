// SPDX-License-Identifier: AGPL-3.0-or-later
// Finding articles by words, and those that fit a text. What is committed is found at once, the same on both databases.
#pragma once
#include "knowledge/item.hpp"

namespace pult::knowledge {

struct Search {
  std::string query;        // words "a phrase" -word wor*: all of them, in one language of an article
  bool unfinished = false;  // the last word is being typed
  std::string locale;       // "": any language; an article is shown once
  std::string prefer;       // the language to show it in where it has it; "": the one that fits best
  ItemId category, section;
  std::vector<std::string> labels;  // any of them
  std::optional<Micros> created_from, created_below, updated_from, updated_below;
  bool with_drafts = false;
  std::int64_t offset = 0;
  int limit = 25;
};

struct Hit {
  Listed listed;
  std::string snippet;  // HTML: escaped, with <mark> around what fits
};
struct Found {
  std::vector<Hit> hits;  // best first
  std::int64_t count = 0;
};
// Of the thousand best. A query without words finds nothing.
Result<Found> find_articles(sql::Transaction& tx, const Search& search);

// Articles that speak of what the text speaks of, best first: rare words count more, some may be missing. `search`
// without a query.
Result<Found> suggest_articles(sql::Transaction& tx, const Search& search, std::string_view text);

// The language of the desk that a text is written in, as an address of articles writes it; `fallback` where it does
// not say.
std::string locale_of_text(std::string_view text, std::string_view fallback);

}  // namespace pult::knowledge
