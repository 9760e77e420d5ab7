// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/looking.hpp"

#include <boost/json.hpp>

namespace pult::live {

std::optional<Looking> parse_looking(std::string_view message) {
  boost::system::error_code broken;
  const auto parsed = boost::json::parse(message, broken);
  const auto* object = broken ? nullptr : parsed.if_object();
  const auto* type = object ? object->if_contains("type") : nullptr;
  if (!type || !type->is_string() || type->get_string() != "looking") return std::nullopt;
  const auto* ticket = object->if_contains("ticket_id");
  const auto* writes = object->if_contains("writes");
  if (!ticket || !(ticket->is_null() || (ticket->is_int64() && ticket->get_int64() > 0))) return std::nullopt;
  if (ticket->is_null()) return Looking{};
  return Looking{TicketId(ticket->get_int64()), writes && writes->is_bool() && writes->get_bool()};
}

void Lookers::look(std::uint64_t connection, UserId user, const Looking& looking) {
  const auto found = seats_.find(connection);
  const auto before = found == seats_.end() ? Looking{} : found->second.looking;
  for (const auto ticket : {before.ticket, looking.ticket})
    if (ticket) changed_.insert(ticket);
  if (before.ticket == looking.ticket) {
    // It may have left and come back since we looked, and forgotten who is there: it is told in any case.
    if (looking.ticket) found->second = {connection, user, looking, {}};
    return;
  }
  if (before.ticket) {
    const auto place = by_ticket_.find(before.ticket);
    place->second.erase(connection);
    if (place->second.empty()) by_ticket_.erase(place);
  }
  if (looking.ticket) {
    by_ticket_[looking.ticket].insert(connection);
    seats_[connection] = {connection, user, looking, {}};
  } else {
    seats_.erase(connection);
  }
}

void Lookers::touch(TicketId ticket) {
  if (by_ticket_.contains(ticket)) changed_.insert(ticket);
}

void Lookers::touch_those_of(std::uint64_t connection) {
  const auto found = seats_.find(connection);
  if (found != seats_.end()) changed_.insert(found->second.looking.ticket);
}

void Lookers::touch_all() {
  for (const auto& [ticket, connections] : by_ticket_) changed_.insert(ticket);
}

std::vector<Seat*> Lookers::at(TicketId ticket) {
  std::vector<Seat*> out;
  const auto place = by_ticket_.find(ticket);
  if (place == by_ticket_.end()) return out;
  for (const auto connection : place->second) out.push_back(&seats_.at(connection));
  return out;
}

}  // namespace pult::live
