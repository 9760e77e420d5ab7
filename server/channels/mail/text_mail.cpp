// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/text_mail.hpp"

#include "channels/mail/answer.hpp"
#include "crypto/crypto.hpp"
#include "mime/compose.hpp"

namespace pult::channels::mail {

Result<void> enqueue_text(sql::Transaction& tx, const mime::Address& to, std::string_view subject,
                          std::string_view text, bool has_relay, Micros now) {
  const auto mailbox = PULT_TRY(choose_mailbox(tx, {}, {}));
  Recipients recipients;
  recipients.to = {to};
  recipients.from = mailbox ? mime::Address{mailbox->name, mailbox->address} : mime::Address{"", "desk@localhost"};
  events::OutboxRow row;
  row.kind = text_kind;
  if (mailbox) row.mailbox = mailbox->id;
  const auto domain = recipients.from.address.substr(recipients.from.address.rfind('@') + 1);
  row.message_id = "<" + crypto::random_token(18) + "@" + domain + ">";
  row.recipients = render_recipients(recipients);
  row.subject = subject;
  row.body = text;
  row.state = mailbox && (has_relay || !mailbox->smtp.host.empty()) ? "queued" : "kept";
  row.next_attempt_at = row.created_at = now;
  PULT_TRY(events::enqueue(tx, row));
  tx.notify("outbox", "");
  return {};
}

Result<std::string> render_text(const events::OutboxRow& row, const DeskIdentity& desk) {
  if (row.body.empty()) return base::fail_not_found();
  auto recipients = parse_recipients(row.recipients);
  mime::OutgoingMail mail;
  mail.from = std::move(recipients.from);
  mail.to = std::move(recipients.to);
  mail.subject = row.subject;
  mail.message_id = row.message_id;
  mail.date_us = row.created_at;
  // Nobody's out-of-office note should answer this (RFC 3834 section 5).
  mail.headers = {{"X-Pult-Desk", desk.id}, {"Auto-Submitted", "auto-generated"}};
  mail.text = row.body;
  return mime::compose(mail);
}

}  // namespace pult::channels::mail
