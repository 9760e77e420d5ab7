// SPDX-License-Identifier: AGPL-3.0-or-later
// Sums over a span of days.
#pragma once
#include <map>

#include "reports/scope.hpp"
#include "reports/span.hpp"
#include "sla/calendar.hpp"

namespace pult::reports {

// How long something took, in minutes.
struct Lengths {
  std::vector<std::int32_t> minutes;
  // The value that this share (in percent) does not exceed; nullopt of none. Puts them in order.
  std::optional<std::int64_t> percentile(int percent);
};

struct Figures {
  std::int64_t created = 0;
  std::int64_t solved = 0, first_contact = 0, reopened = 0;  // of those solved
  std::int64_t good = 0, bad = 0;
  Lengths first_reply, first_reply_business;
  Lengths resolution, resolution_business;  // until the solution that stands
};

struct Report {
  Figures total;
  std::vector<Figures> days;
  std::map<std::int64_t, Figures> groups, users;  // 0: of none
  bool is_complete = true;                        // false: the newest max_rows only
};

inline constexpr std::int64_t max_rows = 1'000'000;

// `hours` is null where every hour counts: then nothing is measured in business hours.
Result<Report> sum_up(sql::Transaction& tx, const Span& span, const std::string& condition, const sla::Calendar* hours);

}  // namespace pult::reports
