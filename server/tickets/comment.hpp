// SPDX-License-Identifier: AGPL-3.0-or-later
// Comments of a ticket, public or private, and the files attached to them. Comments are never changed.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "blobs/blob_store.hpp"
#include "events/event.hpp"
#include "sql/database.hpp"

namespace pult::tickets {

using InboundId = base::Id<struct InboundTag>;

struct Comment {
  CommentId id;
  TicketId ticket;
  AuditId audit;
  UserId author;
  bool is_public = true;
  std::string body;                         // plain text, whole
  std::string html_body;                    // sanitised, whole; "" when the body has no HTML of its own
  std::optional<std::string> visible_body;  // without quotes and signature; nullopt: the same as body
  std::optional<std::string> visible_html;
  bool has_remote_images = false;
  std::string classification;  // JSON, "" for none
  InboundId inbound;           // the mail it came by
  std::string via;
  Micros created_at = 0;
};

struct Attachment {
  AttachmentId id;
  std::string sha256;
  std::string file_name, content_type;
  std::uint64_t size = 0;
  std::string content_id;
  bool is_inline = false;
  TicketId ticket;
  CommentId comment;
  Micros created_at = 0;
};

Result<void> insert_comment(sql::Transaction& tx, const Comment& comment);
Result<std::optional<Comment>> find_comment(sql::Transaction& tx, CommentId id);
struct CommentFilter {
  TicketId ticket;
  bool with_private = true;
  CommentId after;  // in the order; 0: from the start
  bool descending = false;
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<Comment>> list_comments(sql::Transaction& tx, const CommentFilter& filter);
Result<std::int64_t> count_comments(sql::Transaction& tx, TicketId ticket, bool with_private);

// Files. `keep_attachment` writes the blob and the row; the id comes back in the value.
Result<Attachment> keep_attachment(sql::Transaction& tx, const blobs::Staged& content, Attachment attachment,
                                   std::string_view upload_digest);
Result<std::optional<Attachment>> find_attachment(sql::Transaction& tx, AttachmentId id);
Result<std::vector<Attachment>> list_attachments_of_ticket(sql::Transaction& tx, TicketId ticket);
Result<std::vector<Attachment>> list_attachments_of_comment(sql::Transaction& tx, CommentId comment);
Result<std::vector<Attachment>> list_attachments_of_upload(sql::Transaction& tx, std::string_view upload_digest);

// Uploads: files put up before their comment, under a secret token, for three days.
inline constexpr Micros upload_lifetime = 3 * base::day_us;
struct Upload {
  UserId user;
  Micros expires_at = 0;
};
Result<void> create_upload(sql::Transaction& tx, std::string_view token, UserId user, Micros now);
Result<std::optional<Upload>> find_upload(sql::Transaction& tx, std::string_view token, Micros now);
// Keeps what it holds until then, if that is longer than it would be kept anyway.
Result<void> keep_upload(sql::Transaction& tx, std::string_view token, Micros until);
// From now on it is another person's to send.
Result<void> hand_over_upload(sql::Transaction& tx, std::string_view token, UserId from, UserId to);
Result<void> delete_upload(sql::Transaction& tx, std::string_view token);
std::string upload_digest(std::string_view token);
// Gives the files of an upload to a comment; returns how many. Another user's, an expired or an unknown token gives 0.
Result<std::int64_t> claim_upload(sql::Transaction& tx, std::string_view token, UserId user, TicketId ticket,
                                  CommentId comment, Micros now);

}  // namespace pult::tickets
