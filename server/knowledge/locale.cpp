// SPDX-License-Identifier: AGPL-3.0-or-later
#include "knowledge/locale.hpp"

#include <algorithm>

#include "people/locale.hpp"

namespace pult::knowledge {
namespace {

constexpr std::size_t max_bytes = 20, max_part = 8;

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c == '_' ? '-' : c; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// BCP 47 in outline: a language of two or three letters, then parts of two to eight.
bool is_locale(std::string_view key) {
  const auto end = std::min(key.find('-'), key.size());
  if (key.size() > max_bytes || end < 2 || end > 3 || !std::ranges::all_of(key.substr(0, end), is_letter)) return false;
  for (auto rest = key.substr(end); !rest.empty();) {
    rest.remove_prefix(1);
    const auto part = rest.substr(0, rest.find('-'));
    if (part.size() < 2 || part.size() > max_part || !std::ranges::all_of(part, is_letter_or_digit)) return false;
    rest.remove_prefix(part.size());
  }
  return true;
}

}  // namespace

std::string locale_key(std::string_view code) {
  std::string key(code);
  std::ranges::transform(key, key.begin(), lower);
  if (!is_locale(key)) return {};
  if (key.find('-') != std::string::npos) return key;
  const auto* known = people::find_locale(key);
  if (!known || known->language != key) return key;
  std::string out(known->code);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

text::Language language_of(std::string_view locale) {
  using enum text::Language;
  constexpr std::pair<std::string_view, text::Language> known[] = {
      {"en", english}, {"ru", russian}, {"cs", czech}, {"lt", lithuanian}, {"ro", romanian}};
  const auto language = locale.substr(0, locale.find('-'));
  const auto* found = std::ranges::find(known, language, &std::pair<std::string_view, text::Language>::first);
  return found == std::end(known) ? unknown : found->second;
}

}  // namespace pult::knowledge
