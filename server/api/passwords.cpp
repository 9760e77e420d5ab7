// SPDX-License-Identifier: AGPL-3.0-or-later
// Passwords: people change their own with the old one, admins set anybody's.
#include "api/passwords.hpp"

#include "api/routes.hpp"
#include "api/user_input.hpp"
#include "crypto/crypto.hpp"

namespace pult::api {
namespace {

// Passwords shorter than this are refused (NIST SP 800-63B section 5.1.1.2).
constexpr std::size_t min_password_chars = 8;
constexpr std::size_t max_password_chars = 256;

Result<people::User> access_password(Call& call) {
  auto user = PULT_TRY(access_user_to_edit(call, UserId(call.ids[0])));
  if (user.id != call.actor.id() && !call.actor.is_admin())
    return base::fail(ErrorKind::forbidden, "Forbidden", "Only admins may set others' passwords");
  return user;
}

Result<Answer> show_password(Call& call) {
  const auto user = PULT_TRY(access_password(call));
  return Answer{200, {{"password", {{"set", !user.password_hash.empty()}}}}};
}

// The hash of the new password; some 60 ms with the check of the old one.
Result<std::string> check_password(Call& call) {
  const auto user = PULT_TRY(access_password(call));
  Body in(call.body);
  const auto password = in.text("password").value_or("");
  const auto previous = in.text("previous_password").value_or("");
  PULT_TRY(in.check());
  PULT_TRY(check_new_password(password));
  const bool own = user.id == call.actor.id();
  if (own && !user.password_hash.empty() && !crypto::verify_password(user.password_hash, previous))
    return base::fail_field("previous_password", "InvalidValue", "Previous password: is wrong");
  return crypto::hash_password(password);
}

Result<Answer> change_password(Call& call) {
  const auto user = PULT_TRY(access_password(call));
  PULT_TRY(people::set_password(call.tx, user.id, call.before, call.session ? call.session->id : people::SessionId(),
                                call.now()));
  return Answer{200, json::object{}};
}

Result<Answer> requirements(Call& call) {
  PULT_TRY(access_password(call));
  json::array list{"must be at least 8 characters", "must be fewer than 257 characters"};
  return Answer{200, {{"requirements", std::move(list)}}};
}

}  // namespace

Result<void> check_new_password(std::string_view password) {
  if (password.size() < min_password_chars || password.size() > max_password_chars)
    return base::fail_field("password", "InvalidValue", "Password: must have between 8 and 256 characters");
  return {};
}

std::vector<Route> password_routes() {
  return {
      {"GET", "users/{id}/password", Who::user, Mode::read, show_password},
      {"PUT", "users/{id}/password", Who::user, Mode::write, change_password, false, check_password},
      {"POST", "users/{id}/password", Who::admin, Mode::write, change_password, false, check_password},
      {"GET", "users/{id}/password/requirements", Who::user, Mode::read, requirements},
  };
}

}  // namespace pult::api
