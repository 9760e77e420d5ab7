// SPDX-License-Identifier: AGPL-3.0-or-later
// A comment that is about something else becomes a ticket of its own.
#pragma once
#include "tickets/desk.hpp"

namespace pult::tickets {

// `wanted`: what the new ticket is to be; comment and requester come from the split comment, the subject too unless it
// is given. The comment stays where it was; its files are on both. Each ticket is linked to the other.
// not_found for a comment that the actor may not see; forbidden for what they may not edit.
Result<Outcome> split(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                      CommentId comment, NewTicket wanted);

// A comment as it stood, for writing it once more on another ticket: text, files and who wrote it.
Result<NewComment> copy_of(sql::Transaction& tx, const Comment& comment);

}  // namespace pult::tickets
