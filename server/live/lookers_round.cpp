// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of the fan-out that tells agents who else has their ticket before them.
#include <algorithm>

#include "base/log.hpp"
#include "live/fanout.hpp"

namespace pult::live {

void Fanout::hear_company(const Batch& batch) {
  const auto now = Company::Moment::clock::now();
  if (batch.was_said) company_.note_said(*batch.was_said);
  if (batch.company_missed) company_.start_over();
  for (const auto& payload : batch.company) company_.hear(payload, now);
  if (const auto beat = company_.next_beat(now); beat && *beat <= now) company_.beat(now);
  for (const auto ticket : company_.take_changed()) lookers_.touch(ticket);
  for (const auto ticket : std::exchange(unread_tables_, {})) lookers_.mark(ticket);
}

void Fanout::tell_lookers() {
  const auto changed = lookers_.take_changed();
  if (changed.empty()) return;
  std::map<TicketId, Table> tables;
  if (std::ranges::any_of(changed, [&](TicketId ticket) { return lookers_.has(ticket); })) {
    const auto read = database_.read([&](sql::Transaction& tx) -> Result<void> {
      tables = PULT_TRY(gather_lookers(tx, changed));
      return {};
    });
    if (!read) {
      if (read.error().code != "closed")
        log::warn("live.lookers", {{"code", read.error().code}, {"cause", read.error().cause}});
      unread_tables_ = changed;
      return;
    }
  }
  for (const auto ticket : changed) {
    const auto& table = tables[ticket];
    company_.show(ticket, table.faces);
    const auto message = lookers_message(ticket, company_.at(ticket));
    for (auto* seat : lookers_.at(ticket))
      if (std::ranges::find(table.readers, seat, &decltype(table.readers)::value_type::first) == table.readers.end())
        seat->told = nullptr;
    for (const auto& [seat, socket] : table.readers) {
      if (seat->told && *seat->told == *message) continue;
      seat->told = message;
      socket->send(message);
    }
  }
}

Result<std::map<TicketId, Fanout::Table>> Fanout::gather_lookers(sql::Transaction& tx,
                                                                 const std::set<TicketId>& changed) {
  std::map<TicketId, Table> tables;
  tickets::TicketFilter filter;
  filter.among.emplace();
  for (const auto ticket : changed)
    if (lookers_.has(ticket)) filter.among->push_back(ticket);
  filter.order = tickets::Order::id_asc;
  filter.limit = int(filter.among->size());
  for (const auto& one : PULT_TRY(tickets::list_tickets(tx, filter)))
    if (one.ticket.status != tickets::Status::deleted) tables[one.ticket.id] = table_at(one.ticket);
  return tables;
}

// Only agents who have the ticket before them are told, and only of agents who may have it.
Fanout::Table Fanout::table_at(const tickets::Ticket& ticket) {
  Table table;
  for (auto* seat : lookers_.at(ticket.id)) {
    const auto person = people_.find(seat->user);
    if (person == people_.end()) continue;
    const auto& [actor, connections, counts] = person->second;
    if (!may_listen(actor) || !people::may_see_internal(actor)) continue;
    if (!people::may_see_ticket(actor, tickets::scope_of(ticket, seat->user))) continue;
    const auto connection = std::ranges::find(connections, seat->connection, &Connection::id);
    if (connection == connections.end()) continue;
    table.faces[seat->user] |= seat->looking.writes;
    table.readers.emplace_back(seat, connection->socket);
  }
  return table;
}

}  // namespace pult::live
