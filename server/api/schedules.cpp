// SPDX-License-Identifier: AGPL-3.0-or-later
// business_hours/schedules and their holidays.
#include "api/routes.hpp"
#include "api/rule_json.hpp"
#include "automation/schedule.hpp"

namespace pult::api {
namespace {

using automation::Holiday;
using automation::Schedule;

json::array present_intervals(const Schedule& schedule) {
  json::array out;
  for (const auto& one : schedule.intervals)
    out.push_back(json::object{{"start_time", one.start}, {"end_time", one.end}});
  return out;
}

json::object present(const Schedule& schedule) {
  return {{"id", schedule.id.value},
          {"name", schedule.name},
          {"time_zone", schedule.time_zone},
          {"intervals", present_intervals(schedule)},
          {"created_at", base::render_iso8601(schedule.created_at)},
          {"updated_at", base::render_iso8601(schedule.updated_at)}};
}

json::object present(const Holiday& holiday) {
  return {{"id", holiday.id.value},
          {"name", holiday.name},
          {"start_date", holiday.start_date},
          {"end_date", holiday.end_date}};
}

Result<Schedule> load(Call& call) {
  auto schedule = PULT_TRY(automation::find_schedule(call.tx, automation::ScheduleId(call.ids[0])));
  if (!schedule) return base::fail_not_found();
  return std::move(*schedule);
}

Result<Holiday> load_holiday(Call& call) {
  auto holiday = PULT_TRY(
      automation::find_holiday(call.tx, automation::ScheduleId(call.ids[0]), automation::HolidayId(call.ids[1])));
  if (!holiday) return base::fail_not_found();
  return std::move(*holiday);
}

std::string path_of(const Schedule& schedule) {
  return "business_hours/schedules/" + std::to_string(schedule.id.value);
}

// Short lists that are told whole, with the address they came from.
Result<Answer> list(Call& call) {
  json::array out;
  for (const auto& schedule : PULT_TRY(automation::list_schedules(call.tx))) out.push_back(present(schedule));
  return Answer{200, {{"schedules", std::move(out)}, {"url", call.url("business_hours/schedules")}}};
}

Result<Answer> show(Call& call) { return Answer{200, {{"schedule", present(PULT_TRY(load(call)))}}}; }

Result<void> read_intervals(const json::object& from, Schedule& schedule) {
  Body in(from);
  const auto* list = in.array("intervals");
  PULT_TRY(in.check());
  if (!list) return {};
  std::vector<automation::WorkInterval> intervals;
  for (const auto& item : *list) {
    if (!item.is_object()) return base::fail(ErrorKind::invalid, "InvalidAttribute", "intervals must be objects");
    Body one(item.get_object());
    const auto start = one.id("start_time"), end = one.id("end_time");
    PULT_TRY(one.check());
    if (!start || !end) return base::fail_field("intervals", "BlankValue", "Intervals: start and end are needed");
    intervals.push_back({*start, *end});
  }
  schedule.intervals = PULT_TRY(automation::check_intervals(std::move(intervals)));
  return {};
}

Result<void> read(const json::object& from, Schedule& schedule) {
  Body in(from);
  if (const auto v = in.text("name")) schedule.name = *v;
  if (const auto v = in.text("time_zone")) schedule.time_zone = *v;
  PULT_TRY(in.check());
  return read_intervals(from, schedule);
}

Result<Answer> create(Call& call) {
  Schedule schedule;
  schedule.intervals = automation::usual_hours();
  PULT_TRY(read(*PULT_TRY(inner(call.body, "schedule")), schedule));
  const auto made = PULT_TRY(automation::insert_schedule(call.tx, std::move(schedule), call.now()));
  Answer answer{201, {{"schedule", present(made)}}};
  answer.headers.emplace_back("Location", call.url(path_of(made)));
  return answer;
}

Result<Answer> update(Call& call) {
  auto schedule = PULT_TRY(load(call));
  PULT_TRY(read(*PULT_TRY(inner(call.body, "schedule")), schedule));
  PULT_TRY(automation::save_schedule(call.tx, schedule, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(automation::delete_schedule(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

Result<Answer> set_workweek(Call& call) {
  auto schedule = PULT_TRY(load(call));
  PULT_TRY(read_intervals(*PULT_TRY(inner(call.body, "workweek")), schedule));
  PULT_TRY(automation::save_schedule(call.tx, schedule, call.now()));
  return Answer{200, {{"workweek", {{"intervals", present_intervals(schedule)}}}}};
}

Result<Answer> holidays(Call& call) {
  const auto schedule = PULT_TRY(load(call));
  json::array out;
  for (const auto& holiday : PULT_TRY(automation::list_holidays(call.tx, schedule.id))) out.push_back(present(holiday));
  return Answer{200, {{"holidays", std::move(out)}, {"url", call.url(path_of(schedule) + "/holidays")}}};
}

Result<Answer> show_holiday(Call& call) { return Answer{200, {{"holiday", present(PULT_TRY(load_holiday(call)))}}}; }

Result<void> read(const json::object& from, Holiday& holiday) {
  Body in(from);
  if (const auto v = in.text("name")) holiday.name = *v;
  if (const auto v = in.text("start_date")) holiday.start_date = *v;
  if (const auto v = in.text("end_date")) holiday.end_date = *v;
  return in.check();
}

Result<Answer> create_holiday(Call& call) {
  const auto schedule = PULT_TRY(load(call));
  Holiday holiday;
  holiday.schedule = schedule.id;
  PULT_TRY(read(*PULT_TRY(inner(call.body, "holiday")), holiday));
  const auto made = PULT_TRY(automation::insert_holiday(call.tx, std::move(holiday)));
  Answer answer{201, {{"holiday", present(made)}}};
  answer.headers.emplace_back("Location", call.url(path_of(schedule) + "/holidays/" + std::to_string(made.id.value)));
  return answer;
}

Result<Answer> update_holiday(Call& call) {
  auto holiday = PULT_TRY(load_holiday(call));
  PULT_TRY(read(*PULT_TRY(inner(call.body, "holiday")), holiday));
  PULT_TRY(automation::save_holiday(call.tx, holiday));
  return show_holiday(call);
}

Result<Answer> remove_holiday(Call& call) {
  PULT_TRY(automation::delete_holiday(call.tx, PULT_TRY(load_holiday(call)).id));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> schedule_routes() {
  return {
      {"GET", "business_hours/schedules", Who::agent, Mode::read, list},
      {"POST", "business_hours/schedules", Who::admin, Mode::write, create},
      {"GET", "business_hours/schedules/{id}", Who::agent, Mode::read, show},
      {"PUT", "business_hours/schedules/{id}", Who::admin, Mode::write, update},
      {"DELETE", "business_hours/schedules/{id}", Who::admin, Mode::write, remove},
      {"PUT", "business_hours/schedules/{id}/workweek", Who::admin, Mode::write, set_workweek},
      {"GET", "business_hours/schedules/{id}/holidays", Who::agent, Mode::read, holidays},
      {"POST", "business_hours/schedules/{id}/holidays", Who::admin, Mode::write, create_holiday},
      {"GET", "business_hours/schedules/{id}/holidays/{id}", Who::agent, Mode::read, show_holiday},
      {"PUT", "business_hours/schedules/{id}/holidays/{id}", Who::admin, Mode::write, update_holiday},
      {"DELETE", "business_hours/schedules/{id}/holidays/{id}", Who::admin, Mode::write, remove_holiday},
  };
}

}  // namespace pult::api
