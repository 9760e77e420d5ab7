// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails of the desk itself that are no comment of a ticket: a proof of an address, and what comes later.
#pragma once
#include "channels/mail/desk_identity.hpp"
#include "events/outbox.hpp"
#include "mime/message.hpp"

namespace pult::channels::mail {

inline constexpr std::string_view text_kind = "text";

// Into the outbox, from the first mailbox; kept there when there is no way to send it.
Result<void> enqueue_text(sql::Transaction& tx, const mime::Address& to, std::string_view subject,
                          std::string_view text, bool has_relay, Micros now);
// The mail itself; not_found when it was sent and is no more.
Result<std::string> render_text(const events::OutboxRow& row, const DeskIdentity& desk);

}  // namespace pult::channels::mail
