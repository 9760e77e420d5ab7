// SPDX-License-Identifier: AGPL-3.0-or-later
#include <limits>

#include "api/email_view.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "channels/mail/service.hpp"

namespace pult::api {
namespace {

using channels::mail::Suspended;
using channels::mail::SuspendedId;

json::object present_suspended(const Call& call, const Suspended& suspended) {
  json::value errors = nullptr;
  if (!suspended.error_messages.empty())
    errors = json::array{json::object{{"type", "error"}, {"phrase", suspended.error_messages}}};
  return {{"url", call.url("suspended_tickets/" + std::to_string(suspended.id.value))},
          {"id", suspended.id.value},
          {"author",
           {{"id", nullptr},
            {"name", text_or_null(suspended.author_name)},
            {"email", text_or_null(suspended.author_email)}}},
          {"subject", text_or_null(suspended.subject)},
          {"content", text_or_null(suspended.content)},
          {"cause", suspended.cause},
          {"cause_id", suspended.cause_id},
          {"message_id", text_or_null(suspended.message_id)},
          {"ticket_id", nullptr},
          {"created_at", base::render_iso8601(suspended.created_at)},
          {"updated_at", base::render_iso8601(suspended.updated_at)},
          {"via", via_object("mail")},
          {"attachments", json::array()},
          {"recipient", text_or_null(suspended.recipient)},
          {"brand_id", nullptr},
          {"error_messages", std::move(errors)}};
}

// A mail that is on no ticket belongs to no group yet: only who sees every ticket, or is trusted with it, may look.
Result<void> check_access(const Call& call) {
  if (people::may_manage(call.actor, people::Thing::suspended_tickets)) return {};
  return base::fail(ErrorKind::forbidden, "Forbidden", "Suspended mail is for agents who see all tickets");
}

Result<Suspended> load(Call& call) {
  PULT_TRY(check_access(call));
  auto found = PULT_TRY(channels::mail::find_suspended(call.tx, SuspendedId(call.ids[0])));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

Result<Answer> list(Call& call) {
  PULT_TRY(check_access(call));
  const auto page = PULT_TRY(page_of(call));
  const SuspendedId before(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(channels::mail::list_suspended(call.tx, before, page.offset, page.fetch()));
  const auto total = PULT_TRY(channels::mail::count_suspended(call.tx));
  return Answer{200, list_answer(
                         call, page, "suspended_tickets", rows, [](const Suspended& s) { return s.id.value; },
                         [&](const Suspended& s) { return present_suspended(call, s); }, [&] { return total; })};
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"suspended_ticket", present_suspended(call, PULT_TRY(load(call)))}}};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(channels::mail::delete_suspended(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

// Past all steps: the mail becomes a ticket, or a comment where it belongs to one.
Result<Answer> recover(Call& call) {
  const auto entry = PULT_TRY(call.services.mail.retry(call.tx, PULT_TRY(load(call)).id, true));
  if (!entry.ticket) return base::fail_field("base", "InvalidValue", entry.reason);
  const auto listed = PULT_TRY(tickets::find_listed(call.tx, entry.ticket));
  if (!listed) return base::fail_not_found();
  return Answer{200, {{"ticket", present_ticket(call, *listed, false)}}};
}

Result<Answer> retry(Call& call) {
  const auto entry = PULT_TRY(call.services.mail.retry(call.tx, PULT_TRY(load(call)).id, false));
  return Answer{200,
                {{"outcome", entry.outcome},
                 {"ticket_id", id_or_null(entry.ticket)},
                 {"comment_id", id_or_null(entry.comment)},
                 {"reason", text_or_null(entry.reason)}}};
}

Result<Answer> raw(Call& call) {
  const auto suspended = PULT_TRY(load(call));
  Answer answer{200, nullptr};
  answer.raw = PULT_TRY(channels::mail::load_raw(call.tx, call.services.blobs, suspended.inbound));
  add_download_headers(answer, "message/rfc822", "suspended-" + std::to_string(suspended.id.value) + ".eml");
  return answer;
}

}  // namespace

std::vector<Route> suspended_routes() {
  return {
      {"GET", "suspended_tickets", Who::agent, Mode::read, list},
      {"GET", "suspended_tickets/{id}", Who::agent, Mode::read, show},
      {"DELETE", "suspended_tickets/{id}", Who::agent, Mode::write, remove},
      {"PUT", "suspended_tickets/{id}/recover", Who::agent, Mode::write, recover},
      {"PUT", "suspended_tickets/{id}/retry", Who::agent, Mode::write, retry},
      {"GET", "suspended_tickets/{id}/raw", Who::agent, Mode::read, raw},
  };
}

}  // namespace pult::api
