// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/side_draft.hpp"

namespace pult::tickets {

Result<void> save_side_draft(sql::Transaction& tx, const SideDraft& draft) {
  PULT_TRY(
      tx.run("INSERT INTO side_drafts (user_id, ticket_id, side_conversation_id, content, updated_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (user_id, ticket_id, side_conversation_id) DO UPDATE SET "
             "content = excluded.content, updated_at = excluded.updated_at",
             {draft.user, draft.ticket, draft.conversation.value, draft.content, draft.updated_at}));
  return {};
}

Result<std::vector<SideDraft>> list_side_drafts(sql::Transaction& tx, UserId user, TicketId ticket) {
  return tx.all(
      "SELECT user_id, ticket_id, side_conversation_id, content, updated_at FROM side_drafts "
      "WHERE user_id = ?1 AND ticket_id = ?2 ORDER BY side_conversation_id LIMIT 500",
      {user, ticket}, [](const sql::Row& row) {
        return SideDraft{row.id<UserId>(0), row.id<TicketId>(1), row.id<SideConversationId>(2), row.string(3),
                         row.int64(4)};
      });
}

Result<void> delete_side_draft(sql::Transaction& tx, UserId user, TicketId ticket, SideConversationId conversation) {
  PULT_TRY(tx.run("DELETE FROM side_drafts WHERE user_id = ?1 AND ticket_id = ?2 AND side_conversation_id = ?3",
                  {user, ticket, conversation.value}));
  return {};
}

Result<void> move_side_drafts(sql::Transaction& tx, TicketId from, TicketId to) {
  PULT_TRY(
      tx.run("UPDATE side_drafts SET ticket_id = ?2 WHERE ticket_id = ?1 AND NOT EXISTS (SELECT 1 FROM side_drafts o "
             "WHERE o.ticket_id = ?2 AND o.user_id = side_drafts.user_id "
             "AND o.side_conversation_id = side_drafts.side_conversation_id)",
             {from, to}));
  return {};
}

}  // namespace pult::tickets
