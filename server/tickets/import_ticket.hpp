// SPDX-License-Identifier: AGPL-3.0-or-later
// A ticket that lived elsewhere: its conversation and its times are taken over, and nobody is written to.
#pragma once
#include "tickets/desk.hpp"

namespace pult::tickets {

struct ImportedComment {
  NewComment comment;  // with its author
  Micros at = 0;
};
struct ImportedTicket {
  NewTicket ticket;                    // with its first comment; its created_at and status are those of the import
  std::vector<ImportedComment> later;  // oldest first
  std::optional<Micros> solved_at, updated_at;
};

// Done by the desk itself, so that no mail leaves. The status is the one given, whatever the comments would make of it.
// unprocessable for values that cannot be, and for times that lie before the creation.
Result<Ticket> import_ticket(sql::Transaction& tx, const Desk& desk, ImportedTicket wanted);

}  // namespace pult::tickets
