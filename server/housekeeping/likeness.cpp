// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/likeness.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "text/fold.hpp"
#include "text/stem.hpp"

namespace pult::housekeeping {
namespace {

using Letters = std::u32string;

constexpr std::size_t least_typo_letters = 5, least_double_typo_letters = 10, least_stem_letters = 4;
constexpr std::u32string_view separators = U"-_./:+#&@ ";

Letters letters_of(std::string_view text) {
  Letters out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t letter = lead;
    if (length > 1) letter &= 0x3Fu >> (length - 1);
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
      letter = (letter << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    out.push_back(letter);
    i += length;
  }
  return out;
}

bool is_digit(char32_t letter) { return letter >= U'0' && letter <= U'9'; }

// The Russian alphabet from а to я as people write it in Latin letters. Marks are folded away before: й is и.
constexpr std::array<std::u32string_view, 32> latin_letters{
    U"a", U"b", U"v", U"g", U"d", U"e", U"zh", U"z",  U"i",  U"i",   U"k", U"l", U"m", U"n", U"o",  U"p",
    U"r", U"s", U"t", U"u", U"f", U"h", U"c",  U"ch", U"sh", U"sch", U"",  U"y", U"",  U"e", U"yu", U"ya"};

struct Folded {
  Letters letters;                   // Latin where there is a way
  std::vector<std::string> words;    // as written, folded, without separators; for stems
  std::vector<Letters> latin_words;  // the same in Latin letters
  std::vector<std::string> numbers;
  bool was_cyrillic = false;
};

void add_latin(char32_t letter, Letters& out) {
  if (letter >= U'а' && letter <= U'я')
    out += latin_letters[letter - U'а'];
  else
    out.push_back(letter);
}

std::string utf8_of(const Letters& letters) {
  std::string out;
  for (const auto letter : letters) {
    if (letter < 0x80) {
      out.push_back(char(letter));
    } else if (letter < 0x800) {
      out.push_back(char(0xC0 | (letter >> 6)));
      out.push_back(char(0x80 | (letter & 0x3F)));
    } else {
      if (letter < 0x10000) {
        out.push_back(char(0xE0 | (letter >> 12)));
      } else {
        out.push_back(char(0xF0 | (letter >> 18)));
        out.push_back(char(0x80 | ((letter >> 12) & 0x3F)));
      }
      out.push_back(char(0x80 | ((letter >> 6) & 0x3F)));
      out.push_back(char(0x80 | (letter & 0x3F)));
    }
  }
  return out;
}

Folded fold_tag(std::string_view tag) {
  Folded out;
  bool begins_word = true, in_number = false;
  std::vector<Letters> words;
  for (const auto letter : letters_of(text::fold(tag))) {
    if (separators.find(letter) != std::u32string_view::npos) {
      begins_word = true;
      in_number = false;
      continue;
    }
    if (begins_word) {
      words.emplace_back();
      out.latin_words.emplace_back();
    }
    begins_word = false;
    words.back().push_back(letter);
    add_latin(letter, out.latin_words.back());
    out.was_cyrillic |= letter >= U'а' && letter <= U'я';
    if (is_digit(letter)) {
      if (!in_number) out.numbers.emplace_back();
      out.numbers.back().push_back(char(letter));
    }
    in_number = is_digit(letter);
  }
  for (const auto& word : out.latin_words) out.letters += word;
  for (const auto& word : words) out.words.push_back(utf8_of(word));
  return out;
}

// The many ways to write Russian in Latin letters made one: kh is h, ts is c, j and iy are i.
Letters loose(const Letters& latin) {
  Letters out;
  for (std::size_t i = 0; i < latin.size(); ++i) {
    const auto next = i + 1 < latin.size() ? latin[i + 1] : U' ';
    if (latin[i] == U'k' && next == U'h') continue;
    if (latin[i] == U't' && next == U's') {
      out.push_back(U'c');
      ++i;
    } else if (latin[i] == U'j' || latin[i] == U'y') {
      if (out.empty() || out.back() != U'i') out.push_back(U'i');
    } else if (latin[i] != U'\'' && (latin[i] != U'i' || out.empty() || out.back() != U'i')) {
      out.push_back(latin[i]);
    }
  }
  return out;
}

// Insertion, deletion, substitution, transposition of neighbours; more than `most` counts as most + 1.
std::size_t distance(const Letters& a, const Letters& b, std::size_t most) {
  const auto gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > most) return most + 1;
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    auto least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (least > most) return most + 1;
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

// What turns a word into another one, by its beginning or its end: opposites, and what was done with the thing.
constexpr std::u32string_view prefixes[] = {
    U"un",   U"in",   U"im",  U"ir",    U"il",   U"non",   U"no",  U"not",   U"dis",   U"de", U"re", U"pre",
    U"post", U"anti", U"sub", U"super", U"auto", U"mis",   U"out", U"over",  U"under", U"e",  U"a",  U"be",
    U"ne",   U"nie",  U"bez", U"is",    U"has",  U"needs", U"do",  U"pri",   U"za",    U"vy", U"od", U"na",
    U"po",   U"pro",  U"ob",  U"raz",   U"ot",   U"pere",  U"ras", U"multi", U"mini",  U"co", U"on", U"off"};
constexpr std::u32string_view suffixes[] = {U"d", U"ed",   U"r",    U"er",  U"or",  U"ing", U"ly",  U"al", U"y",
                                            U"n", U"less", U"able", U"ful", U"ion", U"ist", U"ism", U"o",  U"a",
                                            U"e", U"i",    U"t",    U"k",   U"ka",  U"ok",  U"nik", U"ni", U"ny"};
// Words that are one letter apart and both right.
constexpr std::pair<std::u32string_view, std::u32string_view> neighbours[] = {
    {U"contact", U"contract"},   {U"quiet", U"quite"},           {U"desert", U"dessert"},
    {U"adapt", U"adopt"},        {U"affect", U"effect"},         {U"price", U"prince"},
    {U"statue", U"status"},      {U"dairy", U"diary"},           {U"angel", U"angle"},
    {U"trial", U"trail"},        {U"casual", U"causal"},         {U"model", U"modal"},
    {U"marital", U"martial"},    {U"country", U"county"},        {U"course", U"coarse"},
    {U"personal", U"personnel"}, {U"stationary", U"stationery"}, {U"complement", U"compliment"},
    {U"import", U"impart"},      {U"morning", U"mourning"},      {U"through", U"though"},
    {U"thought", U"though"},     {U"advice", U"advise"},         {U"device", U"devise"},
    {U"breath", U"breadth"},     {U"principal", U"principle"},   {U"message", U"massage"},
    {U"scanner", U"scanned"},    {U"server", U"sever"},          {U"latter", U"later"},
    {U"letter", U"better"},      {U"prefer", U"refer"},          {U"patent", U"patient"},
    {U"exit", U"exist"},         {U"store", U"stone"},           {U"phone", U"prone"},
    {U"charge", U"change"},      {U"order", U"older"},           {U"slovak", U"sloven"},
    {U"layer", U"lawyer"},       {U"plant", U"planet"},          {U"plane", U"planet"},
    {U"moral", U"morale"},       {U"human", U"humane"},          {U"cloth", U"clothe"},
    {U"polish", U"publish"},     {U"fiber", U"fibre"},           {U"estate", U"state"}};

bool is_extended(const Letters& longer, const Letters& shorter) {
  for (const auto prefix : prefixes)
    if (longer == Letters(prefix) + shorter) return true;
  for (const auto suffix : suffixes)
    if (longer == shorter + Letters(suffix)) return true;
  return false;
}

bool ends_differ_as_words(const Letters& a, const Letters& b) {
  for (const auto one : suffixes)
    for (const auto other : suffixes)
      if (one.size() >= 2 && other.size() >= 2 && a.ends_with(one) && b.ends_with(other) && one != other &&
          a.substr(0, a.size() - one.size()) == b.substr(0, b.size() - other.size()))
        return true;
  return false;
}

bool are_other_words(const Letters& a, const Letters& b) {
  if (is_extended(a, b) || is_extended(b, a) || ends_differ_as_words(a, b)) return true;
  return std::ranges::any_of(neighbours, [&](const auto& pair) {
    return (pair.first == a && pair.second == b) || (pair.first == b && pair.second == a);
  });
}

bool is_plural(const Letters& one, const Letters& many) {
  if (one.size() < 3) return false;
  if (many == one + U"s") return !one.ends_with(U"s");
  if (many == one + U"es") {
    constexpr std::u32string_view hissing[] = {U"s", U"x", U"z", U"ch", U"sh"};
    return std::ranges::any_of(hissing, [&](std::u32string_view end) { return one.ends_with(end); });
  }
  return one.ends_with(U"y") && many == one.substr(0, one.size() - 1) + U"ies";
}

// Languages with endings: the same stem in one of them, and little more than an ending apart. English has plurals only.
bool share_stem(const std::string& a, const std::string& b) {
  using text::Language;
  for (const auto language : {Language::russian, Language::czech, Language::lithuanian, Language::romanian}) {
    // An all-Latin, all-ASCII word may be English, where stems of other languages mean nothing.
    const bool is_ascii = std::ranges::all_of(a + b, [](char c) { return (c & 0x80) == 0; });
    if (is_ascii) return false;
    const auto stem = text::stem(a, language);
    if (letters_of(stem).size() >= least_stem_letters && stem == text::stem(b, language)) return true;
  }
  return false;
}

bool is_typo(const Letters& a, const Letters& b) {
  const auto shorter = std::min(a.size(), b.size());
  if (shorter < least_typo_letters || a[0] != b[0] || are_other_words(a, b)) return false;
  return distance(a, b, 1) == 1 || (shorter >= least_double_typo_letters && distance(a, b, 2) == 2);
}

Likeness of_words(const Folded& a, const Folded& b) {
  if (a.words.size() != b.words.size()) return Likeness::none;
  auto how = Likeness::none;
  int different = 0;
  for (std::size_t i = 0; i < a.words.size(); ++i) {
    const auto &one = a.latin_words[i], &other = b.latin_words[i];
    if (one == other) continue;
    if (++different > 1) return Likeness::none;
    if (is_plural(one, other) || is_plural(other, one) || share_stem(a.words[i], b.words[i]))
      how = Likeness::grammar;
    else if (is_typo(one, other))
      how = Likeness::typo;
  }
  return how;
}

Likeness compare(const Folded& a, const Folded& b) {
  if (a.letters.empty() || b.letters.empty() || a.numbers != b.numbers) return Likeness::none;
  if (a.letters == b.letters) return Likeness::spelling;
  if (a.was_cyrillic != b.was_cyrillic && a.letters.size() >= 4 && loose(a.letters) == loose(b.letters))
    return Likeness::spelling;
  return of_words(a, b);
}

}  // namespace

std::string_view render_likeness(Likeness likeness) {
  constexpr std::array<std::string_view, 4> words{"none", "spelling", "grammar", "typo"};
  return words[std::size_t(likeness)];
}

std::string spelling_key(std::string_view tag) { return utf8_of(fold_tag(tag).letters); }

Likeness likeness_of(std::string_view one, std::string_view other) {
  return one == other ? Likeness::none : compare(fold_tag(one), fold_tag(other));
}

// Alike tags begin with the same letter, or are the same when written loosely.
std::vector<AlikePair> alike_pairs(const std::vector<std::string>& tags) {
  std::vector<Folded> folded;
  folded.reserve(tags.size());
  for (const auto& tag : tags) folded.push_back(fold_tag(tag));
  std::map<char32_t, std::vector<std::size_t>> by_letter;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (folded[i].letters.empty()) continue;
    const auto first = loose(folded[i].letters);
    by_letter[first.empty() ? folded[i].letters[0] : first[0]].push_back(i);
  }
  std::vector<AlikePair> out;
  for (const auto& [letter, places] : by_letter)
    for (std::size_t i = 0; i < places.size(); ++i)
      for (std::size_t j = i + 1; j < places.size(); ++j) {
        const auto &a = folded[places[i]], &b = folded[places[j]];
        const auto gap = std::ptrdiff_t(a.letters.size()) - std::ptrdiff_t(b.letters.size());
        if (gap > 4 || gap < -4) continue;
        if (const auto how = compare(a, b); how != Likeness::none) out.push_back({places[i], places[j], how});
      }
  std::ranges::sort(out, {}, [](const AlikePair& pair) { return std::pair(pair.first, pair.second); });
  return out;
}

}  // namespace pult::housekeeping
