// SPDX-License-Identifier: AGPL-3.0-or-later
// Merging people and merging organizations. Their tickets follow, one audit each: many of them in a job behind.
#include "api/job_kinds.hpp"
#include "api/organization_input.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/user_input.hpp"
#include "people/merge.hpp"
#include "tickets/reassign.hpp"

namespace pult::api {
namespace {

constexpr auto users_type = tickets::merge_users_job;
constexpr std::string_view organizations_type = "Merge Organizations";
// So many tickets move before the answer.
constexpr std::size_t moved_at_once = 50;
constexpr int tickets_a_step = 50;

Result<people::User> winner_of(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "user")));
  const UserId id(in.id("id").value_or(0));
  const auto email = in.text("email").value_or("");
  PULT_TRY(in.check());
  if (id) return access_user_to_edit(call, id);
  const auto found = PULT_TRY(people::find_user_by_email(call.tx, email));
  if (!found) return base::fail_field("user", "InvalidValue", "User: is invalid");
  return access_user_to_edit(call, found->id);
}

// Asked again, the answer is the same.
Result<Answer> merge_users(Call& call) {
  const auto loser = PULT_TRY(access_user_to_edit(call, UserId(call.ids[0])));
  const auto winner = PULT_TRY(winner_of(call));
  if (!call.actor.is_admin() && call.actor.permissions.end_user_profiles != people::ProfileAccess::full)
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not merge users");
  if (!loser.active && PULT_TRY(people::merged_into(call.tx, loser.id)) == winner.id)
    return Answer{200, {{"user", present_user(call, winner)}}};
  PULT_TRY(people::merge_users(call.tx, loser, winner, call.now()));
  PULT_TRY(tickets::replace_author(call.tx, loser.id, winner.id));
  json::array later;
  std::size_t moved = 0;
  for (const auto ticket : PULT_TRY(tickets::list_tickets_naming(call.tx, loser.id))) {
    if (++moved <= moved_at_once)
      PULT_TRY(tickets::replace_person(call.tx, call.services.desk, call.actor, ticket, loser.id, winner.id));
    else
      later.push_back({{"ticket", ticket.value}, {"from", loser.id.value}, {"to", winner.id.value}});
  }
  if (!later.empty()) PULT_TRY(jobs::enqueue(call.tx, people::system_actor(), users_type, later, call.now()));
  return Answer{200, {{"user", present_user(call, PULT_TRY(people::load_user(call.tx, winner.id)))}}};
}

json::object present(const Call& call, const people::OrganizationMerge& merge) {
  return {{"id", merge.id},
          {"url", call.url("organization_merges/" + merge.id)},
          {"loser_id", merge.loser.value},
          {"winner_id", merge.winner.value},
          {"status", merge.status}};
}

Result<Answer> merge_organizations(Call& call) {
  const auto loser = PULT_TRY(access_organization(call, OrganizationId(call.ids[0])));
  Body in(*PULT_TRY(inner(call.body, "organization_merge")));
  const OrganizationId winner(in.id("winner_id").value_or(0));
  PULT_TRY(in.check());
  if (winner == loser.id || !PULT_TRY(people::find_organization(call.tx, winner)))
    return base::fail_field("winner_id", "InvalidValue", "Winner: is invalid");
  const auto merge = PULT_TRY(people::begin_organization_merge(call.tx, loser.id, winner, call.now()));
  PULT_TRY(jobs::enqueue(call.tx, people::system_actor(), organizations_type, {json::object{{"merge", merge.id}}},
                         call.now()));
  return Answer{200, {{"organization_merge", present(call, merge)}}};
}

Result<Answer> show_merge(Call& call) {
  const auto merge = PULT_TRY(people::find_organization_merge(call.tx, call.word));
  if (!merge) return base::fail_not_found();
  return Answer{200, {{"organization_merge", present(call, *merge)}}};
}

Result<Answer> list_merges(Call& call) {
  if (!PULT_TRY(people::find_organization(call.tx, OrganizationId(call.ids[0])))) return base::fail_not_found();
  json::array list;
  for (const auto& merge : PULT_TRY(people::list_organization_merges(call.tx, OrganizationId(call.ids[0]))))
    list.push_back(present(call, merge));
  const auto count = list.size();
  return Answer{
      200,
      {{"organization_merges", std::move(list)}, {"count", count}, {"next_page", nullptr}, {"previous_page", nullptr}}};
}

json::object done(int index) { return {{"index", index}, {"success", true}}; }

jobs::Step users_step(Services& services) {
  return [&services](sql::Transaction& tx, const people::Actor& actor, const json::value& item,
                     int index) -> Result<json::object> {
    const auto id = [&](std::string_view name) { return item.at(name).as_int64(); };
    PULT_TRY(tickets::replace_person(tx, services.desk, actor, TicketId(id("ticket")), UserId(id("from")),
                                     UserId(id("to"))));
    return done(index);
  };
}

// A piece of the tickets a step; the last step moves the members and ends the loser.
jobs::Step organizations_step(Services& services) {
  return [&services](sql::Transaction& tx, const people::Actor& actor, const json::value& item,
                     int index) -> Result<json::object> {
    const auto merge = PULT_TRY(people::find_organization_merge(tx, std::string_view(item.at("merge").as_string())));
    if (!merge || merge->status == "complete") return done(index);
    const auto tickets = PULT_TRY(tickets::list_tickets_of(tx, merge->loser, {}, tickets_a_step));
    for (const auto ticket : tickets)
      PULT_TRY(tickets::replace_organization(tx, services.desk, actor, ticket, merge->loser, merge->winner));
    auto result = done(index);
    if (int(tickets.size()) == tickets_a_step) {
      PULT_TRY(people::set_merge_status(tx, merge->id, "in_progress"));
      jobs::continue_with(result, item);
      return result;
    }
    PULT_TRY(people::move_members(tx, *merge, services.now()));
    PULT_TRY(people::set_merge_status(tx, merge->id, "complete"));
    return result;
  };
}

}  // namespace

void add_merge_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(users_type), {users_step(services)});
  runner.handle(std::string(organizations_type), {organizations_step(services), 1});
}

std::vector<Route> merge_routes() {
  return {
      {"PUT", "users/{id}/merge", Who::agent, Mode::write, merge_users},
      {"PUT", "organizations/{id}/merge", Who::admin, Mode::write, merge_organizations},
      {"GET", "organizations/{id}/merges", Who::admin, Mode::read, list_merges},
      {"GET", "organization_merges/{word}", Who::admin, Mode::read, show_merge},
  };
}

}  // namespace pult::api
