// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/vocabulary.hpp"

#include <algorithm>

namespace pult::search {
namespace {

constexpr std::size_t min_beginning_bytes = 3;
constexpr int most_words = 200;

// FNV-1a, 64 bits.
std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = 14'695'981'039'346'656'037ull;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ull;
  return hash;
}

// Words and compounds. They live as long as the document.
std::vector<std::string_view> words_of(const Document& document) {
  std::vector<std::string_view> words;
  for (const auto* part : {&document.subject, &document.about, &document.body})
    for (const auto* list : {&part->words, &part->loose})
      for (const auto& word : *list)
        if (word.size() >= min_beginning_bytes && word[0] != '~') words.push_back(word);
  return words;
}

void sort_each_once(std::vector<std::string_view>& words) {
  std::ranges::sort(words);
  const auto repeated = std::ranges::unique(words);
  words.erase(repeated.begin(), repeated.end());
}

std::string render_array(const std::vector<std::string_view>& words) {
  std::string out = "{";
  for (const auto& word : words) out.append(out.size() > 1 ? ",\"" : "\"").append(word).append("\"");
  return out + "}";
}

}  // namespace

bool KnownWords::is_known(std::string_view word) const {
  const auto hash = hash_of(word);
  const auto& entry = entries_[hash % size];
  return entry.hash == hash && entry.is_sure;
}

bool KnownWords::must_write(std::string_view word) {
  const auto hash = hash_of(word);
  auto& entry = entries_[hash % size];
  if (entry.hash == hash && entry.is_sure) return false;
  entry = {hash, entry.hash == hash};
  return true;
}

void KnownWords::leave_unknown(std::vector<std::string_view>& words) {
  const std::lock_guard lock(mutex_);
  std::erase_if(words, [&](std::string_view word) { return is_known(word); });
  sort_each_once(words);  // the few that are left
  std::erase_if(words, [&](std::string_view word) { return !must_write(word); });
}

// In their order, so that two transactions never wait for each other.
Result<void> add_words(sql::Transaction& tx, const Document& document, KnownWords* known) {
  auto words = words_of(document);
  if (known)
    known->leave_unknown(words);
  else
    sort_each_once(words);
  if (words.empty()) return {};
  if (tx.dialect() == sql::Dialect::postgres) {
    PULT_TRY(
        tx.run("INSERT INTO search_words (word) SELECT x.word FROM unnest(CAST(?1 AS text[])) AS x (word) "
               "ORDER BY x.word ON CONFLICT (word) DO NOTHING",
               {render_array(words)}));
    return {};
  }
  // One by one: a statement of several rows makes the full-text index write out what it holds.
  for (const auto& word : words)
    PULT_TRY(tx.run("INSERT INTO search_words (word) VALUES (?1) ON CONFLICT (word) DO NOTHING", {word}));
  return {};
}

Result<std::vector<std::string>> words_beginning(sql::Transaction& tx, const std::string& beginning) {
  if (beginning.size() < min_beginning_bytes) return std::vector<std::string>();
  // The key after every text with this beginning: U+10FFFF sorts behind all letters, bytewise, in both databases.
  return tx.all(
      "SELECT word FROM search_words WHERE word >= ?1 AND word < ?1 || '\U0010FFFF' ORDER BY LENGTH(word), word LIMIT "
      "?2",
      {beginning, most_words}, [](const sql::Row& row) { return row.string(0); });
}

}  // namespace pult::search
