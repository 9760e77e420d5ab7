// SPDX-License-Identifier: AGPL-3.0-or-later
// outgoing_messages: what left, what waits, and what was kept because there is no relay.
#include "api/email_view.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "channels/mail/answer.hpp"
#include "channels/mail/service.hpp"
#include "mime/message.hpp"
#include "text/sanitize.hpp"

namespace pult::api {
namespace {

using events::OutboxId;
using events::OutboxRow;

json::array addresses(const std::vector<mime::Address>& list) {
  json::array out;
  for (const auto& address : list) out.emplace_back(address.address);
  return out;
}

json::object present_message(const OutboxRow& row) {
  const auto recipients = channels::mail::parse_recipients(row.recipients);
  const bool waits = row.state == "queued" || row.state == "sending";
  return {{"id", row.id.value},
          {"kind", row.kind == "mail" ? std::string_view("comment") : std::string_view(row.kind)},
          {"ticket_id", id_or_null(row.ticket)},
          {"comment_id", id_or_null(row.comment)},
          {"state", row.state},
          {"to", addresses(recipients.to)},
          {"cc", addresses(recipients.cc)},
          {"bcc", addresses(recipients.bcc)},
          {"subject", row.subject},
          {"message_id", text_or_null(row.message_id)},
          {"attempts", row.attempts},
          {"error", row.error ? json::value(*row.error) : json::value(nullptr)},
          {"hold_reason", text_or_null(row.hold_reason)},
          {"created_at", base::render_iso8601(row.created_at)},
          {"sent_at", time_or_null(row.sent_at)},
          {"next_attempt_at", waits ? time_or_null(row.next_attempt_at) : json::value(nullptr)}};
}

// A mail is seen by who sees its ticket, one to an agent about several tickets by who sees all.
Result<OutboxRow> access_row(Call& call) {
  auto row = PULT_TRY(events::find_outbox_row(call.tx, OutboxId(call.ids[0])));
  if (!row) return base::fail_not_found();
  const bool is_about_several = !row->ticket && row->kind == channels::mail::notification_kind;
  if (!is_about_several || !people::sees_all_tickets(call.actor))
    PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, row->ticket));
  return std::move(*row);
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call, true));
  const auto state = call.request.query_value("state");
  const OutboxId before(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(
      events::list_outbox(call.tx, state, before, page.offset, page.fetch(), people::ticket_condition(call.actor)));
  return Answer{200, list_answer(
                         call, page, "outgoing_messages", rows, [](const OutboxRow& r) { return r.id.value; },
                         [](const OutboxRow& r) { return present_message(r); }, {})};
}

Result<Answer> show(Call& call) {
  const auto row = PULT_TRY(access_row(call));
  const auto mail = mime::parse(PULT_TRY(call.services.mail.render_outgoing(call.tx, row)));
  auto message = present_message(row);
  message["text"] = mail.body_text;
  message["html"] = text_or_null(text::sanitize_html(mail.body_html, {}).html);
  return Answer{200, {{"outgoing_message", std::move(message)}}};
}

Result<Answer> raw(Call& call) {
  const auto row = PULT_TRY(access_row(call));
  Answer answer{200, nullptr};
  answer.raw = PULT_TRY(call.services.mail.render_outgoing(call.tx, row));
  add_download_headers(answer, "message/rfc822", "outgoing-" + std::to_string(row.id.value) + ".eml");
  return answer;
}

Result<Answer> retry(Call& call) {
  const auto row = PULT_TRY(access_row(call));
  if (!PULT_TRY(channels::mail::send_again(call.tx, row, call.now())))
    return base::fail_field("state", "InvalidValue", "State: the message was sent already or is on its way");
  call.tx.notify("outbox", "");
  events::tell_delivery(call.tx, row);
  return show(call);
}

}  // namespace

std::vector<Route> outgoing_routes() {
  return {
      {"GET", "outgoing_messages", Who::agent, Mode::read, list},
      {"GET", "outgoing_messages/{id}", Who::agent, Mode::read, show},
      {"GET", "outgoing_messages/{id}/raw", Who::agent, Mode::read, raw},
      {"PUT", "outgoing_messages/{id}/retry", Who::agent, Mode::write, retry},
  };
}

}  // namespace pult::api
