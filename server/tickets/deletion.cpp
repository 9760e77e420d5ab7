// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/deletion.hpp"

#include <array>

#include "tickets/counts.hpp"
#include "tickets/field_values.hpp"
#include "tickets/side_conversation.hpp"
#include "tickets/store.hpp"

namespace pult::tickets {
namespace {

DeletedTicket map(const sql::Row& row) {
  return {row.id<TicketId>(0), row.string(1), row.string(2),       row.id<UserId>(3),
          row.string(4),       row.int64(5),  Status(row.int64(6))};
}

// Tables that hold something of a deleted ticket under ticket_id, beside tickets itself. Its tags went with the
// deletion, the values of its fields go one by one: both are kept for finding tickets by them.
constexpr std::array<std::string_view, 23> tables{
    "comments",          "audits",          "ticket_people",    "ticket_links",
    "ticket_skips",      "ticket_visits",   "drafts",           "satisfaction_ratings",
    "activities",        "bookmarks",       "ticket_metrics",   "metric_events",
    "sla_clocks",        "sla_tickets",     "sla_warnings",     "alerts",
    "checklists",        "checklist_items", "time_entries",     "approvals",
    "scheduled_replies", "side_drafts",     "lifecycle_clocks",
};

}  // namespace

Result<std::vector<DeletedTicket>> list_deleted(sql::Transaction& tx, const DeletedFilter& filter) {
  const std::string direction = filter.oldest_first ? "" : " DESC", compare = filter.oldest_first ? ">" : "<";
  std::string sql =
      "SELECT t.id, t.subject, c.body, a.author_id, u.name, t.updated_at, t.previous_status FROM tickets t "
      "LEFT JOIN audits a ON a.id = t.last_audit_id LEFT JOIN users u ON u.id = a.author_id "
      "LEFT JOIN comments c ON c.id = t.first_comment_id WHERE t.status = 6 AND " +
      filter.condition;
  std::vector<sql::Param> params{filter.limit, filter.offset};
  if (filter.after) {
    params.emplace_back(filter.after->first);
    params.emplace_back(filter.after->second.value);
    sql += " AND (t.updated_at, t.id) " + compare + " (?3, ?4)";
  }
  return tx.all(sql + " ORDER BY t.updated_at" + direction + ", t.id" + direction + " LIMIT ?1 OFFSET ?2", params, map);
}

Result<Ticket> lock_deleted(sql::Transaction& tx, const people::Actor& actor, TicketId id) {
  auto ticket = PULT_TRY(find_ticket_for_update(tx, id));
  if (!ticket || ticket->status != Status::deleted || !people::may_see_ticket(actor, scope_of(*ticket, actor.id())))
    return base::fail_not_found();
  return std::move(*ticket);
}

Result<Ticket> restore(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& deleted) {
  const auto status = deleted.previous_status.value_or(Status::open);
  Planned planned;
  planned.events.push_back({events::EventType::change, "status", std::string(render_status(status)), "deleted", {}});
  return std::move(PULT_TRY(desk.record(tx, actor, deleted, std::move(planned))).ticket);
}

Result<std::vector<std::string>> purge(sql::Transaction& tx, const Desk& desk, const Ticket& deleted) {
  auto digests =
      PULT_TRY(tx.all("SELECT DISTINCT sha256 FROM attachments WHERE comment_id IN (SELECT id FROM comments "
                      "WHERE ticket_id = ?1)",
                      {deleted.id}, [](const sql::Row& row) { return row.string(0); }));
  PULT_TRY(tx.run("DELETE FROM attachments WHERE comment_id IN (SELECT id FROM comments WHERE ticket_id = ?1)",
                  {deleted.id}));
  for (auto& digest : PULT_TRY(purge_side_conversations(tx, deleted.id))) digests.push_back(std::move(digest));
  PULT_TRY(move_field_values(tx, *desk.definitions(tx), deleted.id, deleted.custom_fields, "{}"));
  PULT_TRY(tx.run("DELETE FROM approvers WHERE approval_id IN (SELECT id FROM approvals WHERE ticket_id = ?1)",
                  {deleted.id}));
  PULT_TRY(
      tx.run("DELETE FROM alert_calls WHERE alert_id IN (SELECT id FROM alerts WHERE ticket_id = ?1)", {deleted.id}));
  for (const auto table : tables)
    PULT_TRY(tx.run("DELETE FROM " + std::string(table) + " WHERE ticket_id = ?1", {deleted.id}));
  PULT_TRY(tx.run("DELETE FROM ticket_links WHERE other_id = ?1", {deleted.id}));
  PULT_TRY(tx.run("DELETE FROM tickets WHERE id = ?1", {deleted.id}));
  PULT_TRY(uncount(tx, deleted));
  return digests;
}

Result<Ticket> mark_as_spam(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId id) {
  auto outcome = PULT_TRY(desk.remove(tx, actor, id));
  auto requester = PULT_TRY(people::load_user(tx, outcome.ticket.requester));
  if (!requester.is_agent() && !requester.suspended) {
    requester.suspended = true;
    PULT_TRY(people::save_user(tx, requester, desk.now()));
  }
  return std::move(outcome.ticket);
}

}  // namespace pult::tickets
