// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/macro_attachment.hpp"

#include "sql/insert_id.hpp"

namespace pult::automation {
namespace {

const std::string columns = "id, macro_id, sha256, file_name, content_type, size, created_at";

MacroAttachment map(const sql::Row& row) {
  return {row.id<MacroAttachmentId>(0), row.id<RuleId>(1), row.string(2), row.string(3), row.string(4),
          std::uint64_t(row.int64(5)),  row.int64(6)};
}

}  // namespace

Result<MacroAttachment> keep_macro_attachment(sql::Transaction& tx, const blobs::Staged& content,
                                              MacroAttachment attachment) {
  if (attachment.macro && PULT_TRY(list_macro_attachments(tx, attachment.macro)).size() >= max_macro_attachments)
    return base::fail_field("base", "TooManyValues", "A macro has at most five attachments");
  PULT_TRY(blobs::BlobStore::keep(tx, content, attachment.created_at));
  attachment.sha256 = content.sha256;
  attachment.size = content.size;
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO macro_attachments (macro_id, sha256, file_name, content_type, size, created_at) VALUES "
      "(?1, ?2, ?3, ?4, ?5, ?6)",
      {attachment.macro, attachment.sha256, attachment.file_name, attachment.content_type, attachment.size,
       attachment.created_at}));
  attachment.id = MacroAttachmentId(id.value_or(0));
  return attachment;
}

Result<std::optional<MacroAttachment>> find_macro_attachment(sql::Transaction& tx, MacroAttachmentId id) {
  return tx.one("SELECT " + columns + " FROM macro_attachments WHERE id = ?1", {id.value}, map);
}

Result<std::vector<MacroAttachment>> list_macro_attachments(sql::Transaction& tx, RuleId macro) {
  return tx.all("SELECT " + columns + " FROM macro_attachments WHERE macro_id = ?1 ORDER BY id", {macro.value}, map);
}

}  // namespace pult::automation
