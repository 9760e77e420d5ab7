// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/clock.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace pult::base {
namespace {

using namespace std::chrono;

struct Civil {
  int year, month, day, hour, minute, second, weekday;
};

Civil civil(Micros time) {
  const auto point = sys_time<microseconds>(microseconds(time));
  const auto days = floor<std::chrono::days>(point);
  const year_month_day date{days};
  const hh_mm_ss clock(floor<seconds>(point - days));
  return {int(date.year()),
          int(unsigned(date.month())),
          int(unsigned(date.day())),
          int(clock.hours().count()),
          int(clock.minutes().count()),
          int(clock.seconds().count()),
          int(weekday(days).c_encoding())};
}

// Years of other than four digits.
std::string render_unusual(const Civil& c) {
  std::array<char, 64> out{};
  const int size = std::snprintf(out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day,
                                 c.hour, c.minute, c.second);
  return {out.data(), std::size_t(size)};
}

// Reads exactly `digits` digits at `at` and moves past them.
std::optional<int> number(std::string_view text, std::size_t& at, int digits) {
  int value = 0;
  for (int i = 0; i < digits; ++i, ++at) {
    if (at >= text.size() || text[at] < '0' || text[at] > '9') return std::nullopt;
    value = value * 10 + (text[at] - '0');
  }
  return value;
}

bool skip(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted) return false;
  ++at;
  return true;
}

// "Z", "+HH:MM" or "+HHMM" at the end of the text, in microseconds east of UTC.
std::optional<Micros> zone(std::string_view text, std::size_t& at) {
  if (at == text.size()) return 0;
  if (skip(text, at, 'Z') || skip(text, at, 'z')) return 0;
  const int sign = text[at] == '-' ? -1 : 1;
  if (!skip(text, at, '+') && !skip(text, at, '-')) return std::nullopt;
  const auto hours = number(text, at, 2);
  skip(text, at, ':');
  const auto minutes = number(text, at, 2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  return sign * (*hours * hour_us + *minutes * minute_us);
}

}  // namespace

Micros SystemClock::now() const { return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count(); }

std::string render_iso8601(Micros time) {
  const auto c = civil(time);
  if (c.year < 0 || c.year > 9999) return render_unusual(c);
  std::string out = "0000-00-00T00:00:00Z";
  const auto put = [&](std::size_t at, int value) {
    out[at] = char('0' + value / 10);
    out[at + 1] = char('0' + value % 10);
  };
  put(0, c.year / 100);
  put(2, c.year % 100);
  put(5, c.month);
  put(8, c.day);
  put(11, c.hour);
  put(14, c.minute);
  put(17, c.second);
  return out;
}

std::string render_rfc5322_date(Micros time) {
  static constexpr std::array<const char*, 7> day_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto c = civil(time);
  std::array<char, 80> out{};
  const int size =
      std::snprintf(out.data(), out.size(), "%s, %02d %s %04d %02d:%02d:%02d +0000", day_names[std::size_t(c.weekday)],
                    c.day, month_names[std::size_t(c.month - 1)], c.year, c.hour, c.minute, c.second);
  return {out.data(), std::size_t(size)};
}

std::optional<Micros> parse_iso8601(std::string_view text) {
  std::size_t at = 0;
  const auto y = number(text, at, 4);
  if (!y || !skip(text, at, '-')) return std::nullopt;
  const auto mo = number(text, at, 2);
  if (!mo || !skip(text, at, '-')) return std::nullopt;
  const auto d = number(text, at, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year(*y), month(unsigned(*mo)), day(unsigned(*d))};
  if (!date.ok()) return std::nullopt;
  Micros time = duration_cast<microseconds>(sys_days(date).time_since_epoch()).count();
  if (at == text.size()) return time;
  const bool is_spaced = skip(text, at, ' ');
  if (!is_spaced && !skip(text, at, 'T')) return std::nullopt;
  const auto h = number(text, at, 2);
  if (!h || *h > 23 || !skip(text, at, ':')) return std::nullopt;
  const auto mi = number(text, at, 2);
  if (!mi || *mi > 59) return std::nullopt;
  time += *h * hour_us + *mi * minute_us;
  if (skip(text, at, ':')) {
    const auto s = number(text, at, 2);
    if (!s || *s > 60) return std::nullopt;
    time += *s * second_us;
    if (skip(text, at, '.')) {
      if (at == text.size() || text[at] < '0' || text[at] > '9') return std::nullopt;
      Micros unit = 100'000;
      while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        time += (text[at++] - '0') * unit;
        unit /= 10;
      }
    }
  }
  // "2026-11-21 20:04:28 +0200" and "... UTC" are how Ruby writes a time.
  const auto rest = text.substr(at);
  if (is_spaced && rest == " UTC") return time;
  if (is_spaced && (rest.starts_with(" +") || rest.starts_with(" -"))) ++at;
  const auto east = zone(text, at);
  if (!east || at != text.size()) return std::nullopt;
  return time - *east;
}

}  // namespace pult::base
