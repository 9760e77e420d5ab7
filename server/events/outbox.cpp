// SPDX-License-Identifier: AGPL-3.0-or-later
#include "events/outbox.hpp"

#include <limits>

#include "sql/id_list.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"

namespace pult::events {
namespace {

const std::string columns =
    "id, kind, ticket_id, comment_id, mailbox_id, message_id, recipients, subject, state, attempts, next_attempt_at, "
    "error, created_at, sent_at, body, hold_reason";

OutboxRow map(const sql::Row& row) {
  OutboxRow out;
  out.id = row.id<OutboxId>(0);
  out.kind = row.string(1);
  out.ticket = row.id<TicketId>(2);
  out.comment = row.id<CommentId>(3);
  out.mailbox = row.id<MailboxId>(4);
  out.message_id = row.string(5);
  out.recipients = row.string(6);
  out.subject = row.string(7);
  out.state = row.string(8);
  out.attempts = row.int64(9);
  out.next_attempt_at = row.int64(10);
  out.error = row.optional_string(11);
  out.created_at = row.int64(12);
  out.sent_at = row.optional_int64(13);
  out.body = row.string(14);
  out.hold_reason = row.string(15);
  return out;
}

using sql::text_or_null;

}  // namespace

Result<OutboxId> enqueue(sql::Transaction& tx, const OutboxRow& row) {
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO outbox (kind, ticket_id, comment_id, mailbox_id, message_id, recipients, subject, state, "
      "next_attempt_at, created_at, body, hold_reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
      {row.kind, row.ticket.value, row.comment.value, row.mailbox, row.message_id, row.recipients, row.subject,
       row.state, row.next_attempt_at, row.created_at, text_or_null(row.body), text_or_null(row.hold_reason)}));
  return OutboxId(id.value_or(0));
}

Result<std::vector<OutboxRow>> claim_due(sql::Transaction& tx, Micros now, Micros lease_until, int limit) {
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  return tx.all(
      "UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_attempt_at = ?2 WHERE id IN ("
      "SELECT id FROM outbox WHERE state IN ('queued', 'sending') AND next_attempt_at <= ?1 "
      "ORDER BY next_attempt_at LIMIT ?3" +
          lock + ") RETURNING " + columns,
      {now, lease_until, limit}, map);
}

Result<void> extend_claim(sql::Transaction& tx, const OutboxRow& claimed, Micros lease_until) {
  PULT_TRY(tx.run("UPDATE outbox SET next_attempt_at = ?2 WHERE id = ?1 AND state = 'sending' AND attempts = ?3",
                  {claimed.id, lease_until, claimed.attempts}));
  return {};
}

Result<std::optional<Micros>> next_due(sql::Transaction& tx) {
  const auto due = PULT_TRY(tx.one("SELECT MIN(next_attempt_at) FROM outbox WHERE state IN ('queued', 'sending')", {},
                                   [](const sql::Row& row) { return row.optional_int64(0); }));
  return due.value_or(std::nullopt);
}

Result<bool> finish_attempt(sql::Transaction& tx, const OutboxRow& claimed, std::string_view state,
                            std::string_view error, Micros next_attempt_at, std::optional<Micros> sent_at) {
  const auto changed = PULT_TRY(
      tx.run("UPDATE outbox SET state = ?2, error = ?3, next_attempt_at = ?4, sent_at = COALESCE(?5, sent_at), "
             "body = CASE WHEN ?2 = 'sent' THEN NULL ELSE body END "
             "WHERE id = ?1 AND state = 'sending' AND attempts = ?6",
             {claimed.id, state, text_or_null(error), next_attempt_at, sent_at, claimed.attempts}));
  return changed > 0;
}

Result<void> withdraw(sql::Transaction& tx, const OutboxRow& claimed) {
  const auto gone = PULT_TRY(tx.run("DELETE FROM outbox WHERE id = ?1 AND state = 'sending' AND attempts = ?2",
                                    {claimed.id, claimed.attempts}));
  if (gone > 0) PULT_TRY(tx.run("DELETE FROM message_ids WHERE message_id = ?1", {claimed.message_id}));
  return {};
}

Result<void> mark_bounced(sql::Transaction& tx, OutboxId id, std::string_view error) {
  PULT_TRY(tx.run("UPDATE outbox SET state = 'bounced', error = ?2 WHERE id = ?1", {id, text_or_null(error)}));
  return {};
}

void tell_delivery(sql::Transaction& tx, const OutboxRow& row) {
  const auto ticket = std::to_string(row.ticket.value) + " ";
  if (row.comment)
    tx.notify("delivery", ticket + std::to_string(row.comment.value));
  else if (row.ticket)
    tx.notify("ticket_part", ticket + "side_conversations");
}

Result<bool> requeue(sql::Transaction& tx, OutboxId id, std::string_view recipients, Micros now) {
  const auto changed =
      PULT_TRY(tx.run("UPDATE outbox SET state = 'queued', error = NULL, hold_reason = NULL, recipients = ?3, "
                      "next_attempt_at = ?2 WHERE id = ?1 AND state NOT IN ('sending', 'sent')",
                      {id, now, recipients}));
  return changed > 0;
}

Result<std::optional<OutboxRow>> find_outbox_row(sql::Transaction& tx, OutboxId id) {
  return tx.one("SELECT " + columns + " FROM outbox WHERE id = ?1", {id}, map);
}

Result<std::optional<OutboxRow>> find_outbox_by_message_id(sql::Transaction& tx, std::string_view message_id) {
  return tx.one(
      "SELECT " + columns +
          " FROM outbox WHERE message_id = ?1 AND (ticket_id > 0 OR kind = 'notification') ORDER BY id DESC LIMIT 1",
      {message_id}, map);
}

Result<std::vector<OutboxRow>> list_outbox_of_ticket(sql::Transaction& tx, TicketId ticket) {
  return tx.all("SELECT " + columns +
                    " FROM outbox WHERE comment_id IN (SELECT id FROM comments WHERE ticket_id = ?1) "
                    "ORDER BY id",
                {ticket}, map);
}

Result<std::vector<OutboxRow>> list_outbox_of_side_conversations(sql::Transaction& tx,
                                                                 const std::vector<std::int64_t>& conversations) {
  const sql::IdList list(tx, conversations);
  return tx.all("SELECT " + columns +
                    " FROM outbox WHERE message_id IN (SELECT message_id FROM side_events WHERE "
                    "side_conversation_id" +
                    list.among(1) + ") ORDER BY id",
                {list}, map);
}

Result<std::vector<OutboxRow>> list_outbox(sql::Transaction& tx, std::string_view state, OutboxId before,
                                           std::int64_t offset, int limit, const std::string& ticket_condition) {
  std::string sql = "SELECT " + columns + " FROM outbox WHERE id < ?1";
  std::vector<sql::Param> params{before ? before.value : std::numeric_limits<std::int64_t>::max(), limit, offset};
  if (!state.empty()) {
    params.emplace_back(state);
    sql += " AND state = ?4";
  }
  const bool sees_all = ticket_condition == "1=1";
  sql += sees_all ? " AND (ticket_id > 0 OR kind = 'notification')" : " AND ticket_id > 0";
  if (!sees_all) sql += " AND ticket_id IN (SELECT t.id FROM tickets t WHERE " + ticket_condition + ")";
  return tx.all(sql + " ORDER BY id DESC LIMIT ?2 OFFSET ?3", params, map);
}

}  // namespace pult::events
