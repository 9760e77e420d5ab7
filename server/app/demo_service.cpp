// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/demo_service.hpp"

#include "automation/schedule.hpp"
#include "automation/sla_policy.hpp"

namespace pult::app {
namespace {

struct Hours {
  std::string_view priority;
  std::int64_t first_reply, next_reply, resolution;
};

automation::SlaPolicy policy_of(std::string title, std::string description, std::initializer_list<Hours> all,
                                bool business_hours) {
  automation::SlaPolicy policy;
  policy.title = std::move(title);
  policy.description = std::move(description);
  for (const auto& hours : all)
    for (const auto& [metric, length] :
         {std::pair("first_reply_time", hours.first_reply), std::pair("next_reply_time", hours.next_reply),
          std::pair("requester_wait_time", hours.resolution)})
      policy.metrics.push_back({std::string(hours.priority), metric, length * 3600, business_hours});
  return policy;
}

}  // namespace

Result<void> create_demo_service(sql::Transaction& tx, const DemoPeople& people, Micros now) {
  if (!PULT_TRY(automation::list_schedules(tx)).empty() || !PULT_TRY(automation::list_sla_policies(tx)).empty())
    return {};
  automation::Schedule schedule;
  schedule.name = "Office hours";
  schedule.time_zone = "Europe/Vilnius";
  schedule.intervals = automation::usual_hours();
  PULT_TRY(automation::insert_schedule(tx, std::move(schedule), now));
  auto desk =
      policy_of("Service desk", "Business customers: around the clock",
                {{"urgent", 1, 1, 120}, {"high", 2, 4, 240}, {"normal", 8, 24, 720}, {"low", 24, 48, 1440}}, false);
  const auto technical = people.groups.find("Technical");
  if (technical != people.groups.end())
    desk.filter.all.push_back({"group_id", "is", {std::to_string(technical->second.id.value)}});
  PULT_TRY(automation::insert_sla_policy(tx, std::move(desk), now));
  PULT_TRY(automation::insert_sla_policy(
      tx,
      policy_of("Shop", "Everything else: in office hours",
                {{"urgent", 2, 2, 40}, {"high", 4, 8, 80}, {"normal", 8, 16, 120}, {"low", 16, 40, 240}}, true),
      now));
  return {};
}

}  // namespace pult::app
