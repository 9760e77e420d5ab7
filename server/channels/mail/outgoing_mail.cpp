// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/outgoing_mail.hpp"

#include "channels/mail/answer_parts.hpp"
#include "crypto/crypto.hpp"

namespace pult::channels::mail {

events::OutboxRow row_from(const std::optional<Mailbox>& mailbox, Recipients recipients, std::string_view about,
                           bool has_relay, Micros now) {
  recipients.from = mailbox ? mime::Address{mailbox->name, mailbox->address} : mime::Address{"", "desk@localhost"};
  const auto domain = recipients.from.address.substr(recipients.from.address.rfind('@') + 1);
  events::OutboxRow row;
  if (mailbox) row.mailbox = mailbox->id;
  row.message_id = "<" + std::string(about) + crypto::random_token(about.empty() ? 18 : 9) + "@" + domain + ">";
  row.recipients = render_recipients(recipients);
  row.state = mailbox && (has_relay || !mailbox->smtp.host.empty()) ? "queued" : "kept";
  row.next_attempt_at = row.created_at = now;
  return row;
}

mime::OutgoingMail mail_of(const events::OutboxRow& row, const DeskIdentity& desk) {
  auto recipients = parse_recipients(row.recipients);
  mime::OutgoingMail mail;
  mail.from = std::move(recipients.from);
  mail.to = std::move(recipients.to);
  mail.cc = std::move(recipients.cc);
  if (mail.to.empty()) std::swap(mail.to, mail.cc);
  mail.subject = row.subject;
  mail.message_id = row.message_id;
  mail.date_us = row.created_at;
  mail.headers = {{"X-Pult-Desk", desk.id}};
  return mail;
}

Result<void> add_stored_file(sql::Transaction& tx, const blobs::BlobStore& blobs, const tickets::Attachment& file,
                             mime::OutgoingMail& mail) {
  mime::Attachment part;
  part.file_name = file.file_name;
  part.content_type = file.content_type;
  part.bytes = PULT_TRY(blobs.load(tx, file.sha256));
  add_file(mail, file.id, std::move(part));
  return {};
}

}  // namespace pult::channels::mail
