// SPDX-License-Identifier: AGPL-3.0-or-later
// All words of the index, so that a beginning is looked up as the words it may become: an engine that merges the
// postings of every word with a beginning needs the longer the more there are.
#pragma once
#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "search/document.hpp"
#include "sql/database.hpp"

namespace pult::search {

// Which words were written lately, for one database: most words of a text are among them. Thread-safe.
class KnownWords {
 public:
  // Leaves those that may not be in the table yet, sorted and each once. A word is written twice before it counts as
  // known, because the transaction that writes it may be undone.
  void leave_unknown(std::vector<std::string_view>& words);

 private:
  struct Entry {
    std::uint64_t hash = 0;
    bool is_sure = false;
  };
  bool is_known(std::string_view word) const;
  bool must_write(std::string_view word);

  std::mutex mutex_;
  std::vector<Entry> entries_ = std::vector<Entry>(size);
  static constexpr std::size_t size = 1 << 16;
};

// `known` may be null: then all words are written, where they are not there yet.
Result<void> add_words(sql::Transaction& tx, const Document& document, KnownWords* known);

// The shortest words with this beginning, itself included; none for a beginning that is too short.
Result<std::vector<std::string>> words_beginning(sql::Transaction& tx, const std::string& beginning);

}  // namespace pult::search
