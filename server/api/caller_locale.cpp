// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/caller_locale.hpp"

#include <charconv>

namespace pult::api {

using people::Locale;

const Locale* accepted_locale(std::string_view header) {
  const Locale* best = nullptr;
  double best_weight = 0;
  while (!header.empty()) {
    const auto comma = header.find(',');
    auto item = header.substr(0, comma);
    header = comma == std::string_view::npos ? std::string_view() : header.substr(comma + 1);
    while (item.starts_with(' ')) item.remove_prefix(1);
    double weight = 1;
    const auto semicolon = item.find(';');
    if (const auto q = item.find("q=", semicolon == std::string_view::npos ? item.size() : semicolon);
        q != std::string_view::npos)
      std::from_chars(item.data() + q + 2, item.data() + item.size(), weight);
    const auto* locale = people::find_locale(item.substr(0, semicolon));
    if (locale && weight > best_weight) {
      best = locale;
      best_weight = weight;
    }
  }
  return best;
}

const Locale& locale_of_caller(const Call& call) {
  if (call.actor.id()) return people::locale_or_default(call.actor.user.locale);
  const auto* wanted = accepted_locale(call.request.header("accept-language"));
  return wanted ? *wanted : people::locale_or_default("en");
}

}  // namespace pult::api
