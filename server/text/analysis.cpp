// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/analysis.hpp"

#include <cld2/public/compact_lang_det.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "text/ascii.hpp"
#include "text/fold.hpp"
#include "text/stem.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

constexpr std::size_t kMaxTermBytes = 64;
constexpr std::size_t kMaxParts = 8;
constexpr std::size_t kMaxQueryTerms = 32;
constexpr std::size_t kMaxQueryBytes = 2048;
constexpr std::size_t kDetectBytes = 256;
constexpr std::size_t kSureBytes = 120;  // shorter text in a language we do not stem is more likely a wrong guess

constexpr Language kStemmed[] = {Language::english, Language::russian, Language::czech, Language::lithuanian,
                                 Language::romanian};

// One run of characters without white space: "don't" has one part, "AB-12345" two.
struct Chunk {
  std::string_view whole;
  std::vector<std::string_view> parts;
};

enum class CharKind { word, ideograph, connector, apostrophe, other };

CharKind kind_of(UChar32 c) {
  if (c < 0x80) {
    if (is_ascii_alnum(static_cast<char>(c))) return CharKind::word;
    if (c == '\'') return CharKind::apostrophe;
    return std::string_view("-_.@/+#").find(static_cast<char>(c)) != std::string_view::npos ? CharKind::connector
                                                                                            : CharKind::other;
  }
  if (c == 0x2019 || c == 0x02BC) return CharKind::apostrophe;
  if (c == 0x2010 || c == 0x2011) return CharKind::connector;
  const bool mark = (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
  if (!mark && !u_isalnum(c)) return CharKind::other;
  // Scripts written without spaces: every character is a word, a word is a phrase.
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &status);
  const bool unspaced = script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
                        script == USCRIPT_THAI || script == USCRIPT_LAO || script == USCRIPT_KHMER ||
                        script == USCRIPT_MYANMAR;
  return unspaced && !mark ? CharKind::ideograph : CharKind::word;
}

// Calls f(chunk) for each chunk of valid UTF-8.
template <class F>
void for_chunks(std::string_view text, F f) {
  Chunk chunk;
  std::size_t chunk_start = 0, part_start = 0, part_end = 0;
  bool in_chunk = false, in_part = false, apostrophe = false;
  const auto end_part = [&] {
    if (in_part) chunk.parts.push_back(text.substr(part_start, part_end - part_start));
    in_part = apostrophe = false;
  };
  const auto end_chunk = [&] {
    end_part();
    if (!chunk.parts.empty()) {
      const char* last = chunk.parts.back().data() + chunk.parts.back().size();
      chunk.whole = text.substr(chunk_start, static_cast<std::size_t>(last - text.data()) - chunk_start);
      f(chunk);
      chunk.parts.clear();
    }
    in_chunk = false;
  };
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int64_t>(text.size());
  for (std::int64_t i = 0; i < length;) {
    const auto start = static_cast<std::size_t>(i);
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    const CharKind kind = kind_of(c);
    if (kind == CharKind::other || (kind == CharKind::connector && (!in_part || apostrophe))) end_chunk();
    if (kind == CharKind::connector) end_part();
    if (kind == CharKind::apostrophe) in_part ? void(apostrophe = true) : end_chunk();
    if (kind != CharKind::word && kind != CharKind::ideograph) continue;
    if (kind == CharKind::ideograph || chunk.parts.size() >= kMaxParts) end_part();
    if (!in_chunk) chunk_start = start;
    if (!in_part) part_start = start;
    in_chunk = in_part = true;
    part_end = static_cast<std::size_t>(i);
    if (kind == CharKind::ideograph) end_part();
  }
  end_chunk();
}

// "Anna's" is "Anna", "don't" is "dont".
std::string without_apostrophes(std::string_view part) {
  std::string word(truncate_utf8(part, 4 * kMaxTermBytes));
  if (std::ranges::all_of(word, is_ascii_alnum)) return word;
  for (const std::string_view apostrophe : {"'", "’", "ʼ"}) {
    for (const char s : {'s', 'S'})
      if (word.ends_with(std::string(apostrophe) + s)) word.resize(word.size() - apostrophe.size() - 1);
    for (std::size_t at = 0; (at = word.find(apostrophe, at)) != std::string::npos;) word.erase(at, apostrophe.size());
  }
  return word;
}

std::string word_of(std::string_view part) {
  std::string word = fold(without_apostrophes(part));
  word.resize(truncate_utf8(word, kMaxTermBytes).size());
  return word;
}

std::string stem_term(std::string_view part, Language language) {
  const std::string stemmed = stem(truncate_utf8(without_apostrophes(part), kMaxTermBytes), language);
  return stemmed.empty() ? std::string{} : "~" + stemmed;
}

bool is_compound(const Chunk& chunk) {
  return chunk.parts.size() > 1 && chunk.parts.size() <= kMaxParts && chunk.whole.size() <= kMaxTermBytes &&
         chunk.whole.find_first_of("-_.@/+#") != std::string_view::npos;
}

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
