// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/answer.hpp"
#include "channels/mail/answer_parts.hpp"
#include "channels/mail/ledger.hpp"
#include "channels/mail/outgoing_mail.hpp"
#include "text/html_text.hpp"
#include "tickets/store.hpp"

namespace pult::channels::mail {
namespace {

Result<std::optional<tickets::Comment>> previous_comment(sql::Transaction& tx, const tickets::Comment& comment) {
  const auto id = PULT_TRY(tx.one_int64(
      "SELECT id FROM comments WHERE ticket_id = ?1 AND id < ?2 AND is_public = 1 ORDER BY id DESC LIMIT 1",
      {comment.ticket, comment.id}));
  if (!id) return std::nullopt;
  return tickets::find_comment(tx, CommentId(*id));
}

Result<BothTexts> history_of(sql::Transaction& tx, const tickets::Comment& comment, std::string_view locale) {
  const auto previous = PULT_TRY(previous_comment(tx, comment));
  if (!previous) return BothTexts{};
  const auto author = PULT_TRY(people::find_user(tx, previous->author));
  return quoted_message(locale, previous->created_at, author ? author->name : "",
                        previous->visible_body.value_or(previous->body));
}

}  // namespace

Result<std::string> render_answer(sql::Transaction& tx, const events::OutboxRow& row, const DeskIdentity& desk,
                                  const blobs::BlobStore& blobs) {
  const auto comment = PULT_TRY(tickets::find_comment(tx, row.comment));
  const auto ticket = PULT_TRY(tickets::find_ticket(tx, row.ticket));
  if (!comment || !ticket) return base::fail_not_found();
  const auto mailbox = PULT_TRY(find_mailbox(tx, row.mailbox));
  const auto requester = PULT_TRY(people::load_user(tx, ticket->requester));
  auto mail = mail_of(row, desk);
  set_references(mail, PULT_TRY(message_ids_before(tx, row.ticket, row.comment)));
  auto signature = PULT_TRY(signature_of(tx, blobs, *ticket, mailbox));
  const auto history = PULT_TRY(history_of(tx, *comment, requester.locale));
  mail.text = join_text(comment->body, signature.words.text, history.text);
  mail.html = (comment->html_body.empty() ? text::text_to_html(comment->body) : comment->html_body) +
              signature.words.html + history.html;
  for (const auto& file : PULT_TRY(tickets::list_attachments_of_comment(tx, row.comment)))
    PULT_TRY(add_stored_file(tx, blobs, file, mail));
  add_logo(mail, std::move(signature));
  return mime::compose(mail);
}

}  // namespace pult::channels::mail
