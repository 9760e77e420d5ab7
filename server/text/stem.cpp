// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/stem.hpp"

#include <libstemmer.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>

#include "text/ascii.hpp"
#include "text/fold.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

struct DeleteStemmer {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

// A stemmer is not safe to share between threads.
sb_stemmer* snowball(Language language) {
  using Stemmer = std::unique_ptr<sb_stemmer, DeleteStemmer>;
  const auto make = [](const char* name) { return Stemmer(sb_stemmer_new(name, "UTF_8")); };
  thread_local const Stemmer english = make("english"), russian = make("russian"), lithuanian = make("lithuanian"),
                             romanian = make("romanian");
  switch (language) {
    case Language::english: return english.get();
    case Language::russian: return russian.get();
    case Language::lithuanian: return lithuanian.get();
    case Language::romanian: return romanian.get();
    default: return nullptr;
  }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

// Lower case with the letters Snowball knows: е for ё, and for Romanian the cedilla forms (its rules predate U+0219).
std::string snowball_form(std::string_view word, Language language) {
  if (std::ranges::all_of(word, [](unsigned char c) { return c < 0x80; })) return to_ascii_lower(word);
  std::string lower;
  icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())))
      .toLower(icu::Locale::getRoot())
      .toUTF8String(lower);
  lower = nfc(lower);
  if (language == Language::russian) replace_all(lower, "ё", "е");
  if (language == Language::romanian) {
    replace_all(lower, "ș", "ş");
    replace_all(lower, "ț", "ţ");
  }
  return lower;
}

bool strip_one(std::string& word, std::size_t keep_at_least, auto endings) {
  for (const std::string_view ending : endings) {
    if (word.size() < ending.size() + keep_at_least || !word.ends_with(ending)) continue;
    word.resize(word.size() - ending.size());
    return true;
  }
  return false;
}

// Works on folded text, so that words typed without accents meet those typed with them: case endings, possessives,
// then the consonants that change before them (ruka - ruce, Praha - Praze) and the fleeting e (objednavka -
// objednavek).
std::string czech_stem(std::string word) {
  static constexpr std::array<std::string_view, 41> cases = {
      "atech", "etem", "atum", "ovi", "ech", "ich", "iho", "emi", "imi", "ami", "eho", "emu", "ete", "eti",
      "imu",   "ata",  "aty",  "ych", "ama", "ove", "ymi", "ach", "em",  "im",  "um",  "at",  "am",  "os",
      "ym",    "ou",   "mi",   "ho",  "mu",  "es",  "us",  "u",   "y",   "a",   "i",   "e",   "o"};
  static constexpr std::array<std::string_view, 3> possessives = {"ov", "uv", "in"};
  strip_one(word, 3, cases);
  strip_one(word, 4, possessives);
  if (word.size() > 4 && word.ends_with("ct")) word.back() = 'k';
  if (word.size() > 3 && word.back() == 'c') word.back() = 'k';
  if (word.size() > 3 && word.back() == 'z') word.back() = 'h';
  if (word.size() > 4 && word.ends_with("ek")) word.erase(word.size() - 2, 1);
  return word;
}

}  // namespace

std::string stem(std::string_view word, Language language) {
  if (language == Language::unknown || std::ranges::any_of(word, is_ascii_digit)) return {};
  if (language == Language::czech) return czech_stem(fold(word));
  sb_stemmer* const stemmer = snowball(language);
  const std::string form = snowball_form(word, language);
  const sb_symbol* stemmed =
      sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(form.data()), static_cast<int>(form.size()));
  if (stemmed == nullptr) return fold(word);
  return fold({reinterpret_cast<const char*>(stemmed), static_cast<std::size_t>(sb_stemmer_length(stemmer))});
}

}  // namespace pult::text
