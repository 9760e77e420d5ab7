// SPDX-License-Identifier: AGPL-3.0-or-later
#include "crypto/crypto.hpp"
#include "sql/id_list.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "tickets/comment_batch.hpp"

namespace pult::tickets {
namespace {

const std::string columns =
    "id, sha256, file_name, content_type, size, content_id, is_inline, ticket_id, comment_id, created_at";

Attachment map(const sql::Row& row) {
  Attachment a;
  a.id = row.id<AttachmentId>(0);
  a.sha256 = row.string(1);
  a.file_name = row.string(2);
  a.content_type = row.string(3);
  a.size = std::uint64_t(row.int64(4));
  a.content_id = row.string(5);
  a.is_inline = row.boolean(6);
  a.ticket = row.id<TicketId>(7);
  a.comment = row.id<CommentId>(8);
  a.created_at = row.int64(9);
  return a;
}

}  // namespace

Result<Attachment> keep_attachment(sql::Transaction& tx, const blobs::Staged& content, Attachment attachment,
                                   std::string_view upload_digest) {
  PULT_TRY(blobs::BlobStore::keep(tx, content, attachment.created_at));
  attachment.sha256 = content.sha256;
  attachment.size = content.size;
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO attachments (sha256, file_name, content_type, size, content_id, is_inline, ticket_id, comment_id, "
      "upload_digest, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      {attachment.sha256, attachment.file_name, attachment.content_type, attachment.size, attachment.content_id,
       attachment.is_inline, attachment.ticket, attachment.comment, sql::text_or_null(upload_digest),
       attachment.created_at}));
  attachment.id = AttachmentId(id.value_or(0));
  return attachment;
}

Result<std::optional<Attachment>> find_attachment(sql::Transaction& tx, AttachmentId id) {
  return tx.one("SELECT " + columns + " FROM attachments WHERE id = ?1", {id}, map);
}

Result<std::vector<Attachment>> list_attachments_of_ticket(sql::Transaction& tx, TicketId ticket) {
  return tx.all("SELECT " + columns +
                    " FROM attachments WHERE comment_id IN (SELECT id FROM comments WHERE ticket_id = ?1) ORDER BY id",
                {ticket}, map);
}

Result<std::vector<Attachment>> list_attachments_of_comment(sql::Transaction& tx, CommentId comment) {
  return tx.all("SELECT " + columns + " FROM attachments WHERE comment_id = ?1 ORDER BY id", {comment}, map);
}

Result<std::vector<Attachment>> list_attachments(sql::Transaction& tx, const std::vector<CommentId>& comments) {
  if (comments.empty()) return std::vector<Attachment>();
  if (comments.size() == 1) return list_attachments_of_comment(tx, comments[0]);
  const sql::IdList list(tx, comments);
  return tx.all("SELECT " + columns + " FROM attachments WHERE comment_id" + list.among(1) + " ORDER BY id", {list},
                map);
}

Result<std::vector<Attachment>> list_attachments_of_upload(sql::Transaction& tx, std::string_view digest) {
  return tx.all("SELECT " + columns + " FROM attachments WHERE upload_digest = ?1 ORDER BY id", {digest}, map);
}

std::string upload_digest(std::string_view token) { return crypto::sha256_hex(token); }

Result<void> create_upload(sql::Transaction& tx, std::string_view token, UserId user, Micros now) {
  PULT_TRY(tx.run("INSERT INTO uploads (token_digest, user_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
                  {upload_digest(token), user, now, now + upload_lifetime}));
  return {};
}

Result<std::optional<Upload>> find_upload(sql::Transaction& tx, std::string_view token, Micros now) {
  return tx.one("SELECT user_id, expires_at FROM uploads WHERE token_digest = ?1 AND expires_at > ?2",
                {upload_digest(token), now},
                [](const sql::Row& row) { return Upload{row.id<UserId>(0), row.int64(1)}; });
}

Result<void> keep_upload(sql::Transaction& tx, std::string_view token, Micros until) {
  PULT_TRY(tx.run("UPDATE uploads SET expires_at = ?2 WHERE token_digest = ?1 AND expires_at < ?2",
                  {upload_digest(token), until}));
  return {};
}

Result<void> hand_over_upload(sql::Transaction& tx, std::string_view token, UserId from, UserId to) {
  PULT_TRY(tx.run("UPDATE uploads SET user_id = ?3 WHERE token_digest = ?1 AND user_id = ?2",
                  {upload_digest(token), from, to}));
  return {};
}

Result<void> delete_upload(sql::Transaction& tx, std::string_view token) {
  const auto digest = upload_digest(token);
  PULT_TRY(tx.run("DELETE FROM attachments WHERE upload_digest = ?1 AND comment_id IS NULL", {digest}));
  PULT_TRY(tx.run("DELETE FROM uploads WHERE token_digest = ?1", {digest}));
  return {};
}

Result<std::int64_t> claim_upload(sql::Transaction& tx, std::string_view token, UserId user, TicketId ticket,
                                  CommentId comment, Micros now) {
  return tx.run(
      "UPDATE attachments SET ticket_id = ?3, comment_id = ?4, upload_digest = NULL WHERE upload_digest = ?1 "
      "AND EXISTS (SELECT 1 FROM uploads WHERE token_digest = ?1 AND user_id = ?2 AND expires_at > ?5)",
      {upload_digest(token), user, ticket, comment, now});
}

}  // namespace pult::tickets
