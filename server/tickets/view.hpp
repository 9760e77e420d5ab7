// SPDX-License-Identifier: AGPL-3.0-or-later
// The views every desk starts with: mine, unassigned, all open, solved. Each is a condition with an index of its own
// for the list, and a sum over the counters for the number.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "tickets/counts.hpp"
#include "tickets/store.hpp"

namespace pult::tickets {

struct View {
  std::int64_t id = 0;
  std::string_view key;    // "mine", for translations
  std::string_view title;  // English
};

inline constexpr std::array<View, 4> system_views{{{1, "mine", "Your unsolved tickets"},
                                                   {2, "unassigned", "Unassigned tickets"},
                                                   {3, "all_open", "All unsolved tickets"},
                                                   {4, "solved", "Recently solved tickets"}}};
std::optional<View> find_view(std::int64_t id);

// The list of a view, newest change first. Restricted agents get what the counters can count: tickets of their groups
// and their own; what they follow they find by search and by link.
TicketFilter filter_of(const View& view, const people::Actor& actor);
std::int64_t count_of(const View& view, const people::Actor& actor, const std::vector<CountCell>& cells);

}  // namespace pult::tickets
