// SPDX-License-Identifier: AGPL-3.0-or-later
// Tags of users and of organizations: POST sets, PUT adds, DELETE removes.
#include <algorithm>

#include "api/organization_input.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/user_input.hpp"

namespace pult::api {
namespace {

enum class TagChange : std::uint8_t { set, add, remove };

Result<std::string> changed(Call& call, const std::string& tags, TagChange change) {
  Body in(call.body);
  const auto named = tickets::normalize_tags(in.words("tags").value_or(""));
  PULT_TRY(in.check());
  if (change == TagChange::set) return named;
  if (change == TagChange::add) return tickets::normalize_tags(tags + " " + named);
  const auto gone = tickets::split_words(named);
  std::string kept;
  for (const auto& tag : tickets::split_words(tags))
    if (std::ranges::find(gone, tag) == gone.end()) kept += tag + " ";
  return tickets::normalize_tags(kept);
}

Answer answer(int status, const std::string& tags) {
  if (status == 204) return Answer{204, nullptr};
  return Answer{status, {{"tags", tag_array(tags)}}};
}

Result<Answer> change_user(Call& call, TagChange change, int status) {
  auto user = PULT_TRY(access_user_to_edit(call, UserId(call.ids[0])));
  user.tags = PULT_TRY(changed(call, user.tags, change));
  PULT_TRY(people::save_user(call.tx, user, call.now()));
  return answer(status, user.tags);
}

Result<Answer> change_organization(Call& call, TagChange change, int status) {
  auto organization = PULT_TRY(access_organization(call, OrganizationId(call.ids[0])));
  if (!people::may_edit_organization(call.actor, organization.id))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change organizations");
  organization.tags = PULT_TRY(changed(call, organization.tags, change));
  PULT_TRY(people::save_organization(call.tx, organization, call.now()));
  return answer(status, organization.tags);
}

Result<Answer> show_user(Call& call) { return answer(200, PULT_TRY(access_user(call, UserId(call.ids[0]))).tags); }
Result<Answer> set_user(Call& call) { return change_user(call, TagChange::set, 201); }
Result<Answer> add_user(Call& call) { return change_user(call, TagChange::add, 200); }
Result<Answer> remove_user_tags(Call& call) { return change_user(call, TagChange::remove, 204); }

Result<Answer> show_organization(Call& call) {
  return answer(200, PULT_TRY(access_organization(call, OrganizationId(call.ids[0]))).tags);
}
Result<Answer> set_organization(Call& call) { return change_organization(call, TagChange::set, 201); }
Result<Answer> add_organization(Call& call) { return change_organization(call, TagChange::add, 200); }
Result<Answer> remove_organization_tags(Call& call) { return change_organization(call, TagChange::remove, 204); }

}  // namespace

std::vector<Route> person_tag_routes() {
  return {
      {"GET", "users/{id}/tags", Who::agent, Mode::read, show_user},
      {"POST", "users/{id}/tags", Who::agent, Mode::write, set_user},
      {"PUT", "users/{id}/tags", Who::agent, Mode::write, add_user},
      {"DELETE", "users/{id}/tags", Who::agent, Mode::write, remove_user_tags},
      {"GET", "organizations/{id}/tags", Who::agent, Mode::read, show_organization},
      {"POST", "organizations/{id}/tags", Who::agent, Mode::write, set_organization},
      {"PUT", "organizations/{id}/tags", Who::agent, Mode::write, add_organization},
      {"DELETE", "organizations/{id}/tags", Who::agent, Mode::write, remove_organization_tags},
  };
}

}  // namespace pult::api
