// SPDX-License-Identifier: AGPL-3.0-or-later
// Suspended tickets as a file.
#include "api/present.hpp"
#include "api/routes.hpp"
#include "channels/mail/service.hpp"
#include "text/csv.hpp"

namespace pult::api {
namespace {

constexpr int most_rows = 50'000;

Result<void> check_access(const Call& call) {
  if (people::may_manage(call.actor, people::Thing::suspended_tickets)) return {};
  return base::fail(ErrorKind::forbidden, "Forbidden", "Suspended mail is for agents who see all tickets");
}

Result<Answer> download(Call& call) {
  PULT_TRY(check_access(call));
  auto out = text::render_csv_line({"id", "created_at", "author", "email", "recipient", "subject", "cause", "content"});
  for (const auto& one : PULT_TRY(channels::mail::list_suspended(call.tx, {}, 0, most_rows)))
    out += text::render_csv_line({std::to_string(one.id.value), base::render_iso8601(one.created_at), one.author_name,
                                  one.author_email, one.recipient, one.subject, one.cause, one.content});
  Answer answer{200, nullptr};
  answer.headers = {{"Content-Type", "text/csv; charset=utf-8"},
                    {"Content-Disposition", "attachment; filename=\"suspended_tickets.csv\""}};
  answer.raw = std::move(out);
  return answer;
}

// The file is made when it is fetched, behind a sign-in: the mail only says where.
Result<Answer> start(Call& call) {
  PULT_TRY(check_access(call));
  const auto& me = call.actor.user;
  const auto address = call.base_url + "/api/v2/suspended_tickets/export";
  if (!me.email.empty())
    PULT_TRY(call.services.mail.send_text(call.tx, {me.name, me.email}, "Suspended tickets",
                                          "The file you asked for is here:\n\n" + address + "\n"));
  return Answer{200, {{"export", {{"status", "enqueued"}, {"view_id", "suspended"}, {"content_url", address}}}}};
}

}  // namespace

std::vector<Route> suspended_export_routes() {
  return {
      {"GET", "suspended_tickets/export", Who::agent, Mode::read, download},
      {"POST", "suspended_tickets/export", Who::agent, Mode::write, start},
  };
}

}  // namespace pult::api
