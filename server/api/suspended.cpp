// SPDX-License-Identifier: AGPL-3.0-or-later
#include <limits>

#include "api/email_view.hpp"
#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "channels/mail/service.hpp"
#include "crypto/crypto.hpp"

namespace pult::api {
namespace {

using channels::mail::Suspended;
using channels::mail::SuspendedId;

json::array why_of(const Suspended& suspended) {
  boost::system::error_code broken;
  auto stored = json::parse(suspended.why, broken);
  return broken || !stored.is_array() ? json::array() : std::move(stored.get_array());
}

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
          {"error_messages", std::move(errors)},
          {"why", why_of(suspended)}};
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
Result<json::object> recover_one(Call& call, SuspendedId id) {
  const auto entry = PULT_TRY(call.services.mail.retry(call.tx, id, true));
  if (!entry.ticket) return base::fail_field("base", "InvalidValue", entry.reason);
  const auto listed = PULT_TRY(tickets::find_listed(call.tx, entry.ticket));
  if (!listed) return base::fail_not_found();
  return present_ticket(call, *listed, false);
}

Result<Answer> recover(Call& call) {
  return Answer{200, {{"ticket", PULT_TRY(recover_one(call, PULT_TRY(load(call)).id))}}};
}

// Those of ?ids= that there are.
Result<std::vector<SuspendedId>> named(Call& call) {
  PULT_TRY(check_access(call));
  std::vector<SuspendedId> out;
  for (const auto id : PULT_TRY(parse_ids(call)))
    if (PULT_TRY(channels::mail::find_suspended(call.tx, SuspendedId(id)))) out.emplace_back(id);
  return out;
}

// All or none: one that cannot become a ticket leaves the others where they are.
Result<Answer> recover_many(Call& call) {
  json::array recovered;
  for (const auto id : PULT_TRY(named(call))) recovered.push_back(PULT_TRY(recover_one(call, id)));
  return Answer{200, {{"tickets", std::move(recovered)}}};
}

Result<Answer> remove_many(Call& call) {
  for (const auto id : PULT_TRY(named(call))) PULT_TRY(channels::mail::delete_suspended(call.tx, id));
  return Answer{204, nullptr};
}

// Copies of a mail's files under an upload token, for a ticket that is made by hand.
Result<Answer> copy_attachments(Call& call) {
  const auto suspended = PULT_TRY(load(call));
  const auto mail = mime::parse(PULT_TRY(channels::mail::load_raw(call.tx, call.services.blobs, suspended.inbound)));
  const auto token = crypto::random_token(24);
  PULT_TRY(tickets::create_upload(call.tx, token, call.actor.id(), call.now()));
  json::array files;
  for (const auto& file : mail.attachments) {
    tickets::Attachment attachment;
    attachment.file_name = file.file_name;
    attachment.content_type = file.content_type;
    attachment.created_at = call.now();
    const auto staged = PULT_TRY(call.services.blobs.stage(file.bytes));
    const auto digest = tickets::upload_digest(token);
    files.push_back(
        present_attachment(call, PULT_TRY(tickets::keep_attachment(call.tx, staged, std::move(attachment), digest))));
  }
  return Answer{200,
                {{"upload",
                  {{"token", token},
                   {"expires_at", base::render_iso8601(call.now() + tickets::upload_lifetime)},
                   {"attachments", std::move(files)}}}}};
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
      {"PUT", "suspended_tickets/recover_many", Who::agent, Mode::write, recover_many},
      {"DELETE", "suspended_tickets/destroy_many", Who::agent, Mode::write, remove_many},
      {"PUT", "suspended_tickets/{id}/recover", Who::agent, Mode::write, recover},
      {"POST", "suspended_tickets/{id}/attachments", Who::agent, Mode::write, copy_attachments},
      {"PUT", "suspended_tickets/{id}/retry", Who::agent, Mode::write, retry},
      {"GET", "suspended_tickets/{id}/raw", Who::agent, Mode::read, raw},
  };
}

}  // namespace pult::api
