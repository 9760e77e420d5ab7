// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/queue.hpp"

#include "sql/id_list.hpp"
#include "sql/params.hpp"

namespace pult::alerts {
namespace {

const std::string columns =
    "c.id, c.alert_id, c.channel_id, c.state, c.attempts, c.status_code, c.error, c.next_attempt_at, c.created_at, "
    "c.completed_at, h.name FROM alert_calls c LEFT JOIN alert_channels h ON h.id = c.channel_id";

QueuedCall map(const sql::Row& row) {
  return {row.int64(0),  row.int64(1), row.id<ChannelId>(2), row.string(3),         row.int64(4),  int(row.int64(5)),
          row.string(6), row.int64(7), row.int64(8),         row.optional_int64(9), row.string(10)};
}

}  // namespace

Result<void> enqueue_call(sql::Transaction& tx, std::int64_t alert, ChannelId channel, Micros now) {
  PULT_TRY(
      tx.run("INSERT INTO alert_calls (alert_id, channel_id, state, next_attempt_at, created_at) VALUES (?1, ?2, "
             "'queued', ?3, ?3)",
             {alert, channel, now}));
  tx.notify(calls_channel, "");
  return {};
}

Result<std::optional<QueuedCall>> claim_call(sql::Transaction& tx, Micros now, Micros lease_until) {
  const std::string skip = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  const auto id = PULT_TRY(
      tx.one_int64("UPDATE alert_calls SET state = 'sending', attempts = attempts + 1, next_attempt_at = ?2 WHERE id "
                   "IN (SELECT id FROM alert_calls WHERE state IN ('queued', 'sending') AND next_attempt_at <= ?1 "
                   "ORDER BY next_attempt_at, id LIMIT 1" +
                       skip + ") RETURNING id",
                   {now, lease_until}));
  return id ? find_call(tx, *id) : std::optional<QueuedCall>();
}

Result<std::optional<Micros>> next_call_due(sql::Transaction& tx) {
  const auto due = PULT_TRY(tx.one("SELECT MIN(next_attempt_at) FROM alert_calls WHERE state IN ('queued', 'sending')",
                                   {}, [](const sql::Row& row) { return row.optional_int64(0); }));
  return due.value_or(std::nullopt);
}

Result<bool> finish_call(sql::Transaction& tx, const QueuedCall& claimed, const CallEnding& ending, Micros now) {
  const auto changed = PULT_TRY(
      tx.run("UPDATE alert_calls SET state = ?2, error = ?3, status_code = ?4, next_attempt_at = ?5, completed_at = ?6 "
             "WHERE id = ?1 AND state = 'sending' AND attempts = ?7",
             {claimed.id, ending.state, sql::text_or_null(ending.error), ending.status_code, ending.next_attempt_at,
              now, claimed.attempts}));
  return changed > 0;
}

Result<void> drop_waiting(sql::Transaction& tx, std::int64_t alert, Micros now) {
  PULT_TRY(
      tx.run("UPDATE alert_calls SET state = 'dropped', completed_at = ?2 WHERE alert_id = ?1 AND state = 'queued'",
             {alert, now}));
  return {};
}

Result<void> release_calls(sql::Transaction& tx, Micros now) {
  PULT_TRY(tx.run("UPDATE alert_calls SET next_attempt_at = ?1 WHERE state = 'sending'", {now}));
  return {};
}

Result<std::optional<QueuedCall>> find_call(sql::Transaction& tx, std::int64_t id) {
  return tx.one("SELECT " + columns + " WHERE c.id = ?1", {id}, map);
}

Result<std::vector<QueuedCall>> list_calls(sql::Transaction& tx, const std::vector<std::int64_t>& alerts) {
  const sql::IdList list(tx, alerts);
  return tx.all("SELECT " + columns + " WHERE c.alert_id" + list.among(1) + " ORDER BY c.id", {list}, map);
}

}  // namespace pult::alerts
