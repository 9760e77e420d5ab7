// SPDX-License-Identifier: AGPL-3.0-or-later
// Taking out for good what should never have been written: the one case in which a comment's row and the excerpt in its
// audit change. That something was taken out, and by whom, stays in the ticket's audits.
#pragma once
#include "tickets/desk.hpp"

namespace pult::tickets {

struct Redacted {
  Comment before, after;
};

// `pieces`: texts that stand in the comment; each place of each becomes blocks. Formatting that would still show a
// piece is dropped with it. unprocessable when none of them is there.
Result<Redacted> redact_texts(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                              const Comment& comment, const std::vector<std::string>& pieces);
// The whole text.
Result<Redacted> redact_comment(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                const Ticket& ticket, const Comment& comment);
// No longer for the requester. Unchanged when it is private already.
Result<Redacted> make_private(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                              const Comment& comment);
// The file is replaced by redacted.txt; gives the attachment as it is now. The old content is the caller's to forget.
Result<Attachment> redact_attachment(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                     const Ticket& ticket, const Attachment& attachment);

// "ab c" -> "▇▇ ▇": letters become blocks, white space stays.
std::string blocks_for(std::string_view text);
// The texts between <redact> and </redact>, without their own markup.
std::vector<std::string> marked_pieces(std::string_view html);

}  // namespace pult::tickets
