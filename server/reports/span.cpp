// SPDX-License-Identifier: AGPL-3.0-or-later
#include "reports/span.hpp"

#include <algorithm>

#include "sla/time_zone.hpp"

namespace pult::reports {
namespace {

std::unexpected<Error> bad(std::string why) {
  return base::fail(ErrorKind::invalid, "InvalidParameter", std::move(why));
}

Result<Micros> parse_day(std::string_view text) {
  constexpr std::size_t length = 10;  // 2026-11-22
  const auto day = text.size() == length ? base::parse_iso8601(text) : std::nullopt;
  if (!day) return bad("from and to must be days, as 2026-11-22");
  return *day;
}

}  // namespace

std::size_t Span::day_of(Micros moment) const {
  return std::size_t(std::ranges::upper_bound(days, moment) - days.begin()) - 1;
}

Result<Span> parse_span(std::string_view first, std::string_view last, const std::string& zone) {
  const auto clocks = sla::TimeZone::find(zone);
  if (!clocks) return bad("time_zone is unknown");
  const auto from = PULT_TRY(parse_day(first)), to = PULT_TRY(parse_day(last));
  const auto count = (to - from) / base::day_us + 1;
  if (to < from || count > max_days) return bad("to must lie within 366 days from from");
  Span span;
  for (std::int64_t day = 0; day <= count; ++day) span.days.push_back(clocks->from_local(from + day * base::day_us));
  return span;
}

}  // namespace pult::reports
