// SPDX-License-Identifier: AGPL-3.0-or-later
// Ticket lists in orders that no index walks: by status, priority, people, subject. The newest `most_sorted` tickets of
// the list are put in order; within those the list is exact.
#pragma once
#include "api/page.hpp"
#include "tickets/store.hpp"

namespace pult::api {

inline constexpr int most_sorted = 20'000;

struct TicketSort {
  std::string_view key;  // SQL on tickets t
  bool is_text = false;
  bool descending = true;
};
// What `sort` or `sort_by` and `sort_order` ask for; nullopt for orders the store knows (tickets::Order) and unknown
// ones.
std::optional<TicketSort> parse_ticket_sort(const Call& call);

struct SortedTickets {
  std::vector<tickets::Listed> rows;  // at most page.fetch()
  std::vector<std::string> cursors;   // of each row
};
// invalid/"InvalidPaginationParameter" for a cursor of another order.
// Of the filter only which tickets, not their order.
Result<SortedTickets> list_sorted(Call& call, const tickets::TicketFilter& which, const TicketSort& sort,
                                  const Page& page);

}  // namespace pult::api
