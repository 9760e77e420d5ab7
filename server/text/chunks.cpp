// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/chunks.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "text/ascii.hpp"
#include "text/fold.hpp"
#include "text/stem.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

constexpr std::size_t kMaxTermBytes = 64;

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

}  // namespace

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
  return chunk.parts.size() > 1 && chunk.parts.size() <= max_chunk_parts && chunk.whole.size() <= kMaxTermBytes &&
         chunk.whole.find_first_of("-_.@/+#") != std::string_view::npos;
}

}  // namespace pult::text
