// SPDX-License-Identifier: AGPL-3.0-or-later
// Users as clients send them: one by one, in jobs, by end-users about themselves.
#pragma once
#include "api/body.hpp"
#include "api/call.hpp"

namespace pult::api {

// not_found for whom the caller may not see, forbidden for whom they may not change.
Result<people::User> access_user(Call& call, UserId id);
Result<people::User> access_user_to_edit(Call& call, UserId id);

// Each takes the inner object of {"user": {...}}.
Result<people::User> create_user_from(Call& call, const json::object& object);
Result<people::User> update_user_from(Call& call, people::User user, const json::object& object);
struct CreatedOrUpdated {
  people::User user;
  bool created = false;
};
// The user with this external_id or e-mail is updated; nobody: created.
Result<CreatedOrUpdated> create_or_update_user_from(Call& call, const json::object& object);

// unprocessable for oneself, forbidden for agents unless the caller is an admin.
Result<void> remove_user(Call& call, const people::User& user);

}  // namespace pult::api
