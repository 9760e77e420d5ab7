// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"

namespace pult::api {
namespace {

Result<people::User> owner_of(Call& call) {
  auto user = PULT_TRY(people::load_user(call.tx, UserId(call.ids[0])));
  if (!people::may_see_user(call.actor, user)) return base::fail_not_found();
  if (call.request.method != "GET" && !people::may_edit_user(call.actor, user))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change this user");
  return user;
}

Result<people::Identity> one_of(Call& call) {
  const auto user = PULT_TRY(owner_of(call));
  auto identity = PULT_TRY(people::find_identity(call.tx, IdentityId(call.ids[1])));
  if (!identity || identity->user != user.id) return base::fail_not_found();
  return std::move(*identity);
}

Result<Answer> list(Call& call) {
  const auto user = PULT_TRY(owner_of(call));
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(people::list_identities(call.tx, user.id));
  return Answer{200, whole_list_answer(
                         call, page, "identities", rows, [](const people::Identity& i) { return i.id.value; },
                         [&](const people::Identity& i) { return present_identity(call, i); })};
}

Result<Answer> show(Call& call) { return Answer{200, {{"identity", present_identity(call, PULT_TRY(one_of(call)))}}}; }

Result<Answer> create(Call& call) {
  const auto user = PULT_TRY(owner_of(call));
  // Mail from an address is its owner's: until addresses are verified by mail, nobody claims one without staff.
  if (!call.actor.is_agent()) return base::fail(ErrorKind::forbidden, "Forbidden", "Only agents may add addresses");
  Body in(*PULT_TRY(inner(call.body, "identity")));
  people::Identity identity;
  identity.user = user.id;
  identity.type = in.text("type").value_or("email");
  identity.value = in.text("value").value_or("");
  identity.verified = call.actor.is_agent() && in.boolean("verified").value_or(false);
  PULT_TRY(in.check());
  if (identity.type != "email" && identity.type != "phone_number")
    return base::fail_field("type", "InvalidValue", "Type: " + identity.type + " is not included in the list");
  auto added = PULT_TRY(people::add_identity(call.tx, identity, call.now()));
  if (identity.type == "email" && user.email.empty()) {
    PULT_TRY(people::make_primary(call.tx, added, call.now()));
    added.is_primary = true;
  }
  auto shown = present_identity(call, added);
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", std::string(shown["url"].as_string()));
  answer.body = {{"identity", std::move(shown)}};
  return answer;
}

Result<Answer> update(Call& call) {
  auto identity = PULT_TRY(one_of(call));
  Body in(*PULT_TRY(inner(call.body, "identity")));
  const auto verified = in.boolean("verified");
  PULT_TRY(in.check());
  if (verified) {
    if (!call.actor.is_agent()) return base::fail(ErrorKind::forbidden, "Forbidden", "Only agents may verify");
    PULT_TRY(people::set_verified(call.tx, identity.id, *verified, call.now()));
    identity.verified = *verified;
  }
  return Answer{200, {{"identity", present_identity(call, identity)}}};
}

Result<Answer> make_primary(Call& call) {
  const auto identity = PULT_TRY(one_of(call));
  PULT_TRY(people::make_primary(call.tx, identity, call.now()));
  return list(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(people::delete_identity(call.tx, PULT_TRY(one_of(call))));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> identity_routes() {
  return {
      {"GET", "users/{id}/identities", Who::user, Mode::read, list},
      {"GET", "end_users/{id}/identities", Who::user, Mode::read, list},
      {"POST", "users/{id}/identities", Who::user, Mode::write, create},
      {"GET", "users/{id}/identities/{id}", Who::user, Mode::read, show},
      {"PUT", "users/{id}/identities/{id}", Who::user, Mode::write, update},
      {"PUT", "users/{id}/identities/{id}/make_primary", Who::user, Mode::write, make_primary},
      {"DELETE", "users/{id}/identities/{id}", Who::user, Mode::write, remove},
  };
}

}  // namespace pult::api
