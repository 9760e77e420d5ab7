// SPDX-License-Identifier: AGPL-3.0-or-later
// Which ticket a mail belongs to: the References chain, then a token in an address, then a token in the subject;
// and only when its sender is somebody on that ticket, so that replies to one newsletter do not meet in one ticket.
#pragma once
#include <optional>

#include "channels/mail/desk_identity.hpp"
#include "mailsteps/thread.hpp"
#include "tickets/ticket.hpp"

namespace pult::channels::mail {

struct ThreadMatch {
  tickets::Ticket ticket;
  std::string reason;  // "In-Reply-To <…> is of ticket #7"
};

// `sender` null: whoever sent it (a machine's report about a mail of ours is on no ticket).
Result<std::optional<ThreadMatch>> match_thread(sql::Transaction& tx, const DeskIdentity& desk,
                                                const mailsteps::ThreadHints& hints, const people::User* sender);

}  // namespace pult::channels::mail
