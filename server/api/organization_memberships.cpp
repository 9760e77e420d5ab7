// SPDX-License-Identifier: AGPL-3.0-or-later
// Which organizations people belong to.
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/organization_input.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/user_input.hpp"
#include "people/membership.hpp"

namespace pult::api {
namespace {

using people::OrganizationMembership;
using people::OrganizationMembershipId;

constexpr std::string_view create_type = "Bulk Create Organization Membership";
constexpr std::string_view delete_type = "Bulk Delete Organization Membership";

json::object present(const Call& call, const OrganizationMembership& membership) {
  return {{"url", call.url("organization_memberships/" + std::to_string(membership.id.value))},
          {"id", membership.id.value},
          {"user_id", membership.user.value},
          {"organization_id", membership.organization.value},
          {"organization_name", membership.organization_name},
          {"default", membership.is_default},
          {"view_tickets", membership.view_tickets},
          {"created_at", base::render_iso8601(membership.created_at)},
          {"updated_at", base::render_iso8601(membership.updated_at)}};
}

// An agent bound to organizations would choose what tickets to see.
Result<people::User> access_member_to_edit(Call& call, UserId id) {
  auto user = PULT_TRY(access_user_to_edit(call, id));
  if (!call.actor.is_agent() || (user.is_agent() && !call.actor.is_admin()))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change the organizations of this user");
  return user;
}

Result<OrganizationMembership> access_membership(Call& call, OrganizationMembershipId id) {
  auto found = PULT_TRY(people::find_organization_membership(call.tx, id));
  if (!found) return base::fail_not_found();
  PULT_TRY(access_user(call, found->user));
  if (!people::may_see_organization(call.actor, found->organization)) return base::fail_not_found();
  return std::move(*found);
}

Result<Answer> answer_list(Call& call, people::MembershipFilter filter) {
  const auto page = PULT_TRY(page_of(call));
  if (filter.user != call.actor.id()) filter.condition = people::organization_condition(call.actor);
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = OrganizationMembershipId(page.after[0]);
  auto rows = PULT_TRY(people::list_organization_memberships(call.tx, filter));
  auto body = list_answer(
      call, page, "organization_memberships", rows, [](const OrganizationMembership& m) { return m.id.value; },
      [&](const OrganizationMembership& m) { return present(call, m); }, {});
  Mentioned mentioned;
  for (const auto& row : rows) {
    mentioned.users.insert(row.user.value);
    mentioned.organizations.insert(row.organization.value);
  }
  PULT_TRY(add_sideloads(call, mentioned, body));
  body.erase("groups");  // not of these
  return Answer{200, std::move(body)};
}

Result<Answer> list(Call& call) { return answer_list(call, {}); }

Result<Answer> list_of_user(Call& call) {
  people::MembershipFilter filter;
  filter.user = PULT_TRY(access_user(call, UserId(call.ids[0]))).id;
  return answer_list(call, filter);
}

Result<Answer> list_of_organization(Call& call) {
  people::MembershipFilter filter;
  filter.organization = PULT_TRY(access_organization(call, OrganizationId(call.ids[0]))).id;
  return answer_list(call, filter);
}

Result<OrganizationMembership> add(Call& call, const json::object& object, UserId user) {
  Body in(object);
  OrganizationMembership wanted;
  wanted.user = user ? user : UserId(in.id("user_id").value_or(0));
  wanted.organization = OrganizationId(in.id("organization_id").value_or(0));
  wanted.is_default = in.boolean("default").value_or(false);
  wanted.view_tickets = in.boolean("view_tickets").value_or(false);
  PULT_TRY(in.check());
  if (!wanted.user) return base::fail_field("user_id", "BlankValue", "User: cannot be blank");
  PULT_TRY(access_member_to_edit(call, wanted.user));
  if (!people::may_see_organization(call.actor, wanted.organization))
    return base::fail_field("organization_id", "InvalidValue", "Organization: is invalid");
  return people::add_organization_membership(call.tx, wanted, call.now());
}

Result<Answer> created(Call& call, const OrganizationMembership& membership) {
  return answer_made("organization_membership", present(call, membership));
}

Result<Answer> create(Call& call) {
  return created(call, PULT_TRY(add(call, *PULT_TRY(inner(call.body, "organization_membership")), {})));
}

Result<Answer> create_for_user(Call& call) {
  return created(call,
                 PULT_TRY(add(call, *PULT_TRY(inner(call.body, "organization_membership")), UserId(call.ids[0]))));
}

Result<Answer> show(Call& call) {
  const auto found = PULT_TRY(access_membership(call, OrganizationMembershipId(call.ids[0])));
  return Answer{200, {{"organization_membership", present(call, found)}}};
}

Result<void> remove_one(Call& call, OrganizationMembershipId id) {
  const auto membership = PULT_TRY(access_membership(call, id));
  PULT_TRY(access_member_to_edit(call, membership.user));
  return people::delete_organization_membership(call.tx, membership, call.now());
}

Result<Answer> remove(Call& call) {
  PULT_TRY(remove_one(call, OrganizationMembershipId(call.ids[0])));
  return Answer{204, nullptr};
}

// users/{id}/organization_memberships/{id}
Result<OrganizationMembership> one_of_user(Call& call) {
  auto membership = PULT_TRY(access_membership(call, OrganizationMembershipId(call.ids[1])));
  if (membership.user != UserId(call.ids[0])) return base::fail_not_found();
  return membership;
}

Result<Answer> show_of_user(Call& call) {
  return Answer{200, {{"organization_membership", present(call, PULT_TRY(one_of_user(call)))}}};
}

Result<Answer> remove_of_user(Call& call) {
  PULT_TRY(remove_one(call, PULT_TRY(one_of_user(call)).id));
  return Answer{204, nullptr};
}

Result<void> make_default(Call& call, const OrganizationMembership& membership) {
  auto user = PULT_TRY(access_member_to_edit(call, membership.user));
  user.organization = membership.organization;
  return people::save_user(call.tx, user, call.now());
}

Result<Answer> make_default_of_user(Call& call) {
  PULT_TRY(make_default(call, PULT_TRY(one_of_user(call))));
  return list_of_user(call);
}

// users/{id}/organizations/{id}
Result<OrganizationMembership> by_organization(Call& call) {
  const auto user = PULT_TRY(access_user(call, UserId(call.ids[0])));
  auto found = PULT_TRY(people::find_organization_membership(call.tx, user.id, OrganizationId(call.ids[1])));
  if (!found || !people::may_see_organization(call.actor, found->organization)) return base::fail_not_found();
  return std::move(*found);
}

Result<Answer> leave(Call& call) {
  PULT_TRY(remove_one(call, PULT_TRY(by_organization(call)).id));
  return Answer{204, nullptr};
}

Result<Answer> make_organization_default(Call& call) {
  const auto membership = PULT_TRY(by_organization(call));
  PULT_TRY(make_default(call, membership));
  const auto now = PULT_TRY(people::find_organization_membership(call.tx, membership.id));
  if (!now) return base::fail_not_found();
  return Answer{200, {{"organization_membership", present(call, *now)}}};
}

Result<Answer> create_many(Call& call) {
  return answer_job(call, create_type, *PULT_TRY(parse_objects(call, "organization_memberships")));
}

Result<Answer> destroy_many(Call& call) {
  json::array items;
  for (const auto id : PULT_TRY(parse_ids(call))) items.push_back({{"id", id}});
  return answer_job(call, delete_type, items);
}

Result<json::object> create_step(Call& call, OrganizationMembershipId, int index) {
  return json::object{
      {"index", index}, {"id", PULT_TRY(add(call, call.body, {})).id.value}, {"status", "Created"}, {"success", true}};
}

Result<json::object> delete_step(Call& call, OrganizationMembershipId id, int index) {
  PULT_TRY(remove_one(call, id));
  return json::object{
      {"index", index}, {"id", id.value}, {"action", "delete"}, {"status", "Deleted"}, {"success", true}};
}

}  // namespace

void add_membership_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(create_type), item_kind(create_step, services));
  runner.handle(std::string(delete_type), item_kind(delete_step, services));
}

