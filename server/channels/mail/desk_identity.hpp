// SPDX-License-Identifier: AGPL-3.0-or-later
// What tells this desk's own mails from others: its id, its secret for tokens, and the addresses it answers for.
#pragma once
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "mailsteps/classification.hpp"
#include "sql/database.hpp"
#include "tickets/side_conversation.hpp"

namespace pult::channels::mail {

struct DeskIdentity {
  std::string id;      // in X-Pult-Desk of every mail we send
  std::string secret;  // key of thread tokens
};

// Made on first use and kept in the settings, so that all nodes agree.
Result<DeskIdentity> load_desk_identity(sql::Transaction& tx);

// "t12-0123456789": names a ticket in addresses and subjects; nobody can make one without the secret.
std::string thread_token(const DeskIdentity& desk, TicketId ticket);
// The ticket of a token whose digits are right, else 0.
TicketId ticket_of_token(const DeskIdentity& desk, std::string_view token);

// "s7-0123456789": the same for a side conversation.
std::string side_token(const DeskIdentity& desk, tickets::SideConversationId id);
tickets::SideConversationId side_of_token(const DeskIdentity& desk, std::string_view token);

// Addresses of all mailboxes.
Result<std::vector<std::string>> own_addresses(sql::Transaction& tx);

}  // namespace pult::channels::mail
