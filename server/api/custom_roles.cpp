// SPDX-License-Identifier: AGPL-3.0-or-later
// Custom roles of agents. Agents trusted with roles write all but their own, and only admins say who is so trusted:
// else they could give themselves everything.
#include "api/custom_role_json.hpp"

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"

namespace pult::api {
namespace {

using people::CustomRole;
using people::CustomRoleId;

Result<CustomRole> load(Call& call) {
  auto found = PULT_TRY(people::find_custom_role(call.tx, CustomRoleId(call.ids[0])));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(people::list_custom_roles(call.tx));
  const auto members = PULT_TRY(people::count_members(call.tx));
  return Answer{200, whole_list_answer(
                         call, page, "custom_roles", rows, [](const CustomRole& r) { return r.id.value; },
                         [&](const CustomRole& r) { return present_custom_role(r, members); })};
}

Result<Answer> show(Call& call) {
  const auto role = PULT_TRY(load(call));
  return Answer{200, {{"custom_role", present_custom_role(role, PULT_TRY(people::count_members(call.tx)))}}};
}

constexpr std::string_view trust = "manage_roles";

// `before`: null for a new role.
Result<void> check_trust(const Call& call, const json::object* before, const json::object& after) {
  if (call.actor.is_admin()) return {};
  const auto* known = before ? before->if_contains(trust) : nullptr;
  if (after.at(trust) == (known ? *known : json::value("none"))) return {};
  return base::fail(ErrorKind::forbidden, "Forbidden", "Only admins decide who manages roles");
}

Result<CustomRole> load_to_change(Call& call) {
  auto role = PULT_TRY(load(call));
  if (!call.actor.is_admin() && role.id == call.actor.user.custom_role)
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change your own role");
  return role;
}

// What was given changes, the rest of the configuration stays.
Result<void> apply_input(Body& in, CustomRole& role) {
  if (const auto v = in.text("name")) role.name = *v;
  if (const auto v = in.text("description")) role.description = *v;
  if (const auto* given = in.object("configuration"))
    for (const auto& [key, value] : *given) role.configuration[key] = value;
  PULT_TRY(in.check());
  role.configuration = PULT_TRY(people::complete_configuration(role.configuration));
  role.role_type =
      role.configuration.at("light_agent").as_bool() ? people::light_agent_role_type : people::custom_role_type;
  return {};
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "custom_role")));
  CustomRole role;
  PULT_TRY(apply_input(in, role));
  PULT_TRY(check_trust(call, nullptr, role.configuration));
  role = PULT_TRY(people::create_custom_role(call.tx, std::move(role), call.now()));
  Answer answer{201, {{"custom_role", present_custom_role(role, {})}}};
  answer.headers.emplace_back("Location", call.url("custom_roles/" + std::to_string(role.id.value)));
  return answer;
}

Result<Answer> update(Call& call) {
  auto role = PULT_TRY(load_to_change(call));
  const auto before = role.configuration;
  Body in(*PULT_TRY(inner(call.body, "custom_role")));
  PULT_TRY(apply_input(in, role));
  PULT_TRY(check_trust(call, &before, role.configuration));
  PULT_TRY(people::save_custom_role(call.tx, role, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(people::delete_custom_role(call.tx, PULT_TRY(load_to_change(call)).id));
  return Answer{204, nullptr};
}

}  // namespace

json::object present_custom_role(const people::CustomRole& role, const RoleMembers& members) {
  std::int64_t count = 0;
  for (const auto& [id, value] : members)
    if (id == role.id) count = value;
  return {{"id", role.id.value},
          {"name", role.name},
          {"description", role.description},
          {"role_type", role.role_type},
          {"team_member_count", count},
          {"configuration", role.configuration},
          {"created_at", base::render_iso8601(role.created_at)},
          {"updated_at", base::render_iso8601(role.updated_at)}};
}

std::vector<Route> custom_role_routes() {
  return {
      {"GET", "custom_roles", Who::agent, Mode::read, list},
      {"POST", "custom_roles", Who::admin, Mode::write, create},
      {"GET", "custom_roles/{id}", Who::agent, Mode::read, show},
      {"PUT", "custom_roles/{id}", Who::admin, Mode::write, update},
      {"DELETE", "custom_roles/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
