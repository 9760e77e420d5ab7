// SPDX-License-Identifier: AGPL-3.0-or-later
// Whole days of a time zone.
#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace pult::reports {

inline constexpr std::int64_t max_days = 366;

struct Span {
  std::vector<Micros> days;  // where each begins, and at last where the span ends
  Micros from() const { return days.front(); }
  Micros until() const { return days.back(); }
  std::size_t count() const { return days.size() - 1; }
  // Of a moment inside.
  std::size_t day_of(Micros moment) const;
};

// Days as "2026-11-22", both included. invalid/"InvalidParameter" for what is no day or zone, and for over max_days.
Result<Span> parse_span(std::string_view first, std::string_view last, const std::string& zone);

}  // namespace pult::reports
