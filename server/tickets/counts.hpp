// SPDX-License-Identifier: AGPL-3.0-or-later
// Counters kept with every change, so that no page ever counts tickets.
#pragma once
#include <string>
#include <vector>

#include "people/access.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {

// Moves one ticket from its old place in the counters to the new one; `before` null for a new ticket.
Result<void> move_counts(sql::Transaction& tx, const Ticket* before, const Ticket& after);

// A deleted ticket is gone for good.
Result<void> uncount(sql::Transaction& tx, const Ticket& deleted);

struct TagCount {
  std::string tag;
  std::int64_t tickets = 0;
};
// Tags that are in use, by name; `prefix` may be "".
Result<std::vector<TagCount>> list_tags(sql::Transaction& tx, std::string_view prefix, std::string_view after,
                                        std::int64_t offset, int limit);

// How many different tags are in use.
Result<std::int64_t> count_tags(sql::Transaction& tx);

// One cell of the cube (status, assignee, group).
struct CountCell {
  Status status = Status::fresh;
  UserId assignee;
  GroupId group;
  std::int64_t tickets = 0;
};
// The same of tickets that are put off; they are in load_counts too.
Result<std::vector<CountCell>> load_snoozed_counts(sql::Transaction& tx);
// All cells of tickets up to a status: tens to hundreds of rows on a busy desk.
Result<std::vector<CountCell>> load_counts(sql::Transaction& tx, Status last = Status::solved);

}  // namespace pult::tickets
