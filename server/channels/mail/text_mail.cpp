// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/text_mail.hpp"

#include "channels/mail/outgoing_mail.hpp"

namespace pult::channels::mail {

Result<void> enqueue_text(sql::Transaction& tx, const mime::Address& to, std::string_view subject,
                          std::string_view text, bool has_relay, Micros now) {
  const auto mailbox = PULT_TRY(choose_mailbox(tx, {}, {}));
  Recipients recipients;
  recipients.to = {to};
  auto row = row_from(mailbox, std::move(recipients), "", has_relay, now);
  row.kind = text_kind;
  row.subject = subject;
  row.body = text;
  PULT_TRY(events::enqueue(tx, row));
  tx.notify("outbox", "");
  return {};
}

Result<std::string> render_text(const events::OutboxRow& row, const DeskIdentity& desk) {
  if (row.body.empty()) return base::fail_not_found();
  auto mail = mail_of(row, desk);
  // Nobody's out-of-office note should answer this (RFC 3834 section 5).
  mail.headers.emplace_back("Auto-Submitted", "auto-generated");
  mail.text = row.body;
  return mime::compose(mail);
}

}  // namespace pult::channels::mail
