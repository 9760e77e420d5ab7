// SPDX-License-Identifier: AGPL-3.0-or-later
// The languages the desk speaks. Ids are those of the API; 1 is English.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace pult::people {

struct Locale {
  std::int64_t id;
  std::string_view code;  // "en-US", as the API names it
  std::string_view name;  // in English
  std::string_view native_name;
  std::string_view language;  // "en", as users and texts carry it
};

std::span<const Locale> locales();
const Locale* find_locale(std::int64_t id);
// By code or language, without regard to case; a region that is unknown falls back to its language. Null for others.
const Locale* find_locale(std::string_view code);
// The same, or English.
const Locale& locale_or_default(std::string_view code);

}  // namespace pult::people
