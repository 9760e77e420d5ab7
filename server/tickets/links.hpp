// SPDX-License-Identifier: AGPL-3.0-or-later
// How two tickets belong together. Each link is told from both sides: by an audit of each ticket, and by two rows.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "tickets/desk.hpp"

namespace pult::tickets {

// What the other ticket is to this one. The first five are made by people, the others come of splitting and merging.
enum class LinkKind : std::uint8_t {
  parent,
  child,
  depends_on,
  blocks,
  related,
  split_from,
  split_into,
  merged_into,
  merged_from,
};
std::string_view render_link_kind(LinkKind kind);
std::optional<LinkKind> parse_link_kind(std::string_view text);
LinkKind opposite(LinkKind kind);
bool is_made_by_people(LinkKind kind);

struct Link {
  LinkKind kind = LinkKind::related;
  TicketId other;
  UserId author;
  Micros created_at = 0;
};
Result<std::vector<Link>> list_links(sql::Transaction& tx, TicketId ticket);
inline constexpr std::int64_t max_links = 100;  // of one ticket

// The rows of both sides. The audits are the caller's: an event of link_event on each ticket.
Result<void> insert_link(sql::Transaction& tx, TicketId ticket, const Link& link);
events::Event link_event(LinkKind kind, TicketId other, bool removed = false);

// not_found for tickets the actor may not see; unprocessable for a ticket and itself, circles of parents and
// dependencies, and too many; forbidden without the right to edit tickets. A link that is there is left alone.
Result<void> add_link(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                      LinkKind kind, TicketId other);
// not_found when there is no such link.
Result<void> remove_link(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                         LinkKind kind, TicketId other);

// The two tickets of a change, locked in an order that all use cases share, if the actor may edit them both.
struct TicketPair {
  Ticket first, second;
};
Result<TicketPair> lock_pair(sql::Transaction& tx, const people::Actor& actor, TicketId first, TicketId second);
// Locked; not_found for what the actor may not see, forbidden for what they may not edit.
Result<Ticket> lock_ticket(sql::Transaction& tx, const people::Actor& actor, TicketId id);

}  // namespace pult::tickets
