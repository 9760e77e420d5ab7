// SPDX-License-Identifier: AGPL-3.0-or-later
// Deleted tickets: bringing them back, and taking them away for good.
#pragma once
#include "tickets/desk.hpp"

namespace pult::tickets {

struct DeletedTicket {
  TicketId id;
  std::string subject, description;
  UserId actor;  // who deleted it
  std::string actor_name;
  Micros deleted_at = 0;
  Status previous = Status::fresh;
};
struct DeletedFilter {
  std::string condition = "1=1";  // on tickets t: people::ticket_condition
  bool oldest_first = false;
  std::optional<std::pair<Micros, TicketId>> after;  // behind (deleted_at, id) in the order
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<DeletedTicket>> list_deleted(sql::Transaction& tx, const DeletedFilter& filter);
// Locked; not_found unless it is deleted and the actor may see it.
Result<Ticket> lock_deleted(sql::Transaction& tx, const people::Actor& actor, TicketId id);

// As it was before it was deleted.
Result<Ticket> restore(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& deleted);

// Away with every row of it; nothing brings it back. Gives the digests of files that its comments held: whether others
// still need that content is for the caller to find out (content.hpp). Mail of the ticket is the mail channel's.
Result<std::vector<std::string>> purge(sql::Transaction& tx, const Desk& desk, const Ticket& deleted);

// Deletes the ticket and suspends its requester, unless that is an agent.
Result<Ticket> mark_as_spam(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId id);

}  // namespace pult::tickets
