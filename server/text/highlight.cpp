// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/highlight.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "text/chunks.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

constexpr std::size_t max_text_bytes = 16 * 1024, bytes_before = 60;
constexpr Language stemmed[] = {Language::english, Language::russian, Language::czech, Language::lithuanian,
                                Language::romanian};

struct Span {
  std::size_t begin = 0, end = 0;
};

struct Phrase {
  std::vector<std::string> words;
  bool is_open = false;
};

class Marker {
 public:
  explicit Marker(const std::vector<QueryTerm>& terms) {
    for (const auto& term : terms) {
      if (term.negated) continue;
      for (const auto& word : term.alternatives) (word.starts_with('~') ? stems_ : words_).insert(word);
      if (!term.prefix.empty()) prefixes_.push_back(term.prefix);
      if (!term.phrase.empty()) phrases_.push_back({term.phrase, term.is_open});
    }
  }

  std::vector<Span> spans(std::string_view text) {
    std::vector<Span> found;
    std::vector<std::pair<Span, std::string>> parts;
    for_chunks(text, [&](const Chunk& chunk) {
      if (is_compound(chunk) && fits(word_of(chunk.whole))) found.push_back(span_of(text, chunk.whole));
      for (const auto part : chunk.parts) {
        auto word = word_of(part);
        if (fits(word) || has_stem(part, word)) found.push_back(span_of(text, part));
        parts.emplace_back(span_of(text, part), std::move(word));
      }
    });
    for (const auto& [words, is_open] : phrases_)
      for (auto from = parts.begin(); std::size_t(parts.end() - from) >= words.size(); ++from) {
        const auto fits = [&](const std::string& word, const auto& part) {
          return is_open && &word == &words.back() ? part.second.starts_with(word) : part.second == word;
        };
        if (std::equal(words.begin(), words.end(), from, fits))
          found.push_back({from->first.begin, (from + std::ptrdiff_t(words.size()) - 1)->first.end});
      }
    return joined(std::move(found));
  }

 private:
  static Span span_of(std::string_view text, std::string_view part) {
    const auto begin = std::size_t(part.data() - text.data());
    return {begin, begin + part.size()};
  }
  // In order, without overlaps.
  static std::vector<Span> joined(std::vector<Span> spans) {
    std::ranges::sort(spans, {}, &Span::begin);
    std::vector<Span> out;
    for (const auto& span : spans)
      if (!out.empty() && span.begin < out.back().end)
        out.back().end = std::max(out.back().end, span.end);
      else
        out.push_back(span);
    return out;
  }
  bool fits(const std::string& word) const {
    return words_.contains(word) || std::ranges::any_of(prefixes_, [&](auto& one) { return word.starts_with(one); });
  }
  // A stem begins as its words do: most words need not be stemmed to see that they do not fit.
  bool begins_as_stem(const std::string& word) const {
    const auto from = stems_.lower_bound("~" + word.substr(0, 2));
    return from != stems_.end() && from->compare(1, 2, word, 0, 2) == 0;
  }
  bool has_stem(std::string_view part, const std::string& word) {
    if (!begins_as_stem(word)) return false;
    const auto [known, is_new] = known_.try_emplace(word, false);
    if (is_new)
      known->second =
          std::ranges::any_of(stemmed, [&](Language language) { return stems_.contains(stem_term(part, language)); });
    return known->second;
  }

  std::set<std::string> words_, stems_;
  std::vector<std::string> prefixes_;
  std::vector<Phrase> phrases_;
  std::unordered_map<std::string, bool> known_;
};

void append_escaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    const bool is_space = static_cast<unsigned char>(c) <= ' ';
    if (is_space && (out.empty() || out.back() == ' ')) continue;
    if (is_space)
      out += ' ';
    else if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
}

// From the beginning of a word.
std::size_t start_of_snippet(std::string_view text, std::size_t first) {
  if (first <= bytes_before) return 0;
  const auto space = text.find_first_of(" \n\t", first - bytes_before);
  return space == std::string_view::npos || space >= first ? first : space + 1;
}

}  // namespace

std::string highlight(std::string_view text, const std::vector<QueryTerm>& terms, std::size_t max_bytes) {
  const std::string valid = to_valid_utf8(truncate_utf8(text, max_text_bytes));
  const std::string_view whole = valid;
  const auto spans = Marker(terms).spans(whole);
  const auto from = spans.empty() ? 0 : start_of_snippet(whole, spans.front().begin);
  const auto shown = truncate_utf8(whole.substr(from), max_bytes);
  const auto to = from + shown.size();
  std::string out = from > 0 ? "…" : "";
  auto at = from;
  for (const auto& span : spans) {
    if (span.end > to) break;
    append_escaped(whole.substr(at, span.begin - at), out);
    out += "<mark>";
    append_escaped(whole.substr(span.begin, span.end - span.begin), out);
    out += "</mark>";
    at = span.end;
  }
  append_escaped(whole.substr(at, to - at), out);
  while (out.ends_with(' ')) out.pop_back();
  if (to < whole.size() || whole.size() < text.size()) out += "…";
  return out;
}

}  // namespace pult::text
