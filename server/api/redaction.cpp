// SPDX-License-Identifier: AGPL-3.0-or-later
// Comments and files that must no longer be read: by the customer (make_private), or by anybody (redaction).
#include <algorithm>

#include "api/body.hpp"
#include "api/comment_view.hpp"
#include "api/forget.hpp"
#include "api/routes.hpp"
#include "search/search.hpp"
#include "tickets/links.hpp"
#include "tickets/redaction.hpp"

namespace pult::api {
namespace {

Result<tickets::Comment> load_comment(Call& call, TicketId ticket, CommentId id) {
  auto comment = PULT_TRY(tickets::find_comment(call.tx, id));
  if (!comment || comment->ticket != ticket) return base::fail_not_found();
  return std::move(*comment);
}

Result<tickets::Ticket> lock_for_redaction(Call& call, TicketId id) {
  auto ticket = PULT_TRY(tickets::lock_ticket(call.tx, call.actor, id));
  if (!people::may(call.actor, &people::Permissions::ticket_redaction))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not redact tickets");
  return ticket;
}

// The search index and the raw mail forget what the comment no longer says.
Result<Answer> conclude(Call& call, const tickets::Redacted& redacted) {
  PULT_TRY(search::reindex_comment(call.tx, redacted.before, redacted.after));
  PULT_TRY(forget_mail(call, redacted.before.inbound));
  return Answer{200, {{"comment", PULT_TRY(present_one_comment(call, redacted.after))}}};
}

Result<Answer> redact_text(Call& call) {
  const auto ticket = PULT_TRY(lock_for_redaction(call, TicketId(call.ids[0])));
  const auto comment = PULT_TRY(load_comment(call, ticket.id, CommentId(call.ids[1])));
  Body in(call.body);
  const auto text = in.text("text").value_or("");
  PULT_TRY(in.check());
  return conclude(call,
                  PULT_TRY(tickets::redact_texts(call.tx, call.services.desk, call.actor, ticket, comment, {text})));
}

Result<tickets::Attachment> redact_file(Call& call, const tickets::Ticket& ticket, const tickets::Attachment& file) {
  auto after = PULT_TRY(tickets::redact_attachment(call.tx, call.services.desk, call.actor, ticket, file));
  PULT_TRY(forget_content(call, {file.sha256}));
  return after;
}

// Files of the comment: all of them, or those whose addresses are given.
Result<void> redact_files(Call& call, TicketId ticket, CommentId comment,
                          const std::optional<std::vector<std::string>>& addresses) {
  for (const auto& file : PULT_TRY(tickets::list_attachments_of_comment(call.tx, comment))) {
    const auto path = "/attachments/" + std::to_string(file.id.value) + "/content";
    const auto fits = [&](const std::string& address) { return address.find(path) != std::string::npos; };
    if (addresses && std::ranges::none_of(*addresses, fits)) continue;
    PULT_TRY(redact_file(call, PULT_TRY(tickets::lock_ticket(call.tx, call.actor, ticket)), file));
  }
  return {};
}

// PUT comment_redactions/{comment}: {ticket_id, html_body with <redact> marks | redact_full_comment, ...}
Result<Answer> redact_marked(Call& call) {
  Body in(call.body);
  const TicketId id(in.id("ticket_id").value_or(0));
  const bool whole = in.boolean("redact_full_comment").value_or(false);
  const auto html = in.text("html_body").value_or("");
  const auto addresses = in.texts("external_attachment_urls");
  PULT_TRY(in.check());
  const auto ticket = PULT_TRY(lock_for_redaction(call, id));
  const auto comment = PULT_TRY(load_comment(call, id, CommentId(call.ids[0])));
  const auto& desk = call.services.desk;
  const auto redacted =
      whole ? PULT_TRY(tickets::redact_comment(call.tx, desk, call.actor, ticket, comment))
            : PULT_TRY(tickets::redact_texts(call.tx, desk, call.actor, ticket, comment, tickets::marked_pieces(html)));
  if (whole)
    PULT_TRY(redact_files(call, id, comment.id, std::nullopt));
  else if (addresses)
    PULT_TRY(redact_files(call, id, comment.id, addresses));
  return conclude(call, redacted);
}

Result<Answer> redact_attachment(Call& call) {
  const auto ticket = PULT_TRY(lock_for_redaction(call, TicketId(call.ids[0])));
  const auto comment = PULT_TRY(load_comment(call, ticket.id, CommentId(call.ids[1])));
  const auto file = PULT_TRY(tickets::find_attachment(call.tx, AttachmentId(call.ids[2])));
  if (!file || file->comment != comment.id) return base::fail_not_found();
  const auto after = PULT_TRY(redact_file(call, ticket, *file));
  PULT_TRY(forget_mail(call, comment.inbound));
  return Answer{200, {{"attachment", present_attachment(call, after)}}};
}

Result<Answer> hide(Call& call, TicketId id, CommentId comment_id) {
  const auto ticket = PULT_TRY(tickets::lock_ticket(call.tx, call.actor, id));
  const auto comment = PULT_TRY(load_comment(call, id, comment_id));
  const auto done = PULT_TRY(tickets::make_private(call.tx, call.services.desk, call.actor, ticket, comment));
  if (done.before.is_public) PULT_TRY(search::reindex_comment(call.tx, done.before, done.after));
  return Answer{200, json::object()};
}

Result<Answer> hide_comment(Call& call) { return hide(call, TicketId(call.ids[0]), CommentId(call.ids[1])); }

// The older address of the same: by the audit that the comment belongs to.
Result<Answer> hide_comment_of_audit(Call& call) {
  const auto audit = PULT_TRY(events::find_audit(call.tx, AuditId(call.ids[1])));
  if (!audit || audit->ticket.value != call.ids[0]) return base::fail_not_found();
  for (const auto& event : audit->events)
    if (event.type == events::EventType::comment) return hide(call, audit->ticket, event.comment.id);
  return base::fail_not_found();
}

}  // namespace

std::vector<Route> redaction_routes() {
  return {
      {"PUT", "tickets/{id}/comments/{id}/redact", Who::agent, Mode::write, redact_text},
      {"PUT", "tickets/{id}/comments/{id}/make_private", Who::agent, Mode::write, hide_comment},
      {"PUT", "tickets/{id}/audits/{id}/make_private", Who::agent, Mode::write, hide_comment_of_audit},
      {"PUT", "tickets/{id}/comments/{id}/attachments/{id}/redact", Who::agent, Mode::write, redact_attachment},
      {"PUT", "comment_redactions/{id}", Who::agent, Mode::write, redact_marked},
  };
}

}  // namespace pult::api
