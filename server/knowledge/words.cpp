// SPDX-License-Identifier: AGPL-3.0-or-later
#include "knowledge/words.hpp"

#include <algorithm>

#include "knowledge/label.hpp"
#include "knowledge/locale.hpp"
#include "text/html_text.hpp"

namespace pult::knowledge {
namespace {

constexpr int in_title = 8, in_label = 4, in_text = 1, most_in_text = 3;
// So many different words of one article are found; more would be a book.
constexpr std::size_t max_words = 4'000, rows_at_once = 40, max_word_bytes = 100;
// Every word that begins so stands before this.
constexpr std::string_view last_character = "\xf4\x8f\xbf\xbf";

class Weights {
 public:
  explicit Weights(text::Language language) : language_(language) {}
  void add(std::string_view text, int weight, int most) {
    for (auto& token : text::analyze(text, language_)) {
      if (token.term.size() > max_word_bytes) continue;
      if (const auto known = weights_.find(token.term); known != weights_.end()) {
        if (known->second < most) known->second += weight;
      } else if (weights_.size() < max_words) {
        weights_.emplace(std::move(token.term), weight);
      }
    }
  }
  const std::map<std::string, int>& all() const { return weights_; }

 private:
  text::Language language_;
  std::map<std::string, int> weights_;
};

Result<void> write(sql::Transaction& tx, TranslationId id, const std::map<std::string, int>& weights) {
  std::vector<sql::Param> params;
  std::string values;
  const auto flush = [&]() -> Result<void> {
    if (!params.empty())
      PULT_TRY(tx.run("INSERT INTO knowledge_words (word, translation_id, weight) VALUES " + values, params));
    params.clear();
    values.clear();
    return {};
  };
  for (const auto& [word, weight] : weights) {
    const auto n = params.size();
    values += (n ? ", (?" : "(?") + std::to_string(n + 1) + ", ?" + std::to_string(n + 2) + ", ?" +
              std::to_string(n + 3) + ")";
    params.insert(params.end(), {word, id, weight});
    if (params.size() == rows_at_once * 3) PULT_TRY(flush());
  }
  return flush();
}

}  // namespace

Result<void> index_words(sql::Transaction& tx, const Translation& translation) {
  Weights weights(language_of(translation.locale));
  weights.add(translation.title, in_title, in_title);
  for (const auto& label : PULT_TRY(list_labels(tx, translation.item)))
    weights.add(label.name, in_label, in_title + in_label);
  weights.add(text::html_to_text(translation.body), in_text, most_in_text);
  PULT_TRY(tx.run("DELETE FROM knowledge_words WHERE translation_id = ?1", {translation.id}));
  return write(tx, translation.id, weights.all());
}

Result<void> index_words_of(sql::Transaction& tx, ItemId article) {
  for (const auto& translation : PULT_TRY(list_translations(tx, article, true))) PULT_TRY(index_words(tx, translation));
  return {};
}

Result<Postings> postings_of(sql::Transaction& tx, const std::vector<std::string>& words, const std::string& prefix) {
  constexpr int exact = 2;  // a word as typed is worth twice one that only begins so
  Postings out;
  const auto take = [&](int factor) {
    return [&out, factor](const sql::Row& row) -> Result<void> {
      auto& weight = out.weights[row.int64(0)];
      weight = std::max(weight, int(row.int64(1)) * factor);
      return {};
    };
  };
  for (const auto& word : words)
    PULT_TRY(
        tx.each("SELECT translation_id, weight FROM knowledge_words WHERE word = ?1 "
                "ORDER BY translation_id DESC LIMIT ?2",
                {word, most_postings}, take(exact)));
  if (!prefix.empty())
    PULT_TRY(
        tx.each("SELECT translation_id, weight FROM knowledge_words WHERE word >= ?1 AND word < ?2 "
                "ORDER BY word, translation_id DESC LIMIT ?3",
                {prefix, prefix + std::string(last_character), most_postings}, take(1)));
  return out;
}

}  // namespace pult::knowledge
