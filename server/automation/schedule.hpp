// SPDX-License-Identifier: AGPL-3.0-or-later
// Business hours and holidays as rows. The schedule that was made first is the desk's (tickets/business_hours.hpp).
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::automation {

using ScheduleId = base::Id<struct ScheduleTag>;
using HolidayId = base::Id<struct HolidayTag>;

// Minutes since Sunday 00:00 in the schedule's time zone; within one day.
struct WorkInterval {
  std::int64_t start = 0, end = 0;
  auto operator<=>(const WorkInterval&) const = default;
};

struct Schedule {
  ScheduleId id;
  std::string name, time_zone = "UTC";
  std::vector<WorkInterval> intervals;  // in their order, none touching the other
  Micros created_at = 0, updated_at = 0;
};

struct Holiday {
  HolidayId id;
  ScheduleId schedule;
  std::string name, start_date, end_date;  // YYYY-MM-DD, both included
};

// Monday to Friday, nine to five.
std::vector<WorkInterval> usual_hours();
// In order; unprocessable: outside the week, empty, over midnight, or two that overlap.
Result<std::vector<WorkInterval>> check_intervals(std::vector<WorkInterval> intervals);

Result<std::vector<Schedule>> list_schedules(sql::Transaction& tx);
Result<std::optional<Schedule>> find_schedule(sql::Transaction& tx, ScheduleId id);
// unprocessable: a blank name, what is no time zone of the IANA, too many.
Result<Schedule> insert_schedule(sql::Transaction& tx, Schedule schedule, Micros now);
Result<void> save_schedule(sql::Transaction& tx, const Schedule& schedule, Micros now);
Result<void> delete_schedule(sql::Transaction& tx, ScheduleId id);  // with its holidays

Result<std::vector<Holiday>> list_holidays(sql::Transaction& tx, ScheduleId schedule);
Result<std::optional<Holiday>> find_holiday(sql::Transaction& tx, ScheduleId schedule, HolidayId id);
// unprocessable: a blank name, dates that are none or in the wrong order, more than two years long.
Result<Holiday> insert_holiday(sql::Transaction& tx, Holiday holiday);
Result<void> save_holiday(sql::Transaction& tx, const Holiday& holiday);
Result<void> delete_holiday(sql::Transaction& tx, HolidayId id);

}  // namespace pult::automation
