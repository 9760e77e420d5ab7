// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/desk_notes.hpp"

#include "sql/insert_id.hpp"

namespace pult::tickets {

Result<Skip> add_skip(sql::Transaction& tx, TicketId ticket, UserId user, std::string_view reason, Micros now) {
  const auto id = PULT_TRY(sql::insert_id(tx,
                                          "INSERT INTO ticket_skips (ticket_id, user_id, reason, created_at, "
                                          "updated_at) VALUES (?1, ?2, ?3, ?4, ?4)",
                                          {ticket, user, reason, now}));
  return Skip{SkipId(id.value_or(0)), ticket, user, std::string(reason), now};
}

Result<std::vector<Skip>> list_skips(sql::Transaction& tx, const SkipFilter& filter) {
  std::string sql =
      "SELECT s.id, s.ticket_id, s.user_id, s.reason, s.created_at FROM ticket_skips s JOIN tickets t ON "
      "t.id = s.ticket_id WHERE t.status < 6 AND " +
      filter.ticket_condition;
  std::vector<sql::Param> params{filter.limit, filter.offset};
  const auto add = [&](std::string_view column, std::string_view compare, std::int64_t value) {
    params.emplace_back(value);
    sql.append(" AND ").append(column).append(compare).append("?").append(std::to_string(params.size()));
  };
  if (filter.ticket) add("s.ticket_id", " = ", filter.ticket.value);
  if (filter.user) add("s.user_id", " = ", filter.user.value);
  if (filter.after) add("s.id", filter.newest_first ? " < " : " > ", filter.after.value);
  sql += filter.newest_first ? " ORDER BY s.id DESC" : " ORDER BY s.id";
  return tx.all(sql + " LIMIT ?1 OFFSET ?2", params, [](const sql::Row& row) {
    return Skip{row.id<SkipId>(0), row.id<TicketId>(1), row.id<UserId>(2), row.string(3), row.int64(4)};
  });
}

Result<void> record_visit(sql::Transaction& tx, UserId user, TicketId ticket, Micros now) {
  PULT_TRY(
      tx.run("INSERT INTO ticket_visits (user_id, ticket_id, visited_at) VALUES (?1, ?2, ?3) "
             "ON CONFLICT (user_id, ticket_id) DO UPDATE SET visited_at = excluded.visited_at",
             {user, ticket, now}));
  PULT_TRY(
      tx.run("DELETE FROM ticket_visits WHERE user_id = ?1 AND ticket_id NOT IN (SELECT ticket_id FROM "
             "ticket_visits WHERE user_id = ?1 ORDER BY visited_at DESC, ticket_id DESC LIMIT ?2)",
             {user, kept_visits}));
  return {};
}

Result<std::vector<TicketId>> list_visits(sql::Transaction& tx, UserId user, int limit) {
  return tx.all(
      "SELECT ticket_id FROM ticket_visits WHERE user_id = ?1 ORDER BY visited_at DESC, ticket_id DESC "
      "LIMIT ?2",
      {user, limit}, [](const sql::Row& row) { return row.id<TicketId>(0); });
}

}  // namespace pult::tickets
