// SPDX-License-Identifier: AGPL-3.0-or-later
// groups/{id}/leads: who hears of the deadlines of a group's tickets beside those who work on them.
#include "api/body.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "notify/leads.hpp"

namespace pult::api {
namespace {

Result<people::Group> load(Call& call) {
  auto group = PULT_TRY(people::find_group(call.tx, GroupId(call.ids[0])));
  if (!group || group->deleted) return base::fail_not_found();
  return std::move(*group);
}

Result<Answer> show(Call& call) {
  json::array ids;
  for (const auto user : PULT_TRY(notify::list_leads(call.tx, PULT_TRY(load(call)).id))) ids.emplace_back(user.value);
  return Answer{200, {{"leads", {{"user_ids", std::move(ids)}}}}};
}

Result<Answer> replace(Call& call) {
  const auto group = PULT_TRY(load(call));
  Body in(*PULT_TRY(inner(call.body, "leads")));
  const auto ids = in.ids("user_ids");
  if (!ids) in.fail("user_ids", "a list of ids");
  PULT_TRY(in.check());
  std::vector<UserId> users;
  for (const auto id : *ids) users.emplace_back(id);
  PULT_TRY(notify::set_leads(call.tx, group.id, users));
  return show(call);
}

}  // namespace

std::vector<Route> group_lead_routes() {
  return {
      {"GET", "groups/{id}/leads", Who::agent, Mode::read, show},
      {"PUT", "groups/{id}/leads", Who::admin, Mode::write, replace},
  };
}

}  // namespace pult::api
