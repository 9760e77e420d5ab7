// SPDX-License-Identifier: AGPL-3.0-or-later
// presence: which agents are at their desks. Our own.
#include "people/presence.hpp"

#include "api/body.hpp"
#include "api/presence_json.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

Result<Answer> show(Call& call) {
  return Answer{200,
                {{"presence", present_presence(PULT_TRY(people::list_presence(call.tx, call.now(), most_present)))}}};
}

Result<Answer> choose(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "presence")));
  const auto state = in.text("state").value_or("");
  PULT_TRY(in.check());
  PULT_TRY(people::choose_presence(call.tx, call.actor.id(), state, call.now()));
  return show(call);
}

}  // namespace

json::array present_presence(const std::vector<people::Presence>& rows) {
  json::array out;
  for (const auto& row : rows)
    out.push_back(json::object{{"user_id", row.user.value}, {"state", row.state}, {"chosen", row.chosen}});
  return out;
}

std::vector<Route> presence_routes() {
  return {
      {"GET", "presence", Who::agent, Mode::read, show},
      {"PUT", "presence", Who::agent, Mode::write, choose},
  };
}

}  // namespace pult::api
