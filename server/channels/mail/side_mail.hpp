// SPDX-License-Identifier: AGPL-3.0-or-later
// Side conversations by mail: what agents write in them leaves through the outbox with a thread of its own, and the
// answers find back by its Message-IDs or its token, never into the ticket's own conversation.
#pragma once
#include <optional>
#include <string>

#include "channels/mail/desk_identity.hpp"
#include "events/outbox.hpp"
#include "mailsteps/thread.hpp"
#include "tickets/side_talk.hpp"

namespace pult::channels::mail {

inline constexpr std::string_view side_kind = "side";

// The row for what just happened, with the Message-ID noted at the message; nullopt when it is no such message.
Result<std::optional<events::OutboxRow>> plan_side_mail(sql::Transaction& tx, const tickets::Notice& notice,
                                                        const DeskIdentity& desk, bool has_relay, Micros now);
// The mail itself, the same bytes at every attempt.
Result<std::string> render_side_mail(sql::Transaction& tx, const events::OutboxRow& row, const DeskIdentity& desk,
                                     const blobs::BlobStore& blobs);

struct SideMatch {
  tickets::SideConversation conversation;
  std::string reason;
};
// By the newest known Message-ID, when it is ours or the sender takes part; then by a token, whoever sent it. A mail
// that answers a mail of a ticket more closely belongs there. `sender` "": a machine.
Result<std::optional<SideMatch>> match_side_conversation(sql::Transaction& tx, const DeskIdentity& desk,
                                                         const mailsteps::ThreadHints& hints, std::string_view sender);

}  // namespace pult::channels::mail
