// SPDX-License-Identifier: AGPL-3.0-or-later
// How many tickets are in a view, without counting tickets when somebody asks.
//
// Views of status, assignee and group are sums over ticket_counts. Others that a ticket's own row decides are kept in
// view_counts with every change of a ticket. The rest is counted up to a bound.
//
// A new tracked view is counted once in the background, in pieces by ticket id: tickets below View::counted_to are in
// view_counts and follow every change, tickets above are not there yet. A piece is counted while nobody writes
// tickets (SQLite has one writer; PostgreSQL locks the table for a moment), so the numbers are exact at every moment.
#pragma once
#include <vector>

#include "tickets/counts.hpp"
#include "tickets/view_set.hpp"

namespace pult::tickets {

// The job that counts a view, piece by piece; its items are {"view_id", "counting"}.
inline constexpr std::string_view count_job = "Count View";
inline constexpr std::int64_t max_bounded_count = 1'000;
inline constexpr std::int64_t piece_of_tickets = 20'000;

// In the transaction of every change of a ticket, after its row was written.
Result<void> move_view_counts(sql::Transaction& tx, const ViewSet& set, const Ticket* before, const Ticket& after);

// A view was made or its conditions changed, and it is tracked: forgets what was counted. The counting that is given
// must be asked for (count_piece) after the commit; one that runs for the old conditions finds that it is over.
Result<void> start_counting(sql::Transaction& tx, View& view);
// Counts the next piece; true when there is more to do.
Result<bool> count_piece(sql::Transaction& tx, ViewId view, std::string_view counting,
                         std::shared_ptr<const Definitions> definitions);

struct ViewCell {
  ViewId view;
  UserId assignee;
  GroupId group;
  std::int64_t tickets = 0;
};
// The counters, read once for any number of views and people.
struct ViewNumbers {
  std::vector<CountCell> cube;
  std::vector<CountCell> snoozed;  // those of the cube that are put off
  std::vector<ViewCell> cells;
};
// `views`: whose cells are wanted; those of views that are not tracked cost nothing.
Result<ViewNumbers> load_view_numbers(sql::Transaction& tx, const std::vector<const CompiledView*>& views);

struct ViewCount {
  std::optional<std::int64_t> value;  // nullopt: being counted
  bool is_fresh = true;
  bool is_more = false;  // the bound was reached
};
// From the counters alone; nullopt where they do not tell, because time, people or the actor's own limits decide.
std::optional<ViewCount> count_of(const CompiledView& view, const people::Actor& actor, const ViewNumbers& numbers);
// True when everybody who sees all tickets counts the same in this view.
bool counts_alike(const CompiledView& view);
// Like count_of, and where counters do not tell, a count that stops at max_bounded_count and may be a few seconds old.
Result<ViewCount> count_view(sql::Transaction& tx, const CompiledView& view, const people::Actor& actor,
                             const ViewNumbers& numbers, const ViewSet& set, Micros now);

}  // namespace pult::tickets
