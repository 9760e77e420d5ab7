// SPDX-License-Identifier: AGPL-3.0-or-later
// Browser sessions as objects: people see and end their own, admins anybody's. What ends here closes its live
// connections too (server/live).
#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/user_input.hpp"

namespace pult::api {
namespace {

using people::Session;
using people::SessionId;

json::object present(const Call& call, const Session& session) {
  return {{"id", session.id.value},
          {"url",
           call.url("users/" + std::to_string(session.user.value) + "/sessions/" + std::to_string(session.id.value))},
          {"user_id", session.user.value},
          {"authenticated_at", base::render_iso8601(session.created_at)},
          {"last_seen_at", base::render_iso8601(session.last_seen_at.value_or(session.created_at))}};
}

// Whose sessions the path is about; others than admins reach their own only.
Result<UserId> owner_of(Call& call) {
  const UserId id(call.ids[0]);
  if (id != call.actor.id() && !call.actor.is_admin()) return base::fail_not_found();
  return PULT_TRY(people::load_user(call.tx, id)).id;
}

Result<Session> one_of(Call& call) {
  const auto owner = PULT_TRY(owner_of(call));
  auto session = PULT_TRY(people::find_session(call.tx, SessionId(call.ids[1]), call.now()));
  if (!session || session->user != owner) return base::fail_not_found();
  return std::move(*session);
}

Result<Answer> answer_list(Call& call, UserId user) {
  const auto page = PULT_TRY(page_of(call));
  const SessionId after(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(people::list_sessions(call.tx, user, after, page.offset, page.fetch(), call.now()));
  return Answer{200, list_answer(
                         call, page, "sessions", rows, [](const Session& s) { return s.id.value; },
                         [&](const Session& s) { return present(call, s); }, {})};
}

Result<Answer> list(Call& call) { return answer_list(call, call.actor.is_admin() ? UserId() : call.actor.id()); }
Result<Answer> list_of_user(Call& call) { return answer_list(call, PULT_TRY(owner_of(call))); }
Result<Answer> show(Call& call) { return Answer{200, {{"session", present(call, PULT_TRY(one_of(call)))}}}; }

Result<Answer> remove(Call& call) {
  PULT_TRY(people::delete_session(call.tx, PULT_TRY(one_of(call)).id));
  return Answer{204, nullptr};
}

Result<Answer> remove_all(Call& call) {
  PULT_TRY(people::delete_sessions_of(call.tx, PULT_TRY(owner_of(call)), {}));
  return Answer{204, nullptr};
}

Result<Session> current(const Call& call) {
  if (!call.session) return base::fail_not_found();
  return *call.session;
}

Result<Answer> show_current(Call& call) { return Answer{200, {{"session", present(call, PULT_TRY(current(call)))}}}; }

Result<Answer> renew(Call& call) {
  const auto renewed = PULT_TRY(people::renew_session(call.tx, PULT_TRY(current(call)), call.now()));
  return Answer{200, {{"authenticity_token", renewed.csrf_token}}};
}

Result<Answer> log_out(Call& call) {
  if (call.session) PULT_TRY(people::delete_session(call.tx, call.session->id));
  Answer answer{204, nullptr};
  answer.headers.emplace_back("Set-Cookie", "pult_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  return answer;
}

Result<Answer> log_out_many(Call& call) {
  for (const auto id : PULT_TRY(parse_ids(call))) PULT_TRY(people::delete_sessions_of(call.tx, UserId(id), {}));
  return Answer{202, json::object{}};
}

}  // namespace

std::vector<Route> user_session_routes() {
  return {
      {"GET", "sessions", Who::agent, Mode::read, list},
      {"GET", "users/me/session", Who::user, Mode::read, show_current},
      {"GET", "users/me/session/renew", Who::user, Mode::write, renew},
      {"DELETE", "users/me/logout", Who::user, Mode::write, log_out},
      {"POST", "users/logout_many", Who::admin, Mode::write, log_out_many},
      {"GET", "users/{id}/sessions", Who::user, Mode::read, list_of_user},
      {"DELETE", "users/{id}/sessions", Who::user, Mode::write, remove_all},
      {"GET", "users/{id}/sessions/{id}", Who::user, Mode::read, show},
      {"DELETE", "users/{id}/sessions/{id}", Who::user, Mode::write, remove},
  };
}

}  // namespace pult::api
