// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/import_ticket.hpp"

#include <algorithm>

namespace pult::tickets {
namespace {

Result<Ticket> move_to(sql::Transaction& tx, const Desk& desk, const Ticket& ticket, Status status, Micros at,
                       const std::string& via) {
  Change change;
  change.status = status;
  change.at = at;
  change.via = via;
  return std::move(PULT_TRY(desk.update(tx, people::system_actor(), ticket.id, std::move(change))).ticket);
}

Result<void> check_times(const ImportedTicket& wanted, Micros created) {
  const bool early = std::ranges::any_of(wanted.later, [&](const ImportedComment& one) { return one.at < created; });
  if (early) return base::fail_field("comments", "InvalidValue", "Comments: one is older than the ticket");
  if (wanted.solved_at.value_or(created) < created)
    return base::fail_field("solved_at", "InvalidValue", "Solved at: lies before the creation");
  if (wanted.updated_at.value_or(created) < created)
    return base::fail_field("updated_at", "InvalidValue", "Updated at: lies before the creation");
  return {};
}

}  // namespace

Result<Ticket> import_ticket(sql::Transaction& tx, const Desk& desk, ImportedTicket wanted) {
  const auto created = wanted.ticket.created_at.value_or(desk.now());
  PULT_TRY(check_times(wanted, created));
  const auto status = wanted.ticket.status.value_or(Status::fresh);
  const auto via = wanted.ticket.via;
  wanted.ticket.created_at = created;
  wanted.ticket.status = std::min(status, Status::open);
  auto ticket = PULT_TRY(desk.create(tx, people::system_actor(), std::move(wanted.ticket))).ticket;
  for (auto& one : wanted.later) {
    Change change;
    change.comment = std::move(one.comment);
    change.at = one.at;
    change.via = via;
    ticket = PULT_TRY(desk.update(tx, people::system_actor(), ticket.id, std::move(change))).ticket;
  }
  // Never before what has happened to it already.
  const auto last = std::max(wanted.updated_at.value_or(ticket.updated_at), ticket.updated_at);
  if (status == Status::closed)
    ticket = PULT_TRY(move_to(tx, desk, ticket, Status::solved, wanted.solved_at.value_or(last), via));
  if (ticket.status != status && status != Status::fresh)
    ticket = PULT_TRY(
        move_to(tx, desk, ticket, status,
                status == Status::solved ? wanted.solved_at.value_or(last) : std::max(last, ticket.updated_at), via));
  return ticket;
}

}  // namespace pult::tickets
