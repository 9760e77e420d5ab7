// SPDX-License-Identifier: AGPL-3.0-or-later
// Who has which ticket before them, and who of them writes: what browsers say, kept as long as their sockets.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "base/ids.hpp"

namespace pult::live {

struct Looking {
  TicketId ticket;  // 0: at none
  bool writes = false;

  bool operator==(const Looking&) const = default;
};

// {"type":"looking","ticket_id":7,"writes":true}; null for a ticket_id means none. nullopt: says something else.
std::optional<Looking> parse_looking(std::string_view message);

// By connection. Belongs to the hub's thread alone.
class Lookers {
 public:
  void look(std::uint64_t connection, const Looking& looking);
  void leave(std::uint64_t connection) { look(connection, {}); }
  Looking of(std::uint64_t connection) const;
  // Tickets whose lookers are others than when this was asked last.
  std::set<TicketId> take_changed();

 private:
  std::map<std::uint64_t, Looking> by_connection_;
  std::set<TicketId> changed_;
};

}  // namespace pult::live
