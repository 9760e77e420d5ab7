// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sla/calendar.hpp"

#include <algorithm>

namespace pult::sla {
namespace {

constexpr std::int64_t day_minutes = 24 * 60, week_days = 7;
constexpr std::int64_t first_weekday = 4;  // 1970-01-01 was a Thursday

std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value >= 0 ? value / by : -((-value + by - 1) / by);
}

// In order, with those that touch joined.
template <class Range, class Start, class End>
void join(std::vector<Range>& ranges, Start Range::* start, End Range::* end, std::int64_t gap) {
  std::ranges::sort(ranges, {}, start);
  std::vector<Range> out;
  for (const auto& one : ranges) {
    if (!out.empty() && one.*start <= out.back().*end + gap)
      out.back().*end = std::max(out.back().*end, one.*end);
    else
      out.push_back(one);
  }
  ranges = std::move(out);
}

}  // namespace

Calendar::Calendar(TimeZone zone, std::vector<Span> week, std::vector<Holiday> holidays)
    : zone_(std::move(zone)), days_(week_days), holidays_(std::move(holidays)) {
  std::erase_if(week, [](const Span& span) { return span.start >= span.end; });
  join(week, &Span::start, &Span::end, 0);
  for (const auto& span : week)
    for (auto day = floor_div(span.start, day_minutes); day * day_minutes < span.end; ++day) {
      const auto begin = day * day_minutes;
      days_[std::size_t(((day % week_days) + week_days) % week_days)].push_back(
          {std::max(span.start, begin) - begin, std::min(span.end, begin + day_minutes) - begin});
    }
  for (auto& day : days_) join(day, &Span::start, &Span::end, 0);
  join(holidays_, &Holiday::first_day, &Holiday::last_day, 1);
}

std::int64_t Calendar::day_of(Micros moment) const { return floor_div(zone_.to_local(moment), base::day_us); }

bool Calendar::is_holiday_on(std::int64_t day) const {
  const auto next = std::ranges::upper_bound(holidays_, day, {}, &Holiday::first_day);
  return next != holidays_.begin() && std::prev(next)->last_day >= day;
}

bool Calendar::is_holiday(Micros moment) const { return is_holiday_on(day_of(moment)); }

std::vector<Calendar::Open> Calendar::hours_of(std::int64_t day) const {
  std::vector<Open> out;
  if (is_holiday_on(day)) return out;
  const auto weekday = std::size_t((((day + first_weekday) % week_days) + week_days) % week_days);
  for (const auto& span : days_[weekday]) {
    const auto midnight = day * base::day_us;
    const Open open{zone_.from_local(midnight + span.start * base::minute_us),
                    zone_.from_local(midnight + span.end * base::minute_us)};
    if (open.from < open.to) out.push_back(open);
  }
  return out;
}

bool Calendar::is_open(Micros moment) const {
  return std::ranges::any_of(hours_of(day_of(moment)),
                             [&](const Open& open) { return open.from <= moment && moment < open.to; });
}

Micros Calendar::open_between(Micros from, Micros to) const {
  Micros sum = 0;
  if (from >= to) return sum;
  // A day to spare on both sides: where clocks are put back at midnight, a day begins in the one before.
  for (auto day = day_of(from) - 1; day <= day_of(to) + 1; ++day)
    for (const auto& open : hours_of(day))
      sum += std::max<Micros>(0, std::min(open.to, to) - std::max(open.from, from));
  return sum;
}

std::optional<Micros> Calendar::after(Micros from, Micros open, Edge edge) const {
  const bool earliest = edge == Edge::earliest;
  if (open <= 0 && earliest) return from;
  for (auto day = day_of(from) - 1, last = day + horizon / base::day_us; day <= last; ++day)
    for (const auto& hours : hours_of(day)) {
      const auto begin = std::max(hours.from, from);
      const auto length = hours.to - begin;
      if (length <= 0) continue;
      if (earliest ? open <= length : open < length) return begin + open;
      open -= length;
    }
  return std::nullopt;
}

std::optional<Micros> Calendar::before(Micros to, Micros open, Edge edge) const {
  const bool latest = edge == Edge::latest;
  if (open <= 0 && latest) return to;
  for (auto day = day_of(to) + 1, last = day - horizon / base::day_us; day >= last; --day) {
    const auto hours = hours_of(day);
    for (auto one = hours.rbegin(); one != hours.rend(); ++one) {
      const auto end = std::min(one->to, to);
      const auto length = end - one->from;
      if (length <= 0) continue;
      if (latest ? open <= length : open < length) return end - open;
      open -= length;
    }
  }
  return std::nullopt;
}

}  // namespace pult::sla
