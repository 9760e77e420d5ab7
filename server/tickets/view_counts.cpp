// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/view_counts.hpp"

#include <algorithm>
#include <limits>

#include "crypto/crypto.hpp"
#include "sql/id_list.hpp"
#include "tickets/view_list.hpp"

namespace pult::tickets {
namespace {

constexpr std::int64_t everything = std::numeric_limits<std::int64_t>::max();

Result<void> add(sql::Transaction& tx, ViewId view, std::int64_t assignee, std::int64_t group, std::int64_t by) {
  PULT_TRY(
      tx.run("INSERT INTO view_counts (view_id, assignee_id, group_id, shard, tickets) VALUES (?1, ?2, ?3, ?4, "
             "?5) ON CONFLICT (view_id, assignee_id, group_id, shard) DO UPDATE SET "
             "tickets = view_counts.tickets + excluded.tickets",
             {view, assignee, group, tx.counter_shard(), by}));
  return {};
}

bool by_groups(const people::Actor& actor) { return actor.user.ticket_restriction == "groups"; }

// Restricted agents whose limits are assignee and group; others' limits no cell knows.
bool cells_tell(const people::Actor& actor) {
  return people::sees_all_tickets(actor) || by_groups(actor) || actor.user.ticket_restriction == "assigned";
}

bool sees_cell(const people::Actor& actor, UserId assignee, GroupId group) {
  if (people::sees_all_tickets(actor)) return true;
  return actor.is_agent() && (assignee == actor.id() || (by_groups(actor) && actor.sees_group(group)));
}

rules::Viewer cell_viewer(const people::Actor& actor) {
  rules::Viewer viewer;
  viewer.user = actor.id().value;
  for (const auto group : actor.groups) viewer.groups.push_back(group.value);
  return viewer;
}

Result<void> block_writers(sql::Transaction& tx, std::string_view mode) {
  if (tx.dialect() == sql::Dialect::sqlite) return {};
  return tx.script("LOCK TABLE tickets IN " + std::string(mode) + " MODE");
}

// Adds the tickets with ids in [from, to) that are in the view.
Result<void> add_piece(sql::Transaction& tx, const CompiledView& view, std::int64_t from, std::int64_t to) {
  struct Cell {
    std::int64_t assignee, group, tickets;
  };
  const auto condition = rules::sql_condition(view.of_ticket, {}, sql_words(tx.dialect()), 3);
  std::vector<sql::Param> params{from, to};
  for (const auto& text : condition.texts) params.emplace_back(text);
  const auto cells =
      PULT_TRY(tx.all("SELECT COALESCE(t.assignee_id, 0), COALESCE(t.group_id, 0), COUNT(*) FROM "
                      "tickets t WHERE t.id >= ?1 AND t.id < ?2 AND " +
                          condition.both() + " GROUP BY 1, 2 ORDER BY 1, 2",
                      params, [](const sql::Row& row) { return Cell{row.int64(0), row.int64(1), row.int64(2)}; }));
  for (const auto& cell : cells) PULT_TRY(add(tx, view.view.id, cell.assignee, cell.group, cell.tickets));
  return {};
}

}  // namespace

Result<void> move_view_counts(sql::Transaction& tx, const ViewSet& set, const Ticket* before, const Ticket& after) {
  if (set.tracked.empty()) return {};
  const rules::Viewer nobody;
  const auto now = facts_of(after, *set.definitions, set.needs_custom);
  const auto then = before ? facts_of(*before, *set.definitions, set.needs_custom) : rules::Facts();
  for (const auto* view : set.tracked) {
    if (after.id.value >= view->view.counted_to) continue;
    const bool was = before && before->status < Status::deleted && rules::holds(view->of_ticket, then, nobody);
    const bool is = after.status < Status::deleted && rules::holds(view->of_ticket, now, nobody);
    const bool same_cell = before && then.assignee == now.assignee && then.group == now.group;
    if (was == is && (!is || same_cell)) continue;
    const auto from = std::pair(then.assignee, then.group), to = std::pair(now.assignee, now.group);
    if (was && (!is || from < to)) PULT_TRY(add(tx, view->view.id, from.first, from.second, -1));
    if (is) PULT_TRY(add(tx, view->view.id, to.first, to.second, 1));
    if (was && is && to < from) PULT_TRY(add(tx, view->view.id, from.first, from.second, -1));
  }
  return {};
}

Result<void> start_counting(sql::Transaction& tx, View& view) {
  // Whoever writes a ticket after this has waited for the commit and knows the view.
  PULT_TRY(block_writers(tx, "SHARE ROW EXCLUSIVE"));
  view.counting = crypto::random_token(12);
  view.counted_to = 1;
  PULT_TRY(tx.run("DELETE FROM view_counts WHERE view_id = ?1", {view.id}));
  PULT_TRY(tx.run("UPDATE views SET counting = ?2, counted_to = ?3 WHERE id = ?1",
                  {view.id, view.counting, view.counted_to}));
  return views_changed(tx);
}

Result<bool> count_piece(sql::Transaction& tx, ViewId id, std::string_view counting,
                         std::shared_ptr<const Definitions> definitions) {
  PULT_TRY(block_writers(tx, "SHARE"));
  auto view = PULT_TRY(find_view(tx, id));
  if (!view || view->counting != counting || view->counted_to == everything) return false;
  const auto from = view->counted_to;
  const auto compiled = compile_view(std::move(*view), FieldWords(std::move(definitions)));
  if (compiled.broken || compiled.counting != rules::Counting::tracked) return false;
  const auto newest = PULT_TRY(tx.one_int64("SELECT COALESCE(MAX(id), 0) FROM tickets")).value_or(0);
  const bool is_last = newest - from < piece_of_tickets;
  PULT_TRY(add_piece(tx, compiled, from, from + piece_of_tickets));
  PULT_TRY(
      tx.run("UPDATE views SET counted_to = ?2 WHERE id = ?1", {id, is_last ? everything : from + piece_of_tickets}));
  PULT_TRY(views_changed(tx));
  return !is_last;
}

Result<ViewNumbers> load_view_numbers(sql::Transaction& tx, const std::vector<const CompiledView*>& views) {
  ViewNumbers out;
  std::vector<ViewId> tracked;
  bool cube = false, closed = false;
  for (const auto* view : views) {
    if (view->counting == rules::Counting::tracked) tracked.push_back(view->view.id);
    cube |= view->counting == rules::Counting::cube;
    closed |= view->counting == rules::Counting::cube && (rules::status_mask(view->program) & (1u << 5)) != 0;
  }
  if (cube) out.cube = PULT_TRY(load_counts(tx, closed ? Status::closed : Status::solved));
  if (cube) out.snoozed = PULT_TRY(load_snoozed_counts(tx));
  if (tracked.empty()) return out;
  const sql::IdList list(tx, tracked);
  out.cells = PULT_TRY(tx.all("SELECT view_id, assignee_id, group_id, SUM(tickets) FROM view_counts WHERE view_id" +
                                  list.among(1) + " GROUP BY view_id, assignee_id, group_id",
                              {list}, [](const sql::Row& row) {
                                return ViewCell{row.id<ViewId>(0), row.id<UserId>(1), row.id<GroupId>(2), row.int64(3)};
                              }));
  return out;
}

bool counts_alike(const CompiledView& view) {
  const auto asks_viewer = [](const rules::Test& test) {
    return test.against == rules::Against::current_user || test.against == rules::Against::current_groups;
  };
  return std::ranges::none_of(view.program.all, asks_viewer) && std::ranges::none_of(view.program.any, asks_viewer);
}

std::optional<ViewCount> count_of(const CompiledView& view, const people::Actor& actor, const ViewNumbers& numbers) {
  if (view.broken) return ViewCount{0};
  if (view.counting == rules::Counting::bounded || !cells_tell(actor)) return std::nullopt;
  if (view.counting == rules::Counting::tracked && view.view.counted_to != everything)
    return ViewCount{std::nullopt, false};
  const auto viewer = cell_viewer(actor);
  std::int64_t sum = 0;
  rules::Facts facts;
  const auto count = [&](const rules::Program& program, UserId assignee, GroupId group, std::int64_t tickets) {
    facts.assignee = assignee.value;
    facts.group = group.value;
    if (sees_cell(actor, assignee, group) && rules::holds(program, facts, viewer)) sum += tickets;
  };
  if (view.counting == rules::Counting::cube) {
    for (const auto& cell : numbers.cube) {
      facts.status = int(cell.status);
      count(view.program, cell.assignee, cell.group, cell.tickets);
    }
    // The cube has them among the others: they move from one side to the other.
    for (const auto& cell : numbers.snoozed) {
      facts.status = int(cell.status);
      facts.is_snoozed = true;
      count(view.program, cell.assignee, cell.group, cell.tickets);
      facts.is_snoozed = false;
      count(view.program, cell.assignee, cell.group, -cell.tickets);
    }
  } else {
    for (const auto& cell : numbers.cells)
      if (cell.view == view.view.id) count(view.of_viewer, cell.assignee, cell.group, cell.tickets);
  }
  return ViewCount{sum};
}

Result<ViewCount> count_view(sql::Transaction& tx, const CompiledView& view, const people::Actor& actor,
                             const ViewNumbers& numbers, const ViewSet& set, Micros now) {
  if (auto known = count_of(view, actor, numbers)) return *known;
  auto value = view.view.id ? set.kept_counts.find(view.view.id, actor.id(), now) : std::nullopt;
  if (!value) {
    value = PULT_TRY(count_bounded(tx, view.program, actor, *set.fields, now, max_bounded_count));
    if (view.view.id) set.kept_counts.keep(view.view.id, actor.id(), *value, now);
  }
  return ViewCount{value, false, *value >= max_bounded_count};
}

}  // namespace pult::tickets
