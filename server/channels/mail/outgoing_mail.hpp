// SPDX-License-Identifier: AGPL-3.0-or-later
// What every mail of the desk has in common, as a row of the outbox and as a mail. Private to this folder.
#pragma once
#include <optional>
#include <string_view>

#include "blobs/blob_store.hpp"
#include "channels/mail/answer.hpp"
#include "channels/mail/mailbox.hpp"
#include "mime/compose.hpp"
#include "tickets/comment.hpp"

namespace pult::channels::mail {

// A mail that leaves at once when there is a server to send it by, and is else kept. `recipients.from` becomes the
// mailbox. `about` begins the Message-ID; what follows cannot be guessed.
events::OutboxRow row_from(const std::optional<Mailbox>& mailbox, Recipients recipients, std::string_view about,
                           bool has_relay, Micros now);

// From whom, to whom, about what, when, and the mark of the desk by which it knows its own mails.
mime::OutgoingMail mail_of(const events::OutboxRow& row, const DeskIdentity& desk);

Result<void> add_stored_file(sql::Transaction& tx, const blobs::BlobStore& blobs, const tickets::Attachment& file,
                             mime::OutgoingMail& mail);

}  // namespace pult::channels::mail
