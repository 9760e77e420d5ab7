// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes the rows of one new comment: the comment and its files. Private to the use cases.
#pragma once
#include "tickets/desk.hpp"

namespace pult::tickets {

struct WrittenComment {
  Comment row;
  events::Event event;
};

// `ids`: the reserved comment id and the audit it belongs to. unprocessable for an empty comment.
Result<WrittenComment> write_comment(sql::Transaction& tx, const NewComment& wanted, CommentId id,
                                     const events::Audit& audit, UserId uploader);

// "/api/v2/attachments/new-2/content" -> "/api/v2/attachments/77/content", once the files have their ids.
void name_attachment(std::string& html, std::size_t index, AttachmentId id);

// What lists show of a comment: the beginning of its visible text.
std::string excerpt_of(const Comment& comment);

}  // namespace pult::tickets
