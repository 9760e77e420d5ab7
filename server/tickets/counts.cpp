// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/counts.hpp"

#include <algorithm>

namespace pult::tickets {
namespace {

struct Cell {
  std::int64_t status, assignee, group;
  auto operator<=>(const Cell&) const = default;
};

CountCell map_cell(const sql::Row& row) {
  return {Status(row.int64(0)), row.id<UserId>(1), row.id<GroupId>(2), row.int64(3)};
}

Cell cell_of(const Ticket& ticket) { return {std::int64_t(ticket.status), ticket.assignee.value, ticket.group.value}; }

const std::string add_to_tickets =
    "INSERT INTO ticket_counts (status, assignee_id, group_id, shard, tickets) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT (status, assignee_id, group_id, shard) DO UPDATE SET "
    "tickets = ticket_counts.tickets + excluded.tickets";
const std::string add_to_snoozed =
    "INSERT INTO snoozed_counts (status, assignee_id, group_id, shard, tickets) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT (status, assignee_id, group_id, shard) DO UPDATE SET "
    "tickets = snoozed_counts.tickets + excluded.tickets";

Result<void> add(sql::Transaction& tx, const std::string& statement, const Cell& cell, int by) {
  PULT_TRY(tx.run(statement, {cell.status, cell.assignee, cell.group, tx.counter_shard(), by}));
  return {};
}

// From one cell, or none, to another. Always in the same order, so that two transactions that swap cells cannot wait
// for each other.
Result<void> move(sql::Transaction& tx, const std::string& statement, const std::optional<Cell>& from,
                  const std::optional<Cell>& to) {
  if (from == to) return {};
  const bool leaves_first = from && (!to || *from < *to);
  if (leaves_first) PULT_TRY(add(tx, statement, *from, -1));
  if (to) PULT_TRY(add(tx, statement, *to, 1));
  if (from && !leaves_first) PULT_TRY(add(tx, statement, *from, -1));
  return {};
}

std::optional<Cell> snoozed_cell_of(const Ticket& ticket) {
  return ticket.snoozed_until ? std::optional(cell_of(ticket)) : std::nullopt;
}

Result<void> add_tag(sql::Transaction& tx, const std::string& tag, int by) {
  PULT_TRY(
      tx.run("INSERT INTO tag_counts (tag, shard, tickets) VALUES (?1, ?2, ?3) ON CONFLICT (tag, shard) DO UPDATE "
             "SET tickets = tag_counts.tickets + excluded.tickets",
             {tag, tx.counter_shard(), by}));
  return {};
}

// The tags of a deleted ticket are nobody's to find or to count.
std::string_view living_tags(const Ticket& ticket) {
  return ticket.status == Status::deleted ? std::string_view() : std::string_view(ticket.tags);
}

Result<void> move_tags(sql::Transaction& tx, std::string_view before, const Ticket& after) {
  const auto wanted = living_tags(after);
  if (before == wanted) return {};
  const auto old_tags = split_words(before), new_tags = split_words(wanted);
  for (const auto& tag : old_tags) {
    if (std::ranges::binary_search(new_tags, tag)) continue;
    PULT_TRY(tx.run("DELETE FROM ticket_tags WHERE tag = ?1 AND ticket_id = ?2", {tag, after.id}));
    PULT_TRY(add_tag(tx, tag, -1));
  }
  for (const auto& tag : new_tags) {
    if (std::ranges::binary_search(old_tags, tag)) continue;
    PULT_TRY(tx.run("INSERT INTO ticket_tags (tag, ticket_id) VALUES (?1, ?2)", {tag, after.id}));
    PULT_TRY(add_tag(tx, tag, 1));
  }
  return {};
}

Result<void> move_people(sql::Transaction& tx, TicketId ticket, std::string_view kind, const std::string& before,
                         const std::string& after) {
  if (before == after) return {};
  PULT_TRY(tx.run("DELETE FROM ticket_people WHERE ticket_id = ?1 AND kind = ?2", {ticket, kind}));
  for (const auto user : split_ids(after))
    PULT_TRY(tx.run("INSERT INTO ticket_people (ticket_id, kind, user_id) VALUES (?1, ?2, ?3)", {ticket, kind, user}));
  return {};
}

}  // namespace

Result<void> move_counts(sql::Transaction& tx, const Ticket* before, const Ticket& after) {
  PULT_TRY(move(tx, add_to_tickets, before ? std::optional(cell_of(*before)) : std::nullopt, cell_of(after)));
  PULT_TRY(move(tx, add_to_snoozed, before ? snoozed_cell_of(*before) : std::nullopt, snoozed_cell_of(after)));
  PULT_TRY(move_tags(tx, before ? living_tags(*before) : std::string_view(), after));
  PULT_TRY(move_people(tx, after.id, "follower", before ? before->follower_ids : "", after.follower_ids));
  return move_people(tx, after.id, "cc", before ? before->email_cc_ids : "", after.email_cc_ids);
}

Result<void> uncount(sql::Transaction& tx, const Ticket& deleted) {
  return add(tx, add_to_tickets, cell_of(deleted), -1);
}

Result<std::vector<TagCount>> list_tags(sql::Transaction& tx, std::string_view prefix, std::string_view after,
                                        std::int64_t offset, int limit) {
  return tx.all(
      "SELECT tag, SUM(tickets) FROM tag_counts WHERE tag >= ?1 AND tag < ?1 || '\U0010FFFF' AND tag > ?2 "
      "GROUP BY tag HAVING SUM(tickets) > 0 ORDER BY tag LIMIT ?3 OFFSET ?4",
      {prefix, after, limit, offset}, [](const sql::Row& row) { return TagCount{row.string(0), row.int64(1)}; });
}

Result<std::int64_t> count_tags(sql::Transaction& tx) {
  const auto count = PULT_TRY(
      tx.one_int64("SELECT COUNT(*) FROM (SELECT tag FROM tag_counts GROUP BY tag HAVING SUM(tickets) > 0) AS used"));
  return count.value_or(0);
}

Result<std::vector<CountCell>> load_counts(sql::Transaction& tx, Status last) {
  return tx.all(
      "SELECT status, assignee_id, group_id, SUM(tickets) FROM ticket_counts WHERE status <= ?1 "
      "GROUP BY status, assignee_id, group_id",
      {int(last)}, map_cell);
}

Result<std::vector<CountCell>> load_snoozed_counts(sql::Transaction& tx) {
  return tx.all(
      "SELECT status, assignee_id, group_id, SUM(tickets) FROM snoozed_counts GROUP BY status, assignee_id, group_id",
      {}, map_cell);
}

}  // namespace pult::tickets
