// SPDX-License-Identifier: AGPL-3.0-or-later
// locales: the languages the desk speaks.
#include <algorithm>
#include <charconv>

#include "api/body.hpp"
#include "api/caller_locale.hpp"
#include "api/present.hpp"
#include "people/locale.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {
namespace {

using people::Locale;

// Locales come with the program; this is when the first of them came.
constexpr Micros known_since = 1'795'219'200'000'000;

json::object present_locale(const Call& call, const Locale& locale) {
  return {{"url", call.url("locales/" + std::string(locale.code))},
          {"id", locale.id},
          {"locale", locale.code},
          {"name", locale.name},
          {"native_name", locale.native_name},
          {"presentation_name", std::string(locale.name) + " - " + std::string(locale.native_name)},
          {"rtl", false},
          {"created_at", base::render_iso8601(known_since)},
          {"updated_at", base::render_iso8601(known_since)}};
}

Answer answer_list(const Call& call, const std::function<bool(const Locale&)>& chosen) {
  json::array out;
  for (const auto& locale : people::locales())
    if (chosen(locale)) out.push_back(present_locale(call, locale));
  const auto count = out.size();
  return Answer{200,
                {{"locales", std::move(out)}, {"count", count}, {"next_page", nullptr}, {"previous_page", nullptr}}};
}

Result<Answer> list(Call& call) {
  return answer_list(call, [](const Locale&) { return true; });
}

// Those that the account's settings let people choose.
Result<Answer> list_enabled(Call& call) {
  const auto defined = call.services.desk.definitions(call.tx);
  return answer_list(call, [&](const Locale& locale) {
    return std::ranges::find(defined->locale_ids, locale.id) != defined->locale_ids.end();
  });
}

Answer answer(const Call& call, const Locale& locale) { return {200, {{"locale", present_locale(call, locale)}}}; }

Result<Answer> show(Call& call) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(call.word.data(), call.word.data() + call.word.size(), id);
  const bool is_number = error == std::errc() && end == call.word.data() + call.word.size();
  const auto* locale = is_number ? people::find_locale(id) : people::find_locale(call.word);
  if (!locale) return base::fail_not_found();
  return answer(call, *locale);
}

Result<Answer> current(Call& call) { return answer(call, locale_of_caller(call)); }

// The caller's language if it is among `available_locales`, else the first of those that we know.
Result<Answer> detect(Call& call) {
  Body in(call.body);
  auto available = in.texts("available_locales").value_or(std::vector<std::string>());
  PULT_TRY(in.check());
  if (const auto query = call.request.query_value("available_locales"); available.empty() && !query.empty())
    available = tickets::split_words(query);
  const auto& own = locale_of_caller(call);
  const Locale* first = nullptr;
  for (const auto& code : available) {
    const auto* locale = people::find_locale(code);
    if (locale == &own) return answer(call, own);
    if (!first) first = locale;
  }
  return answer(call, first ? *first : own);
}

}  // namespace

std::vector<Route> locale_routes() {
  return {
      {"GET", "locales", Who::user, Mode::read, list},
      {"GET", "locales/agent", Who::agent, Mode::read, list_enabled},
      {"GET", "locales/public", Who::anybody, Mode::read, list_enabled},
      {"GET", "locales/current", Who::anybody, Mode::read, current},
      {"GET", "locales/detect_best_locale", Who::anybody, Mode::read, detect},
      {"PUT", "locales/detect_best_locale", Who::user, Mode::read, detect},
      {"GET", "locales/{word}", Who::user, Mode::read, show},
  };
}

}  // namespace pult::api
