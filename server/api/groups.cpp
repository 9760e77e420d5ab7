// SPDX-License-Identifier: AGPL-3.0-or-later
// groups and group_memberships.
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"

namespace pult::api {
namespace {

Result<people::Group> load(Call& call) {
  auto group = PULT_TRY(people::find_group(call.tx, GroupId(call.ids[0])));
  if (!group) return base::fail_not_found();
  return std::move(*group);
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(people::list_groups(call.tx));
  return Answer{200, whole_list_answer(
                         call, page, "groups", rows, [](const people::Group& g) { return g.id.value; },
                         [&](const people::Group& g) { return present_group(call, g); })};
}

Result<Answer> show(Call& call) { return Answer{200, {{"group", present_group(call, PULT_TRY(load(call)))}}}; }

Result<void> apply_input(Body& in, people::Group& group) {
  if (const auto v = in.text("name")) group.name = *v;
  if (const auto v = in.text("description")) group.description = *v;
  if (const auto v = in.text("signature")) group.signature = *v;
  if (const auto v = in.boolean("is_public")) group.is_public = *v;
  return in.check();
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "group")));
  people::Group wanted;
  PULT_TRY(apply_input(in, wanted));
  auto presented = present_group(call, PULT_TRY(people::create_group(call.tx, wanted, call.now())));
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"group", std::move(presented)}};
  return answer;
}

Result<Answer> update(Call& call) {
  auto group = PULT_TRY(load(call));
  Body in(*PULT_TRY(inner(call.body, "group")));
  PULT_TRY(apply_input(in, group));
  PULT_TRY(people::save_group(call.tx, group, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  auto group = PULT_TRY(load(call));
  group.deleted = true;
  PULT_TRY(people::save_group(call.tx, group, call.now()));
  return Answer{204, nullptr};
}

Result<Answer> answer_memberships(Call& call, UserId user, GroupId group) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(people::list_memberships(call.tx, user, group));
  return Answer{200, whole_list_answer(
                         call, page, "group_memberships", rows,
                         [](const people::GroupMembership& m) { return m.id.value; },
                         [&](const people::GroupMembership& m) { return present_membership(call, m); })};
}

Result<Answer> memberships(Call& call) { return answer_memberships(call, {}, {}); }
Result<Answer> memberships_of_group(Call& call) { return answer_memberships(call, {}, PULT_TRY(load(call)).id); }
Result<Answer> memberships_of_user(Call& call) {
  return answer_memberships(call, PULT_TRY(people::load_user(call.tx, UserId(call.ids[0]))).id, {});
}

Result<Answer> add_membership(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "group_membership")));
  const UserId user(in.id("user_id").value_or(0));
  const GroupId group(in.id("group_id").value_or(0));
  PULT_TRY(in.check());
  const auto added = PULT_TRY(people::add_membership(call.tx, user, group, call.now()));
  return Answer{201, {{"group_membership", present_membership(call, added)}}};
}

Result<Answer> remove_membership(Call& call) {
  const auto found = PULT_TRY(people::find_membership(call.tx, people::GroupMembershipId(call.ids[0])));
  if (!found) return base::fail_not_found();
  PULT_TRY(people::delete_membership(call.tx, found->id));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> group_routes() {
  return {
      {"GET", "groups", Who::agent, Mode::read, list},
      {"GET", "groups/assignable", Who::agent, Mode::read, list},
      {"POST", "groups", Who::admin, Mode::write, create},
      {"GET", "groups/{id}", Who::agent, Mode::read, show},
      {"PUT", "groups/{id}", Who::admin, Mode::write, update},
      {"DELETE", "groups/{id}", Who::admin, Mode::write, remove},
      {"GET", "groups/{id}/memberships", Who::agent, Mode::read, memberships_of_group},
      {"GET", "users/{id}/group_memberships", Who::agent, Mode::read, memberships_of_user},
      {"GET", "group_memberships", Who::agent, Mode::read, memberships},
      {"POST", "group_memberships", Who::admin, Mode::write, add_membership},
      {"DELETE", "group_memberships/{id}", Who::admin, Mode::write, remove_membership},
  };
}

}  // namespace pult::api
