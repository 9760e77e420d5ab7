// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/draft.hpp"

namespace pult::tickets {
namespace {

const std::string columns = "user_id, ticket_id, body, html_body, is_public, uploads, updated_at";

Draft map(const sql::Row& row) {
  return {row.id<UserId>(0), row.id<TicketId>(1), row.string(2), row.string(3),
          row.boolean(4),    row.string(5),       row.int64(6)};
}

}  // namespace

Result<void> save_draft(sql::Transaction& tx, const Draft& draft) {
  PULT_TRY(tx.run(
      "INSERT INTO drafts (user_id, ticket_id, body, html_body, is_public, uploads, updated_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (user_id, ticket_id) DO UPDATE SET "
      "body = excluded.body, html_body = excluded.html_body, is_public = excluded.is_public, "
      "uploads = excluded.uploads, updated_at = excluded.updated_at",
      {draft.user, draft.ticket, draft.body, draft.html_body, draft.is_public, draft.uploads, draft.updated_at}));
  return {};
}

Result<std::optional<Draft>> find_draft(sql::Transaction& tx, UserId user, TicketId ticket) {
  return tx.one("SELECT " + columns + " FROM drafts WHERE user_id = ?1 AND ticket_id = ?2", {user, ticket}, map);
}

Result<std::vector<Draft>> list_drafts(sql::Transaction& tx, UserId user) {
  return tx.all("SELECT " + columns + " FROM drafts WHERE user_id = ?1 ORDER BY updated_at DESC LIMIT 500", {user},
                map);
}

Result<void> delete_draft(sql::Transaction& tx, UserId user, TicketId ticket) {
  PULT_TRY(tx.run("DELETE FROM drafts WHERE user_id = ?1 AND ticket_id = ?2", {user, ticket}));
  return {};
}

}  // namespace pult::tickets
