// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/comment.hpp"

#include "sql/id_list.hpp"
#include "sql/params.hpp"
#include "tickets/comment_batch.hpp"

namespace pult::tickets {
namespace {

const std::string columns =
    "id, ticket_id, audit_id, author_id, is_public, body, html_body, visible_body, visible_html, has_remote_images, "
    "classification, inbound_id, via, created_at";

Comment map(const sql::Row& row) {
  Comment c;
  c.id = row.id<CommentId>(0);
  c.ticket = row.id<TicketId>(1);
  c.audit = row.id<AuditId>(2);
  c.author = row.id<UserId>(3);
  c.is_public = row.boolean(4);
  c.body = row.string(5);
  c.html_body = row.string(6);
  c.visible_body = row.optional_string(7);
  c.visible_html = row.optional_string(8);
  c.has_remote_images = row.boolean(9);
  c.classification = row.string(10);
  c.inbound = row.id<InboundId>(11);
  c.via = row.string(12);
  c.created_at = row.int64(13);
  return c;
}

using sql::text_or_null;

}  // namespace

Result<void> insert_comment(sql::Transaction& tx, const Comment& c) {
  PULT_TRY(
      tx.run("INSERT INTO comments (id, ticket_id, audit_id, author_id, is_public, body, html_body, visible_body, "
             "visible_html, has_remote_images, classification, inbound_id, via, created_at) VALUES (?1, ?2, ?3, "
             "?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
             {c.id, c.ticket, c.audit, c.author, c.is_public, c.body, text_or_null(c.html_body), c.visible_body,
              c.visible_html, c.has_remote_images, text_or_null(c.classification), c.inbound, c.via, c.created_at}));
  return {};
}

Result<std::optional<Comment>> find_comment(sql::Transaction& tx, CommentId id) {
  return tx.one("SELECT " + columns + " FROM comments WHERE id = ?1", {id}, map);
}

Result<std::vector<Comment>> list_comments(sql::Transaction& tx, const CommentFilter& filter) {
  std::string sql = "SELECT " + columns + " FROM comments WHERE ticket_id = ?1";
  std::vector<sql::Param> params{filter.ticket, filter.limit, filter.offset};
  if (!filter.with_private) sql += " AND is_public = 1";
  if (filter.after) {
    params.emplace_back(filter.after);
    sql += filter.descending ? " AND id < ?4" : " AND id > ?4";
  }
  sql += filter.descending ? " ORDER BY id DESC" : " ORDER BY id";
  return tx.all(sql + " LIMIT ?2 OFFSET ?3", params, map);
}

Result<std::vector<Comment>> list_comments(sql::Transaction& tx, const std::vector<CommentId>& ids) {
  if (ids.empty()) return std::vector<Comment>();
  // Every new ticket asks for its one comment: text that stays the same is prepared once.
  if (ids.size() == 1) return tx.all("SELECT " + columns + " FROM comments WHERE id = ?1", {ids[0]}, map);
  const sql::IdList list(tx, ids);
  return tx.all("SELECT " + columns + " FROM comments WHERE id" + list.among(1) + " ORDER BY id", {list}, map);
}

Result<std::int64_t> count_comments(sql::Transaction& tx, TicketId ticket, bool with_private) {
  const auto count = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM comments WHERE ticket_id = ?1 AND is_public >= ?2",
                                           {ticket, with_private ? 0 : 1}));
  return count.value_or(0);
}

}  // namespace pult::tickets
