// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent has written in a side conversation but not sent: one per person and conversation, and one for a new
// one.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "tickets/side_conversation.hpp"

namespace pult::tickets {

struct SideDraft {
  UserId user;
  TicketId ticket;
  SideConversationId conversation;  // 0: of a new one
  std::string content;              // JSON object, the writer's own
  Micros updated_at = 0;
};

Result<void> save_side_draft(sql::Transaction& tx, const SideDraft& draft);
// Of this person, by conversation; at most as many as a ticket has conversations.
Result<std::vector<SideDraft>> list_side_drafts(sql::Transaction& tx, UserId user, TicketId ticket);
Result<void> delete_side_draft(sql::Transaction& tx, UserId user, TicketId ticket, SideConversationId conversation);
// To the ticket that another was merged into; who writes a new one there already keeps that.
Result<void> move_side_drafts(sql::Transaction& tx, TicketId from, TicketId to);

}  // namespace pult::tickets
