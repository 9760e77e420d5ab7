// SPDX-License-Identifier: AGPL-3.0-or-later
// Comments and their files of a whole page at once.
#pragma once
#include <vector>

#include "tickets/comment.hpp"

namespace pult::tickets {

Result<std::vector<Comment>> list_comments(sql::Transaction& tx, const std::vector<CommentId>& ids);
Result<std::vector<Attachment>> list_attachments(sql::Transaction& tx, const std::vector<CommentId>& comments);

}  // namespace pult::tickets
