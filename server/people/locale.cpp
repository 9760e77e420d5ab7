// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/locale.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace pult::people {
namespace {

constexpr std::array<Locale, 5> known{{
    {1, "en-US", "English (United States)", "English (United States)", "en"},
    {2, "ru", "Russian", "русский", "ru"},
    {3, "cs", "Czech", "čeština", "cs"},
    {4, "lt", "Lithuanian", "lietuvių", "lt"},
    {5, "ro", "Romanian", "română", "ro"},
}};

}  // namespace

std::span<const Locale> locales() { return known; }

const Locale* find_locale(std::int64_t id) {
  const auto* found = std::ranges::find(known, id, &Locale::id);
  return found == known.end() ? nullptr : found;
}

const Locale* find_locale(std::string_view code) {
  std::string language(code.substr(0, code.find_first_of("-_")));
  for (char& c : language) c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  const auto* found = std::ranges::find(known, std::string_view(language), &Locale::language);
  return found == known.end() ? nullptr : found;
}

const Locale& locale_or_default(std::string_view code) {
  const auto* found = find_locale(code);
  return found ? *found : known[0];
}

}  // namespace pult::people
