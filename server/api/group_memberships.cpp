// SPDX-License-Identifier: AGPL-3.0-or-later
// Which agents work in which groups.
#include "api/body.hpp"
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/user_input.hpp"

namespace pult::api {
namespace {

using people::GroupMembership;
using people::GroupMembershipId;

constexpr std::string_view create_type = "Bulk Create Group Membership";
constexpr std::string_view delete_type = "Bulk Delete Group Membership";

Result<Answer> answer_list(Call& call, UserId user, GroupId group, bool only_assignable = false) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(people::list_memberships(call.tx, user, group));
  if (only_assignable && !people::may(call.actor, &people::Permissions::assign_tickets_to_any_group))
    std::erase_if(rows, [&](const GroupMembership& m) { return !call.actor.in_group(m.group); });
  auto body = whole_list_answer(
      call, page, "group_memberships", rows, [](const GroupMembership& m) { return m.id.value; },
      [&](const GroupMembership& m) { return present_membership(call, m); });
  Mentioned mentioned;
  for (const auto& row : rows) {
    mentioned.users.insert(row.user.value);
    mentioned.groups.insert(row.group.value);
  }
  PULT_TRY(add_sideloads(call, mentioned, body));
  body.erase("organizations");  // not of these
  return Answer{200, std::move(body)};
}

Result<GroupId> group_of(Call& call) {
  const auto group = PULT_TRY(people::find_group(call.tx, GroupId(call.ids[0])));
  if (!group) return base::fail_not_found();
  return group->id;
}

Result<Answer> list(Call& call) { return answer_list(call, {}, {}); }
Result<Answer> list_assignable(Call& call) { return answer_list(call, {}, {}, true); }
Result<Answer> list_of_group(Call& call) { return answer_list(call, {}, PULT_TRY(group_of(call))); }
Result<Answer> list_assignable_of_group(Call& call) { return answer_list(call, {}, PULT_TRY(group_of(call)), true); }
Result<Answer> list_of_user(Call& call) {
  return answer_list(call, PULT_TRY(access_user(call, UserId(call.ids[0]))).id, {});
}

Result<GroupMembership> load(Call& call, std::int64_t id) {
  auto found = PULT_TRY(people::find_membership(call.tx, GroupMembershipId(id)));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

// users/{id}/group_memberships/{id}
Result<GroupMembership> load_of_user(Call& call) {
  auto found = PULT_TRY(load(call, call.ids[1]));
  if (found.user != UserId(call.ids[0])) return base::fail_not_found();
  return found;
}

Result<Answer> answer_one(Call& call, const GroupMembership& membership) {
  return Answer{200, {{"group_membership", present_membership(call, membership)}}};
}

Result<Answer> show(Call& call) { return answer_one(call, PULT_TRY(load(call, call.ids[0]))); }
Result<Answer> show_of_user(Call& call) { return answer_one(call, PULT_TRY(load_of_user(call))); }

Result<GroupMembership> add(Call& call, const json::object& object, UserId user) {
  Body in(object);
  if (!user) user = UserId(in.id("user_id").value_or(0));
  const GroupId group(in.id("group_id").value_or(0));
  const bool is_default = in.boolean("default").value_or(false);
  PULT_TRY(in.check());
  auto added = PULT_TRY(people::add_membership(call.tx, user, group, call.now()));
  if (!is_default) return added;
  PULT_TRY(people::make_default(call.tx, added, call.now()));
  added.is_default = true;
  return added;
}

Result<Answer> created(Call& call, const GroupMembership& membership) {
  return answer_made("group_membership", present_membership(call, membership));
}

Result<Answer> create(Call& call) {
  return created(call, PULT_TRY(add(call, *PULT_TRY(inner(call.body, "group_membership")), {})));
}

Result<Answer> create_for_user(Call& call) {
  return created(call, PULT_TRY(add(call, *PULT_TRY(inner(call.body, "group_membership")), UserId(call.ids[0]))));
}

Result<Answer> remove(Call& call) {
  PULT_TRY(people::delete_membership(call.tx, PULT_TRY(load(call, call.ids[0])).id));
  return Answer{204, nullptr};
}

Result<Answer> remove_of_user(Call& call) {
  PULT_TRY(people::delete_membership(call.tx, PULT_TRY(load_of_user(call)).id));
  return Answer{204, nullptr};
}

// Agents choose their own default group.
Result<Answer> make_default(Call& call) {
  const auto membership = PULT_TRY(load_of_user(call));
  if (membership.user != call.actor.id() && !people::may_manage(call.actor, people::Thing::group_memberships))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change the groups of this agent");
  PULT_TRY(people::make_default(call.tx, membership, call.now()));
  return list_of_user(call);
}

Result<Answer> create_many(Call& call) {
  return answer_job(call, create_type, *PULT_TRY(parse_objects(call, "group_memberships")));
}

Result<Answer> destroy_many(Call& call) {
  json::array items;
  for (const auto id : PULT_TRY(parse_ids(call))) items.push_back({{"id", id}});
  return answer_job(call, delete_type, items);
}

// The job may run long after it was asked for: what the caller was allowed then may be over.
Result<void> check_step(const Call& call) {
  if (people::may_manage(call.actor, people::Thing::group_memberships)) return {};
  return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change the groups of agents");
}

Result<json::object> create_step(Call& call, GroupMembershipId, int index) {
  PULT_TRY(check_step(call));
  const auto id = PULT_TRY(add(call, call.body, {})).id.value;
  return json::object{{"index", index}, {"id", id}, {"status", "Created"}, {"success", true}};
}

Result<json::object> delete_step(Call& call, GroupMembershipId id, int index) {
  PULT_TRY(check_step(call));
  PULT_TRY(people::delete_membership(call.tx, PULT_TRY(load(call, id.value)).id));
  return json::object{
      {"index", index}, {"id", id.value}, {"action", "delete"}, {"status", "Deleted"}, {"success", true}};
}

}  // namespace

void add_group_membership_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(create_type), item_kind(create_step, services));
  runner.handle(std::string(delete_type), item_kind(delete_step, services));
}

std::vector<Route> group_membership_routes() {
  return {
      {"GET", "groups/{id}/memberships", Who::agent, Mode::read, list_of_group},
      {"GET", "groups/{id}/memberships/assignable", Who::agent, Mode::read, list_assignable_of_group},
      {"GET", "group_memberships", Who::agent, Mode::read, list},
      {"POST", "group_memberships", Who::admin, Mode::write, create},
      {"GET", "group_memberships/assignable", Who::agent, Mode::read, list_assignable},
      {"POST", "group_memberships/create_many", Who::admin, Mode::write, create_many},
      {"DELETE", "group_memberships/destroy_many", Who::admin, Mode::write, destroy_many},
      {"GET", "group_memberships/{id}", Who::agent, Mode::read, show},
      {"DELETE", "group_memberships/{id}", Who::admin, Mode::write, remove},
      {"GET", "users/{id}/group_memberships", Who::agent, Mode::read, list_of_user},
      {"POST", "users/{id}/group_memberships", Who::admin, Mode::write, create_for_user},
      {"GET", "users/{id}/group_memberships/{id}", Who::agent, Mode::read, show_of_user},
      {"DELETE", "users/{id}/group_memberships/{id}", Who::admin, Mode::write, remove_of_user},
      {"PUT", "users/{id}/group_memberships/{id}/make_default", Who::agent, Mode::write, make_default},
  };
}

}  // namespace pult::api
