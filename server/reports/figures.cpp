// SPDX-License-Identifier: AGPL-3.0-or-later
#include "reports/figures.hpp"

#include <algorithm>

#include "tickets/figures.hpp"

namespace pult::reports {
namespace {

using tickets::FigureKind;

struct Event {
  FigureKind kind = FigureKind::created;
  std::int64_t group = 0, user = 0;
  std::int64_t quality = 0;
  std::optional<std::int32_t> minutes, business_minutes;
};

std::int32_t minutes_of(Micros length) {
  return std::int32_t(std::min<Micros>(length / base::minute_us, std::numeric_limits<std::int32_t>::max()));
}

void add_length(const Event& event, Lengths& calendar, Lengths& business) {
  if (event.minutes) calendar.minutes.push_back(*event.minutes);
  if (event.business_minutes) business.minutes.push_back(*event.business_minutes);
}

void add(const Event& event, Figures& into) {
  switch (event.kind) {
    case FigureKind::created: ++into.created; break;
    case FigureKind::first_reply: add_length(event, into.first_reply, into.first_reply_business); break;
    case FigureKind::solved:
      ++into.solved;
      into.first_contact += event.quality == tickets::solved_at_first_contact;
      into.reopened += event.quality == tickets::reopened_later;
      if (event.quality != tickets::reopened_later) add_length(event, into.resolution, into.resolution_business);
      break;
    case FigureKind::rated: ++(event.quality == 1 ? into.good : into.bad); break;
  }
}

}  // namespace

std::optional<std::int64_t> Lengths::percentile(int percent) {
  if (minutes.empty()) return std::nullopt;
  const auto place = (minutes.size() * std::size_t(percent) + 99) / 100;
  const auto at = minutes.begin() + std::ptrdiff_t(std::max<std::size_t>(place, 1) - 1);
  std::ranges::nth_element(minutes, at);
  return *at;
}

Result<Report> sum_up(sql::Transaction& tx, const Span& span, const std::string& condition,
                      const sla::Calendar* hours) {
  Report report;
  report.days.resize(span.count());
  std::int64_t rows = 0;
  const std::string text =
      "SELECT f.kind, f.at, f.group_id, f.user_id, f.took_us, f.quality FROM ticket_figures f WHERE f.kind = ?1 AND "
      "f.at >= ?2 AND f.at < ?3 AND " +
      condition + " ORDER BY f.at DESC LIMIT ?4";
  for (const auto kind : {FigureKind::created, FigureKind::first_reply, FigureKind::solved, FigureKind::rated})
    PULT_TRY(tx.each(text, {int(kind), span.from(), span.until(), max_rows}, [&](const sql::Row& row) -> Result<void> {
      Event event{kind, row.int64(2), row.int64(3), row.int64(5), {}, {}};
      const auto at = row.int64(1);
      if (const auto took = row.optional_int64(4)) {
        event.minutes = minutes_of(*took);
        if (hours) event.business_minutes = minutes_of(hours->open_between(at - *took, at));
      }
      add(event, report.total);
      add(event, report.days[span.day_of(at)]);
      add(event, report.groups[event.group]);
      add(event, report.users[event.user]);
      ++rows;
      return {};
    }));
  report.is_complete = rows < max_rows;
  return report;
}

}  // namespace pult::reports
