// SPDX-License-Identifier: AGPL-3.0-or-later
// Who has which ticket before them, and who of them writes: what browsers say, kept as long as their sockets.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "live/message.hpp"

namespace pult::live {

struct Looking {
  TicketId ticket;  // 0: at none
  bool writes = false;

  bool operator==(const Looking&) const = default;
};

// {"type":"looking","ticket_id":7,"writes":true}; null for a ticket_id means none. nullopt: says something else.
std::optional<Looking> parse_looking(std::string_view message);

// Where a connection looks, one ticket at a time.
struct Seat {
  std::uint64_t connection = 0;
  UserId user;
  Looking looking;
  Message told;  // who it was told to be at the ticket, last; null: nothing yet, or it may not know
};

// The connections of this server. Belongs to the hub's thread alone.
class Lookers {
 public:
  void look(std::uint64_t connection, UserId user, const Looking& looking);
  void leave(std::uint64_t connection) { look(connection, {}, {}); }
  bool has(TicketId ticket) const { return by_ticket_.contains(ticket); }
  // Has to be told again, whether somebody is there or not.
  void mark(TicketId ticket) { changed_.insert(ticket); }
  // Whoever may look there may have become others.
  void touch(TicketId ticket);
  void touch_those_of(std::uint64_t connection);
  void touch_all();
  // Pointers hold until somebody looks elsewhere.
  std::vector<Seat*> at(TicketId ticket);

  bool has_changed() const { return !changed_.empty(); }
  // Tickets whose lookers may be others than when this was asked last.
  std::set<TicketId> take_changed() { return std::exchange(changed_, {}); }

 private:
  std::map<std::uint64_t, Seat> seats_;  // by connection
  std::map<TicketId, std::set<std::uint64_t>> by_ticket_;
  std::set<TicketId> changed_;
};

}  // namespace pult::live
