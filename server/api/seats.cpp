// SPDX-License-Identifier: AGPL-3.0-or-later
// Colleagues who are to come, and people who were to go for good.
#include "api/body.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "channels/mail/service.hpp"
#include "people/deletion.hpp"

namespace pult::api {
namespace {

constexpr int most_asked = 20;

// An agent asks the admins to add somebody: a mail to each of them.
Result<Answer> request_create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "user")));
  const auto name = in.text("name").value_or(""), email = in.text("email").value_or("");
  PULT_TRY(in.check());
  if (name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (people::address_key(email).empty())
    return base::fail_field("email", "InvalidFormat", "Email: " + email + " is not properly formatted");
  if (PULT_TRY(people::find_user_by_email(call.tx, email)))
    return base::fail_field("email", "DuplicateValue", "Email: " + email + " is already being used by another user");
  people::UserFilter admins;
  admins.roles = {people::Role::admin};
  admins.limit = most_asked;
  const auto text = call.actor.user.name + " asks you to add somebody to the desk:\n\n" + name + " <" + email +
                    ">\n\n" + call.base_url + "/admin/people\n";
  for (const auto& admin : PULT_TRY(people::list_users(call.tx, admins)))
    if (!admin.suspended && !admin.email.empty())
      PULT_TRY(call.services.mail.send_text(call.tx, {admin.name, admin.email}, "Please add " + name, text));
  return Answer{200, "The administrators have been asked"};
}

// The first label of the host: what the conventions call the subdomain of an account.
std::string account_of(const Call& call) {
  const auto start = call.base_url.find("://");
  const auto host = start == std::string::npos ? call.base_url : call.base_url.substr(start + 3);
  return host.substr(0, host.find_first_of(".:/"));
}

Result<Answer> deletion_statuses(Call& call) {
  const auto user = PULT_TRY(people::load_user(call.tx, UserId(call.ids[0])));
  if (!people::may_see_user(call.actor, user)) return base::fail_not_found();
  const auto wanted = call.request.query_value("application");
  json::array list;
  if (wanted.empty() || wanted == "all" || wanted == "support")
    for (const auto& one : PULT_TRY(people::list_deletions(call.tx, user.id)))
      list.push_back(
          json::object{{"action", one.action},
                       {"application", "support"},
                       {"account_subdomain", account_of(call)},
                       {"executer_id", one.executer ? json::value(one.executer.value) : json::value(nullptr)},
                       {"user_id", one.user.value},
                       {"created_at", base::render_iso8601(one.at)}});
  return Answer{200, {{"compliance_deletion_statuses", std::move(list)}}};
}

}  // namespace

std::vector<Route> seat_routes() {
  return {
      {"POST", "users/request_create", Who::agent, Mode::write, request_create},
      {"GET", "users/{id}/compliance_deletion_statuses", Who::admin, Mode::read, deletion_statuses},
  };
}

}  // namespace pult::api
