// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages of a view, bounded whatever its conditions: a page looks at no more than `most_scanned` tickets.
//
// Newest (or oldest) change first, and by id, the page walks an index: it may come out short when few of the tickets it
// looked at are inside, and the next page goes on where it stopped. In other orders, and grouped, the newest
// `most_scanned` candidates are put in order; within those the list is exact.
#pragma once
#include <string>
#include <vector>

#include "tickets/store.hpp"
#include "tickets/view_set.hpp"

namespace pult::tickets {

inline constexpr std::int64_t most_scanned = 20'000;

struct ViewOrder {
  std::string group_by;  // "" for none; keys of view_columns.hpp
  bool group_descending = false;
  std::string sort_by = "updated";  // a sort key
  bool descending = true;
};
ViewOrder order_of(const View& view);

struct ViewQuery {
  const rules::Program& program;
  const people::Actor& actor;
  const rules::CustomFields& fields;
  ViewOrder order;
  Micros now = 0;
  std::string after;  // where to go on (ViewPage::after), "" for the beginning
  std::int64_t offset = 0;
  int limit = 100;
};

struct ViewPage {
  std::vector<Listed> rows;
  bool has_more = false;
  std::string after;    // the place of the last ticket looked at; "" for an empty view
  bool is_cut = false;  // there were more candidates than could be put in order: old ones are missing
};

// invalid/"InvalidPaginationParameter" for a place that this order cannot have.
Result<ViewPage> list_view(sql::Transaction& tx, const ViewQuery& query);

struct ViewIds {
  std::vector<TicketId> ids;
  bool is_complete = false;  // false: there may be more
};
// All tickets inside for the actor that have no audit after `until`, at most `limit`, in one look at the newest
// `most_scanned`.
Result<ViewIds> find_in_view(sql::Transaction& tx, const ViewQuery& query, AuditId until, std::size_t limit);

// How many tickets are inside for the actor, at most `bound`.
Result<std::int64_t> count_bounded(sql::Transaction& tx, const rules::Program& program, const people::Actor& actor,
                                   const rules::CustomFields& fields, Micros now, std::int64_t bound);

}  // namespace pult::tickets
