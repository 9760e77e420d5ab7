// SPDX-License-Identifier: AGPL-3.0-or-later
// Two records of one customer become one. The one fix that cannot be taken back, as screens say before it.
#include <charconv>

#include "housekeeping/fix.hpp"
#include "jobs/jobs.hpp"
#include "people/merge.hpp"
#include "tickets/reassign.hpp"

namespace pult::housekeeping {
namespace {

Result<people::User> load(const Acting& acting, const std::string& id) {
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  auto user = PULT_TRY(people::find_user(acting.tx, UserId(number)));
  if (!user || !user->active || user->is_agent()) return finding_changed();
  return std::move(*user);
}

}  // namespace

Result<void> merge_person(const Acting& acting, const Finding& finding) {
  const auto loser = PULT_TRY(load(acting, finding.subject.id)), winner = PULT_TRY(load(acting, finding.detail));
  PULT_TRY(people::merge_users(acting.tx, loser, winner, acting.now()));
  PULT_TRY(tickets::replace_author(acting.tx, loser.id, winner.id));
  json::array items;
  for (const auto ticket : PULT_TRY(tickets::list_tickets_naming(acting.tx, loser.id)))
    items.push_back({{"ticket", ticket.value}, {"from", loser.id.value}, {"to", winner.id.value}});
  if (items.empty()) return {};
  PULT_TRY(jobs::enqueue(acting.tx, people::system_actor(), tickets::merge_users_job, items, acting.now()));
  return {};
}

}  // namespace pult::housekeeping