std::vector<Route> membership_routes() {
  return {
      {"GET", "organization_memberships", Who::agent, Mode::read, list},
      {"POST", "organization_memberships", Who::agent, Mode::write, create},
      {"POST", "organization_memberships/create_many", Who::agent, Mode::write, create_many},
      {"DELETE", "organization_memberships/destroy_many", Who::agent, Mode::write, destroy_many},
      {"GET", "organization_memberships/{id}", Who::agent, Mode::read, show},
      {"DELETE", "organization_memberships/{id}", Who::agent, Mode::write, remove},
      {"GET", "organizations/{id}/organization_memberships", Who::agent, Mode::read, list_of_organization},
      {"GET", "users/{id}/organization_memberships", Who::user, Mode::read, list_of_user},
      {"POST", "users/{id}/organization_memberships", Who::agent, Mode::write, create_for_user},
      {"GET", "users/{id}/organization_memberships/{id}", Who::user, Mode::read, show_of_user},
      {"DELETE", "users/{id}/organization_memberships/{id}", Who::agent, Mode::write, remove_of_user},
      {"PUT", "users/{id}/organization_memberships/{id}/make_default", Who::agent, Mode::write, make_default_of_user},
      {"DELETE", "users/{id}/organizations/{id}", Who::agent, Mode::write, leave},
      {"PUT", "users/{id}/organizations/{id}/make_default", Who::agent, Mode::write, make_organization_default},
  };
}

}  // namespace pult::api
