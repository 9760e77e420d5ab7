// SPDX-License-Identifier: AGPL-3.0-or-later
#include <set>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/user_input.hpp"
#include "sql/id_list.hpp"
#include "tickets/account_settings.hpp"
#include "tickets/lifecycle_clock.hpp"

namespace pult::api {
namespace {

Result<people::Group> load(Call& call) {
  auto group = PULT_TRY(people::find_group(call.tx, GroupId(call.ids[0])));
  if (!group) return base::fail_not_found();
  return std::move(*group);
}

// include=users: who is in these groups.
Result<void> add_members(Call& call, const std::set<GroupId>& groups, json::object& body) {
  Mentioned mentioned;
  if (includes(call, "users") && !groups.empty()) {
    const sql::IdList list(call.tx, std::vector<GroupId>(groups.begin(), groups.end()));
    PULT_TRY(call.tx.each("SELECT DISTINCT user_id FROM group_memberships WHERE group_id" + list.among(1), {list},
                          [&](const sql::Row& row) -> Result<void> {
                            mentioned.users.insert(row.int64(0));
                            return {};
                          }));
  }
  return add_sideloads(call, mentioned, body);
}

Result<Answer> answer_groups(Call& call, const Page& page, std::vector<people::Group>& rows) {
  std::set<GroupId> shown;
  auto body = whole_list_answer(
      call, page, "groups", rows, [](const people::Group& g) { return g.id.value; },
      [&](const people::Group& g) {
        shown.insert(g.id);
        return present_group(call, g);
      });
  PULT_TRY(add_members(call, shown, body));
  return Answer{200, std::move(body)};
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const bool with_deleted = call.request.query_value("exclude_deleted") == "false";
  auto rows = PULT_TRY(with_deleted ? people::list_all_groups(call.tx) : people::list_groups(call.tx));
  return answer_groups(call, page, rows);
}

Result<Answer> show(Call& call) {
  const auto group = PULT_TRY(load(call));
  json::object body{{"group", present_group(call, group)}};
  PULT_TRY(add_members(call, {group.id}, body));
  return Answer{200, std::move(body)};
}

Result<void> apply_input(Body& in, people::Group& group) {
  if (const auto v = in.text("name")) group.name = *v;
  if (const auto v = in.text("description")) group.description = *v;
  if (const auto v = in.text("signature")) group.signature = *v;
  if (const auto v = in.boolean("is_public")) group.is_public = *v;
  return in.check();
}

// As long as the account's settings ask for it, no two groups are called the same.
Result<void> check_name(Call& call, const people::Group& group) {
  const auto settings = tickets::account_settings(PULT_TRY(tickets::load_account_settings(call.tx)));
  if (!settings.at("groups").at("check_group_name_uniqueness").as_bool()) return {};
  for (const auto& other : PULT_TRY(people::list_groups(call.tx)))
    if (other.id != group.id && people::name_key(other.name) == people::name_key(group.name))
      return base::fail_field("name", "DuplicateValue", "Name: " + group.name + " has already been taken");
  return {};
}

// Our own members: what a late answer does, and for how long an assignee may leave a ticket.
Result<void> apply_policy(Call& call, Body& in, GroupId group) {
  const auto& desk = call.services.desk;
  const auto before = desk.definitions(call.tx)->policy_of(group);
  auto after = before;
  if (const auto word = in.text("reopen_policy")) {
    const auto reopening = tickets::parse_reopening(*word);
    if (!reopening)
      return base::fail_field("reopen_policy", "InvalidValue",
                              "Reopen policy: must be reopen, reopen_within or follow_up");
    after.reopening = *reopening;
  }
  if (const auto days = in.id("reopen_days")) after.reopen_days = *days;
  if (const auto hours = in.id("ownership_timeout_hours")) after.ownership_hours = *hours;
  PULT_TRY(in.check());
  if (after == before) return {};
  PULT_TRY(tickets::save_group_policy(call.tx, group, after));
  PULT_TRY(desk.definitions_changed(call.tx));
  return tickets::policy_changed(call.tx, group, before, after, call.now());
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "group")));
  people::Group wanted;
  PULT_TRY(apply_input(in, wanted));
  PULT_TRY(check_name(call, wanted));
  const auto made = PULT_TRY(people::create_group(call.tx, wanted, call.now()));
  PULT_TRY(apply_policy(call, in, made.id));
  return answer_made("group", present_group(call, made));
}

Result<Answer> update(Call& call) {
  auto group = PULT_TRY(load(call));
  Body in(*PULT_TRY(inner(call.body, "group")));
  const auto name = group.name;
  PULT_TRY(apply_input(in, group));
  if (group.name != name) PULT_TRY(check_name(call, group));
  PULT_TRY(people::save_group(call.tx, group, call.now()));
  PULT_TRY(apply_policy(call, in, group.id));
  return show(call);
}

Result<Answer> remove(Call& call) {
  auto group = PULT_TRY(load(call));
  group.deleted = true;
  PULT_TRY(people::save_group(call.tx, group, call.now()));
  return Answer{204, nullptr};
}

// The groups the caller may hand tickets to.
Result<Answer> assignable(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(people::list_groups(call.tx));
  if (!people::may(call.actor, &people::Permissions::assign_tickets_to_any_group))
    std::erase_if(rows, [&](const people::Group& g) { return !call.actor.in_group(g.id); });
  return answer_groups(call, page, rows);
}

Answer answer_count(const Call& call, std::size_t value) {
  return Answer{200, {{"count", {{"value", value}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

Result<Answer> count(Call& call) { return answer_count(call, PULT_TRY(people::list_groups(call.tx)).size()); }

Result<std::vector<people::Group>> groups_of_user(Call& call) {
  return people::list_groups_of(call.tx, PULT_TRY(access_user(call, UserId(call.ids[0]))).id);
}

Result<Answer> list_of_user(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(groups_of_user(call));
  return answer_groups(call, page, rows);
}

Result<Answer> count_of_user(Call& call) { return answer_count(call, PULT_TRY(groups_of_user(call)).size()); }

}  // namespace

std::vector<Route> group_routes() {
  return {
      {"GET", "groups", Who::agent, Mode::read, list},
      {"GET", "groups/assignable", Who::agent, Mode::read, assignable},
      {"GET", "groups/count", Who::agent, Mode::read, count},
      {"GET", "users/{id}/groups", Who::agent, Mode::read, list_of_user},
      {"GET", "users/{id}/groups/count", Who::agent, Mode::read, count_of_user},
      {"POST", "groups", Who::admin, Mode::write, create},
      {"GET", "groups/{id}", Who::agent, Mode::read, show},
      {"PUT", "groups/{id}", Who::admin, Mode::write, update},
      {"DELETE", "groups/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
