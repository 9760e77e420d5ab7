// SPDX-License-Identifier: AGPL-3.0-or-later
// The caller: who they are, and what they chose for the screen.
#include "api/body.hpp"
#include "api/present.hpp"

namespace pult::api {
namespace {

Result<Answer> me(Call& call) {
  json::object user;
  if (call.actor.user.id) {
    user = present_user(call, call.actor.user);
  } else {
    user = present_user(call, people::User{});
    user["id"] = nullptr;
    user["name"] = "Anonymous user";
  }
  user["authenticity_token"] = call.session ? json::value(call.session->csrf_token) : json::value(nullptr);
  return Answer{200, {{"user", std::move(user)}}};
}

json::object settings_of(const people::User& user) {
  boost::system::error_code broken;
  const auto stored = json::parse(user.settings, broken);
  const auto* object = broken ? nullptr : stored.if_object();
  const auto text = [&](std::string_view name, std::string_view otherwise) {
    const auto* value = object ? object->if_contains(name) : nullptr;
    return std::string(value && value->is_string() ? std::string_view(value->get_string()) : otherwise);
  };
  const auto* keys = object ? object->if_contains("single_key_shortcuts") : nullptr;
  return {{"locale", user.locale},
          {"theme", text("theme", "system")},
          {"single_key_shortcuts", !(keys && keys->is_bool() && !keys->get_bool())}};
}

Result<Answer> show_settings(Call& call) { return Answer{200, {{"settings", settings_of(call.actor.user)}}}; }

Result<Answer> save_settings(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "settings")));
  auto user = call.actor.user;
  auto settings = settings_of(user);
  if (const auto v = in.text("locale"); v && !v->empty()) user.locale = *v;
  if (const auto v = in.text("theme")) {
    if (*v != "system" && *v != "light" && *v != "dark") in.fail("theme", "system, light or dark");
    settings["theme"] = *v;
  }
  if (const auto v = in.boolean("single_key_shortcuts")) settings["single_key_shortcuts"] = *v;
  PULT_TRY(in.check());
  settings["locale"] = user.locale;
  user.settings = json::serialize(settings);
  PULT_TRY(people::save_user(call.tx, user, call.now()));
  return Answer{200, {{"settings", std::move(settings)}}};
}

}  // namespace

std::vector<Route> me_routes() {
  return {
      {"GET", "users/me", Who::anybody, Mode::read, me},
      {"GET", "users/me/settings", Who::user, Mode::read, show_settings},
      {"PUT", "users/me/settings", Who::user, Mode::write, save_settings},
  };
}

}  // namespace pult::api
