// SPDX-License-Identifier: AGPL-3.0-or-later
// People in side conversations who are deleted for good.
#pragma once
#include <utility>
#include <vector>

#include "tickets/side_conversation.hpp"

namespace pult::tickets {

// Takes the name and address of a purged person out of the conversations in [from, below): who took part, who wrote and
// to whom, also in mails that left. The conversations that named them, with their tickets.
Result<std::vector<std::pair<TicketId, SideConversationId>>> forget_participant(sql::Transaction& tx, UserId person,
                                                                                SideConversationId from,
                                                                                SideConversationId below);

}  // namespace pult::tickets
