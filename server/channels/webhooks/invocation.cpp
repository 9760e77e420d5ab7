// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/webhooks/invocation.hpp"

#include <limits>

namespace pult::channels::webhooks {
namespace {

const std::string columns =
    "number, id, webhook_id, event_type, payload, state, outcome, status_code, attempts, next_attempt_at, created_at, "
    "completed_at";

Invocation map(const sql::Row& row) {
  Invocation out;
  out.number = row.int64(0);
  out.id = row.string(1);
  out.webhook = row.string(2);
  out.event_type = row.string(3);
  out.payload = row.string(4);
  out.state = row.string(5);
  out.outcome = row.string(6);
  out.status_code = int(row.int64(7));
  out.attempts = row.int64(8);
  out.next_attempt_at = row.int64(9);
  out.created_at = row.int64(10);
  out.completed_at = row.optional_int64(11);
  return out;
}

std::string skip_locked(sql::Transaction& tx) {
  return tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
}

}  // namespace

Result<void> enqueue(sql::Transaction& tx, const Invocation& invocation) {
  PULT_TRY(
      tx.run("INSERT INTO webhook_invocations (id, webhook_id, event_type, payload, state, outcome, "
             "next_attempt_at, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
             {invocation.id, invocation.webhook, invocation.event_type, invocation.payload, invocation.state,
              invocation.outcome, invocation.next_attempt_at, invocation.created_at}));
  tx.notify(queued_channel, "");
  return {};
}

Result<std::optional<Invocation>> claim(sql::Transaction& tx, Micros now, Micros lease_until, int max_per_webhook) {
  return tx.one(
      "UPDATE webhook_invocations SET state = 'sending', attempts = attempts + 1, next_attempt_at = ?2 WHERE number IN "
      "(SELECT number FROM webhook_invocations WHERE state IN ('queued', 'sending') AND next_attempt_at <= ?1 "
      "AND (state = 'sending' OR webhook_id NOT IN (SELECT webhook_id FROM webhook_invocations WHERE state = 'sending' "
      "GROUP BY webhook_id HAVING COUNT(*) >= ?3)) ORDER BY next_attempt_at, number LIMIT 1" +
          skip_locked(tx) + ") RETURNING " + columns,
      {now, lease_until, max_per_webhook}, map);
}

Result<std::optional<Micros>> next_due(sql::Transaction& tx) {
  const auto due =
      PULT_TRY(tx.one("SELECT MIN(next_attempt_at) FROM webhook_invocations WHERE state IN ('queued', 'sending')", {},
                      [](const sql::Row& row) { return row.optional_int64(0); }));
  return due.value_or(std::nullopt);
}

Result<bool> finish(sql::Transaction& tx, const Invocation& claimed, const Ending& ending, Micros now) {
  const auto changed = PULT_TRY(
      tx.run("UPDATE webhook_invocations SET state = ?2, outcome = ?3, status_code = ?4, next_attempt_at = ?5, "
             "completed_at = ?6 WHERE number = ?1 AND state = 'sending' AND attempts = ?7",
             {claimed.number, ending.state, ending.outcome, ending.status_code, ending.next_attempt_at, now,
              claimed.attempts}));
  if (changed > 0) tx.notify(queued_channel, "");  // the webhook may take its next call
  return changed > 0;
}

Result<void> put_back(sql::Transaction& tx, const Invocation& claimed, std::string_view outcome, Micros until) {
  PULT_TRY(
      tx.run("UPDATE webhook_invocations SET state = 'queued', outcome = ?2, next_attempt_at = ?3, "
             "attempts = attempts - 1 WHERE number = ?1 AND state = 'sending' AND attempts = ?4",
             {claimed.number, outcome, until, claimed.attempts}));
  return {};
}

Result<void> insert_attempt(sql::Transaction& tx, const Attempt& attempt) {
  PULT_TRY(
      tx.run("INSERT INTO webhook_attempts (id, invocation_id, status_code, outcome, request, response, "
             "completed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
             {attempt.id, attempt.invocation, attempt.status_code, attempt.outcome, attempt.request, attempt.response,
              attempt.completed_at}));
  return {};
}

Result<bool> forget(sql::Transaction& tx, Micros before) {
  constexpr int at_once = 200;
  const auto old =
      PULT_TRY(tx.all("SELECT id FROM webhook_invocations WHERE state NOT IN ('queued', 'sending') AND "
                      "completed_at < ?1 ORDER BY completed_at LIMIT ?2" +
                          skip_locked(tx),
                      {before, at_once}, [](const sql::Row& row) { return row.string(0); }));
  for (const auto& id : old) {
    PULT_TRY(tx.run("DELETE FROM webhook_attempts WHERE invocation_id = ?1", {id}));
    PULT_TRY(tx.run("DELETE FROM webhook_invocations WHERE id = ?1", {id}));
  }
  return !old.empty();
}

Result<std::vector<Invocation>> list_invocations(sql::Transaction& tx, const InvocationFilter& filter) {
  const bool up = filter.ascending;
  const auto edge = filter.after ? filter.after : up ? 0 : std::numeric_limits<std::int64_t>::max();
  std::vector<sql::Param> params{filter.webhook, edge, filter.limit};
  std::string sql =
      "SELECT " + columns + " FROM webhook_invocations WHERE webhook_id = ?1 AND number " + (up ? ">" : "<") + " ?2";
  const auto add = [&](std::string_view condition, const sql::Param& param) {
    params.push_back(param);
    sql.append(" AND ").append(condition).append("?").append(std::to_string(params.size()));
  };
  if (!filter.status.empty()) add("outcome = ", filter.status);
  if (filter.from) add("completed_at >= ", *filter.from);
  if (filter.to) add("completed_at <= ", *filter.to);
  return tx.all(sql + " ORDER BY number" + (up ? "" : " DESC") + " LIMIT ?3", params, map);
}

Result<std::optional<Invocation>> find_invocation(sql::Transaction& tx, std::string_view webhook, std::string_view id) {
  return tx.one("SELECT " + columns + " FROM webhook_invocations WHERE webhook_id = ?1 AND id = ?2", {webhook, id},
                map);
}

Result<std::vector<Attempt>> list_attempts(sql::Transaction& tx, std::string_view invocation) {
  return tx.all(
      "SELECT id, invocation_id, status_code, outcome, request, response, completed_at FROM webhook_attempts "
      "WHERE invocation_id = ?1 ORDER BY id",
      {invocation}, [](const sql::Row& row) {
        return Attempt{row.string(0), row.string(1), int(row.int64(2)), row.string(3),
                       row.string(4), row.string(5), row.int64(6)};
      });
}

}  // namespace pult::channels::webhooks
