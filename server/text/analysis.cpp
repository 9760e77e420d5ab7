// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/analysis.hpp"

#include <cld2/public/compact_lang_det.h>
#include <algorithm>

#include "text/chunks.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

constexpr std::size_t kMaxQueryTerms = 32;
constexpr std::size_t kMaxQueryBytes = 2048;
constexpr std::size_t kDetectBytes = 256;
constexpr std::size_t kSureBytes = 120;  // shorter text in a language we do not stem is more likely a wrong guess

constexpr Language kStemmed[] = {Language::english, Language::russian, Language::czech, Language::lithuanian,
                                 Language::romanian};

Language language_of(CLD2::Language detected) {
  switch (detected) {
    case CLD2::ENGLISH: return Language::english;
    case CLD2::RUSSIAN: return Language::russian;
    case CLD2::CZECH: return Language::czech;
    case CLD2::LITHUANIAN: return Language::lithuanian;
    case CLD2::ROMANIAN: return Language::romanian;
    default: return Language::unknown;
  }
}

QueryTerm term_of(const Chunk& chunk, bool is_prefix) {
  QueryTerm term;
  if (is_prefix) {
    term.prefix = chunk.parts.size() == 1 ? word_of(chunk.parts[0]) : word_of(chunk.whole);
    term.is_open = chunk.parts.size() > 1;
    if (term.is_open)
      for (const std::string_view part : chunk.parts) term.phrase.push_back(word_of(part));
    return term;
  }
  if (chunk.parts.size() > 1) {
    if (is_compound(chunk)) term.alternatives.push_back(word_of(chunk.whole));
    for (const std::string_view part : chunk.parts) term.phrase.push_back(word_of(part));
    return term;
  }
  term.alternatives.push_back(word_of(chunk.parts[0]));
  for (const Language language : kStemmed) {
    std::string stemmed = stem_term(chunk.parts[0], language);
    if (!stemmed.empty() && std::ranges::find(term.alternatives, stemmed) == term.alternatives.end())
      term.alternatives.push_back(std::move(stemmed));
  }
  return term;
}

QueryTerm phrase_of(std::string_view quoted) {
  QueryTerm term;
  for_chunks(quoted, [&](const Chunk& chunk) {
    for (const std::string_view part : chunk.parts) term.phrase.push_back(word_of(part));
  });
  if (term.phrase.size() == 1) std::swap(term.alternatives, term.phrase);
  return term;
}

bool is_empty(const QueryTerm& term) { return term.alternatives.empty() && term.prefix.empty() && term.phrase.empty(); }

}  // namespace

Language detect_language(std::string_view text, Language fallback) {
  const std::string valid = to_valid_utf8(truncate_utf8(text, kDetectBytes));
  bool is_reliable = false;
  const CLD2::Language detected =
      CLD2::DetectLanguage(valid.data(), static_cast<int>(valid.size()), true, &is_reliable);
  if (!is_reliable || detected == CLD2::UNKNOWN_LANGUAGE) return fallback;
  const Language language = language_of(detected);
  return language == Language::unknown && valid.size() < kSureBytes ? fallback : language;
}

std::vector<Token> analyze(std::string_view text, Language language) {
  const std::string valid = to_valid_utf8(text);
  std::vector<Token> tokens;
  std::uint32_t position = 0;
  for_chunks(valid, [&](const Chunk& chunk) {
    if (is_compound(chunk)) tokens.push_back({word_of(chunk.whole), position});
    for (const std::string_view part : chunk.parts) {
      std::string word = word_of(part);
      if (word.empty()) continue;
      std::string stemmed = stem_term(part, language);
      tokens.push_back({std::move(word), position});
      if (!stemmed.empty()) tokens.push_back({std::move(stemmed), position});
      ++position;
    }
  });
  return tokens;
}

std::vector<QueryTerm> analyze_query(std::string_view query) {
  const std::string valid = to_valid_utf8(truncate_utf8(query, kMaxQueryBytes));
  const std::string_view in = valid;
  std::vector<QueryTerm> terms;
  bool negated = false;
  const auto add = [&](QueryTerm term) {
    if (is_empty(term) || terms.size() >= kMaxQueryTerms) return;
    term.negated = negated;
    terms.push_back(std::move(term));
  };
  for (std::size_t at = 0; at < in.size();) {
    at = in.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos) break;
    if (in[at] == '-' && at + 1 < in.size() && in[at + 1] != ' ') {
      negated = true;
      ++at;
    }
    if (in[at] == '"') {
      const std::size_t end = std::min(in.find('"', at + 1), in.size());
      add(phrase_of(in.substr(at + 1, end - at - 1)));
      at = end + 1;
    } else {
      const std::size_t end = std::min(in.find_first_of(" \t\r\n\"", at), in.size());
      const std::string_view word = in.substr(at, end - at);
      at = end;
      if (word == "AND") continue;
      if (word == "NOT") {
        negated = true;
        continue;
      }
      for_chunks(word, [&](const Chunk& chunk) {
        const char* after = chunk.whole.data() + chunk.whole.size();
        add(term_of(chunk, after < word.data() + word.size() && *after == '*'));
      });
    }
    negated = false;
  }
  return terms;
}

}  // namespace pult::text
