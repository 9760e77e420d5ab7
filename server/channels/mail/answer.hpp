// SPDX-License-Identifier: AGPL-3.0-or-later
// Answers that leave by mail: who gets one, and what it looks like.
#pragma once
#include <optional>
#include <string>

#include "channels/mail/desk_identity.hpp"
#include "channels/mail/mailbox.hpp"
#include "events/outbox.hpp"
#include "mailsteps/thread.hpp"
#include "mime/message.hpp"
#include "tickets/desk.hpp"

namespace pult::channels::mail {

// The outbox row for what just happened, nullopt when it is nothing to send: only what an agent writes in public to a
// person leaves. The blind copies of the comment go along. What would reach nobody is held: no address, one of our own,
// one that bounced or that nobody reads.
Result<std::optional<events::OutboxRow>> plan_answer(sql::Transaction& tx, const tickets::Notice& notice,
                                                     const DeskIdentity& desk, bool has_relay, Micros now);

// Due again now because a person asks for it; false when it left or is leaving. What was held back or came back goes
// to the addresses that its people have now, which count as good again. unprocessable: they have none.
Result<bool> send_again(sql::Transaction& tx, const events::OutboxRow& row, Micros now);

// The mail itself, the same bytes at every attempt: text and HTML, signature, quoted last message, attachments.
Result<std::string> render_answer(sql::Transaction& tx, const events::OutboxRow& row, const DeskIdentity& desk,
                                  const blobs::BlobStore& blobs);

struct Recipients {
  mime::Address from;
  std::vector<mime::Address> to, cc;
  std::vector<mime::Address> bcc{};  // in the envelope only
};
// Of the envelope.
std::vector<std::string> all_addresses(const Recipients& recipients);
std::string render_recipients(const Recipients& recipients);
Recipients parse_recipients(std::string_view json);

}  // namespace pult::channels::mail
