// SPDX-License-Identifier: AGPL-3.0-or-later
// Business hours: when a desk works, and how much of its working time passes between two moments.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "sla/time_zone.hpp"

namespace pult::sla {

// Minutes since Sunday 00:00 on the desk's clocks, start < end. Spans may go past midnight and touch one another.
struct Span {
  std::int64_t start = 0, end = 0;
  auto operator<=>(const Span&) const = default;
};

// Whole days on the desk's clocks, both included, as days since 1970-01-01.
struct Holiday {
  std::int64_t first_day = 0, last_day = 0;
};

class Calendar {
 public:
  // Spans may overlap: what is covered twice counts once.
  Calendar(TimeZone zone, std::vector<Span> week, std::vector<Holiday> holidays);

  bool is_open(Micros moment) const;
  bool is_holiday(Micros moment) const;
  // Working time from one moment to a later one; 0 when it is not later.
  Micros open_between(Micros from, Micros to) const;

  // Moments between which and another one so much working time lies. While the desk is closed the clock stands, so
  // there is an earliest and a latest one. nullopt: not within `horizon`.
  enum class Edge : std::uint8_t { earliest, latest };
  std::optional<Micros> after(Micros from, Micros open, Edge edge = Edge::earliest) const;
  std::optional<Micros> before(Micros to, Micros open, Edge edge = Edge::latest) const;

  static constexpr Micros horizon = 20 * 366 * base::day_us;

 private:
  struct Open {
    Micros from = 0, to = 0;
  };
  std::vector<Open> hours_of(std::int64_t day) const;
  bool is_holiday_on(std::int64_t day) const;
  std::int64_t day_of(Micros moment) const;

  TimeZone zone_;
  std::vector<std::vector<Span>> days_;  // of the week, each within its day, in order
  std::vector<Holiday> holidays_;        // in order, none touching the other
};

}  // namespace pult::sla
