// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/schedule.hpp"

#include <algorithm>

#include "sla/time_zone.hpp"
#include "sql/insert_id.hpp"
#include "tickets/business_hours.hpp"
#include "tickets/view.hpp"

namespace pult::automation {
namespace {

constexpr std::int64_t day_minutes = 24 * 60, week_minutes = 7 * day_minutes;
constexpr std::size_t max_intervals = 100, max_schedules = 200, max_holidays = 1'000, max_name_bytes = 500;
constexpr Micros longest_holiday = 2 * 366 * base::day_us;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::string render(const std::vector<WorkInterval>& intervals) {
  std::string out;
  for (const auto& one : intervals)
    out += (out.empty() ? "" : " ") + std::to_string(one.start) + "-" + std::to_string(one.end);
  return out;
}

std::vector<WorkInterval> parse(std::string_view text) {
  std::vector<WorkInterval> out;
  for (const auto& span : tickets::parse_week(text)) out.push_back({span.start, span.end});
  return out;
}

Schedule map(const sql::Row& row) {
  return {row.id<ScheduleId>(0), row.string(1), row.string(2), parse(row.text(3)), row.int64(4), row.int64(5)};
}
Holiday map_holiday(const sql::Row& row) {
  return {row.id<HolidayId>(0), row.id<ScheduleId>(1), row.string(2), row.string(3), row.string(4)};
}

Result<void> check(const Schedule& schedule) {
  if (is_blank(schedule.name) || schedule.name.size() > max_name_bytes)
    return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (schedule.time_zone.size() > max_name_bytes || !sla::TimeZone::find(schedule.time_zone))
    return base::fail_field("time_zone", "InvalidValue", "Time zone: is not a time zone");
  return {};
}

std::optional<Micros> date(const std::string& text) {
  return text.size() == 10 ? base::parse_iso8601(text) : std::nullopt;
}

Result<void> check(const Holiday& holiday) {
  if (is_blank(holiday.name) || holiday.name.size() > max_name_bytes)
    return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  const auto from = date(holiday.start_date), to = date(holiday.end_date);
  if (!from) return base::fail_field("start_date", "InvalidFormat", "Start date: is not a date");
  if (!to) return base::fail_field("end_date", "InvalidFormat", "End date: is not a date");
  if (*to < *from) return base::fail_field("end_date", "InvalidValue", "End date: is before the start date");
  if (*to - *from > longest_holiday) return base::fail_field("end_date", "InvalidValue", "End date: is too far away");
  return {};
}

}  // namespace

std::vector<WorkInterval> usual_hours() {
  std::vector<WorkInterval> out;
  for (std::int64_t day = 1; day <= 5; ++day) out.push_back({day * day_minutes + 9 * 60, day * day_minutes + 17 * 60});
  return out;
}

Result<std::vector<WorkInterval>> check_intervals(std::vector<WorkInterval> intervals) {
  const auto bad = [](std::string why) {
    return base::fail_field("intervals", "InvalidValue", "Intervals: " + std::move(why));
  };
  if (intervals.size() > max_intervals) return bad("there are too many");
  std::ranges::sort(intervals);
  std::int64_t last = 0;
  for (const auto& one : intervals) {
    if (one.start < 0 || one.end > week_minutes || one.start >= one.end) return bad("one is outside the week or empty");
    if (one.start / day_minutes != (one.end - 1) / day_minutes) return bad("one goes over midnight");
    if (one.start < last) return bad("two of them overlap");
    last = one.end;
  }
  return intervals;
}

Result<std::vector<Schedule>> list_schedules(sql::Transaction& tx) {
  return tx.all("SELECT id, name, time_zone, intervals, created_at, updated_at FROM schedules ORDER BY id", {}, map);
}

Result<std::optional<Schedule>> find_schedule(sql::Transaction& tx, ScheduleId id) {
  return tx.one("SELECT id, name, time_zone, intervals, created_at, updated_at FROM schedules WHERE id = ?1",
                {id.value}, map);
}

Result<Schedule> insert_schedule(sql::Transaction& tx, Schedule schedule, Micros now) {
  PULT_TRY(check(schedule));
  if (PULT_TRY(list_schedules(tx)).size() >= max_schedules)
    return base::fail_field("base", "TooManyValues", "There are too many schedules");
  const auto intervals = render(schedule.intervals);
  const auto id = PULT_TRY(sql::insert_id(
      tx, "INSERT INTO schedules (name, time_zone, intervals, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
      {schedule.name, schedule.time_zone, intervals, now}));
  PULT_TRY(tickets::views_changed(tx));
  schedule.id = ScheduleId(id.value_or(0));
  schedule.created_at = schedule.updated_at = now;
  return schedule;
}

Result<void> save_schedule(sql::Transaction& tx, const Schedule& schedule, Micros now) {
  PULT_TRY(check(schedule));
  const auto intervals = render(schedule.intervals);
  PULT_TRY(tx.run("UPDATE schedules SET name = ?2, time_zone = ?3, intervals = ?4, updated_at = ?5 WHERE id = ?1",
                  {schedule.id, schedule.name, schedule.time_zone, intervals, now}));
  return tickets::views_changed(tx);
}

Result<void> delete_schedule(sql::Transaction& tx, ScheduleId id) {
  PULT_TRY(tx.run("DELETE FROM holidays WHERE schedule_id = ?1", {id}));
  PULT_TRY(tx.run("DELETE FROM schedules WHERE id = ?1", {id}));
  return tickets::views_changed(tx);
}

Result<std::vector<Holiday>> list_holidays(sql::Transaction& tx, ScheduleId schedule) {
  return tx.all("SELECT id, schedule_id, name, start_date, end_date FROM holidays WHERE schedule_id = ?1 ORDER BY id",
                {schedule.value}, map_holiday);
}

Result<std::optional<Holiday>> find_holiday(sql::Transaction& tx, ScheduleId schedule, HolidayId id) {
  return tx.one("SELECT id, schedule_id, name, start_date, end_date FROM holidays WHERE schedule_id = ?1 AND id = ?2",
                {schedule.value, id.value}, map_holiday);
}

Result<Holiday> insert_holiday(sql::Transaction& tx, Holiday holiday) {
  PULT_TRY(check(holiday));
  if (PULT_TRY(list_holidays(tx, holiday.schedule)).size() >= max_holidays)
    return base::fail_field("base", "TooManyValues", "There are too many holidays");
  const auto id = PULT_TRY(
      sql::insert_id(tx, "INSERT INTO holidays (schedule_id, name, start_date, end_date) VALUES (?1, ?2, ?3, ?4)",
                     {holiday.schedule, holiday.name, holiday.start_date, holiday.end_date}));
  PULT_TRY(tickets::views_changed(tx));
  holiday.id = HolidayId(id.value_or(0));
  return holiday;
}

Result<void> save_holiday(sql::Transaction& tx, const Holiday& holiday) {
  PULT_TRY(check(holiday));
  PULT_TRY(tx.run("UPDATE holidays SET name = ?2, start_date = ?3, end_date = ?4 WHERE id = ?1",
                  {holiday.id, holiday.name, holiday.start_date, holiday.end_date}));
  return tickets::views_changed(tx);
}

Result<void> delete_holiday(sql::Transaction& tx, HolidayId id) {
  PULT_TRY(tx.run("DELETE FROM holidays WHERE id = ?1", {id}));
  return tickets::views_changed(tx);
}

}  // namespace pult::automation
