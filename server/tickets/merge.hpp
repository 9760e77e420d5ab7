// SPDX-License-Identifier: AGPL-3.0-or-later
// Several tickets about one thing become one.
#pragma once
#include "tickets/desk.hpp"

namespace pult::tickets {

struct Merge {
  TicketId target;
  std::vector<TicketId> sources;
  std::string target_comment, source_comment;  // "": a sentence that names the tickets
  bool target_comment_is_public = false, source_comment_is_public = false;
  std::string via = "api";
};

// Each source is closed with the tag closed_by_merge and says where it went; the target says what came in, and its
// people in copy are joined by the requesters and people in copy of the sources. Sources that were merged into this
// target before are passed over, so that merging again changes nothing.
// not_found, forbidden (permission ticket_merge) or unprocessable (a closed ticket, a ticket and itself): then nothing
// is changed.
Result<Ticket> merge(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Merge& wanted);

// Where a ticket went that was merged: the ticket that takes its conversation on, unless that is closed or gone too.
Result<std::optional<Ticket>> find_merge_target(sql::Transaction& tx, const Ticket& ticket);

inline constexpr std::string_view merge_tag = "closed_by_merge";

}  // namespace pult::tickets
