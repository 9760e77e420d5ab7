// SPDX-License-Identifier: AGPL-3.0-or-later
// The mail that reminds a customer whose answer a ticket waits for (tickets/lifecycle_clock.hpp). It belongs to the
// conversation, so that an answer to it arrives on the ticket, and is no comment: nobody wrote it.
#pragma once
#include "channels/mail/answer.hpp"

namespace pult::channels::mail {

inline constexpr std::string_view reminder_kind = "reminder";

// Whether one would reach the ticket's customer: not who is suspended, nor an address that is ours, that nobody reads,
// or that mail came back from.
Result<bool> would_reach(sql::Transaction& tx, const tickets::Ticket& ticket);

// nullopt when the audit tells of none. `own_words`: the desk's, "" for ours in the customer's language.
Result<std::optional<events::OutboxRow>> plan_reminder(sql::Transaction& tx, const tickets::Notice& notice,
                                                       const DeskIdentity& desk, const std::string& own_words,
                                                       bool has_relay, Micros now);
Result<std::string> render_reminder(sql::Transaction& tx, const events::OutboxRow& row, const DeskIdentity& desk,
                                    const blobs::BlobStore& blobs);

}  // namespace pult::channels::mail
