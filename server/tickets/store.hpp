// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows of tickets. Only the use cases of desk.hpp write.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sql/database.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {

// A ticket with what a list shows beside it.
struct Listed {
  Ticket ticket;
  std::string description;  // the first comment's text
  bool description_public = true;
  Micros generated_at = 0;  // when the row was last written; of exports only
};

// A place in a list ordered by (updated_at, id), newest first.
struct Position {
  Micros updated_at = 0;
  TicketId id;
};

enum class Order : std::uint8_t { updated_desc, updated_asc, id_asc, id_desc };

struct TicketFilter {
  std::string condition = "1=1";               // SQL on tickets t, made of constants and integers of ours only
  std::optional<std::vector<TicketId>> among;  // only these
  Order order = Order::updated_desc;
  std::optional<Position> after;  // continue behind this place in the order
  std::int64_t offset = 0;
  int limit = 100;
};

Result<std::optional<Ticket>> find_ticket(sql::Transaction& tx, TicketId id);
// Locks the row until the end of the transaction (PostgreSQL; SQLite has one writer).
Result<std::optional<Ticket>> find_ticket_for_update(sql::Transaction& tx, TicketId id);
Result<std::optional<Listed>> find_listed(sql::Transaction& tx, TicketId id);
Result<std::vector<Listed>> list_tickets(sql::Transaction& tx, const TicketFilter& filter);
// `rest` is SQL behind FROM tickets t: joins, WHERE, ORDER BY, made of constants and integers of ours; `most` a guess
// of how many rows come.
Result<std::vector<Listed>> select_listed(sql::Transaction& tx, const std::string& rest,
                                          const std::vector<sql::Param>& params, std::size_t most);
// `generated_at`: when the row is written, by the clock, whatever times the ticket carries (imports).
Result<void> insert_ticket(sql::Transaction& tx, const Ticket& ticket, Micros generated_at);
Result<void> update_ticket(sql::Transaction& tx, const Ticket& ticket, Micros generated_at);

// All tickets, deleted ones too, in the order in which their rows were last written: for exports.
struct ChangedFilter {
  Micros from = 0;                // written then or later
  std::optional<Position> after;  // continue behind (generated_at, id)
  std::string condition = "1=1";  // on tickets t, made of constants and integers of ours only
  int limit = 1'000;
};
Result<std::vector<Listed>> list_changed_tickets(sql::Transaction& tx, const ChangedFilter& filter);

}  // namespace pult::tickets
