// SPDX-License-Identifier: AGPL-3.0-or-later
// When the desk works: its first schedule, as a calendar. Kept in memory with the views (view_set.hpp); whoever changes
// a schedule or a holiday says views_changed.
#pragma once
#include <memory>
#include <string>

#include "rules/program.hpp"
#include "sla/calendar.hpp"
#include "sql/database.hpp"

namespace pult::tickets {

class BusinessHours final : public rules::BusinessTime {
 public:
  BusinessHours(std::int64_t schedule, std::string name, std::string zone, sla::Calendar calendar)
      : schedule_(schedule), name_(std::move(name)), zone_(std::move(zone)), calendar_(std::move(calendar)) {}

  std::int64_t schedule() const { return schedule_; }
  const std::string& name() const { return name_; }
  const std::string& zone() const { return zone_; }
  const sla::Calendar& calendar() const { return calendar_; }

  Micros before(Micros moment, Micros open, rules::Edge edge) const override;
  Micros after(Micros moment, Micros open, rules::Edge edge) const override;

 private:
  std::int64_t schedule_;
  std::string name_, zone_;
  sla::Calendar calendar_;
};

// "540-1020 1980-2460", as schedules keep their week.
std::vector<sla::Span> parse_week(std::string_view text);

// Of the schedule that is the default one, because it was made first; null where there is none.
Result<std::shared_ptr<const BusinessHours>> load_business_hours(sql::Transaction& tx);

}  // namespace pult::tickets
