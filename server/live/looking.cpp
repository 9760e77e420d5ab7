// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/looking.hpp"

#include <boost/json.hpp>
#include <utility>

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

void Lookers::look(std::uint64_t connection, const Looking& looking) {
  const auto before = of(connection);
  if (before == looking) return;
  for (const auto ticket : {before.ticket, looking.ticket})
    if (ticket) changed_.insert(ticket);
  if (looking.ticket)
    by_connection_[connection] = looking;
  else
    by_connection_.erase(connection);
}

Looking Lookers::of(std::uint64_t connection) const {
  const auto found = by_connection_.find(connection);
  return found == by_connection_.end() ? Looking{} : found->second;
}

std::set<TicketId> Lookers::take_changed() { return std::exchange(changed_, {}); }

}  // namespace pult::live
