// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/queue.hpp"

#include "notify/settings.hpp"

namespace pult::notify {
namespace {

constexpr int most_at_once = 100;
constexpr Micros burst = base::second_us;

}  // namespace

Result<void> enqueue_for(sql::Transaction& tx, const std::vector<Told>& notifications, const std::string& choice,
                         Micros now) {
  const auto sql =
      "INSERT INTO push_queue (subscription_id, notification_id, next_attempt_at, created_at) SELECT p.id, "
      "CAST(?1 AS BIGINT), CAST(?3 AS BIGINT), CAST(?4 AS BIGINT) FROM push_subscriptions p "
      "LEFT JOIN notification_settings s ON s.user_id = p.user_id WHERE p.user_id = ?2 AND " +
      is_pushed(choice);
  std::int64_t written = 0;
  for (const auto& one : notifications) written += PULT_TRY(tx.run(sql, {one.id, one.user, now + grace, now}));
  if (written > 0) tx.notify(queued_channel, "");
  return {};
}

Result<void> enqueue_test(sql::Transaction& tx, SubscriptionId subscription, Micros now) {
  PULT_TRY(tx.run("INSERT INTO push_queue (subscription_id, next_attempt_at, created_at) VALUES (?1, ?2, ?2)",
                  {subscription, now}));
  tx.notify(queued_channel, "");
  return {};
}

Result<std::vector<Waiting>> claim(sql::Transaction& tx, Micros now, Micros lease_until) {
  const std::string skip = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  return tx.all(
      "UPDATE push_queue SET is_sending = 1, attempts = attempts + 1, next_attempt_at = ?2 WHERE id IN "
      "(SELECT id FROM push_queue WHERE next_attempt_at <= ?4 AND subscription_id = (SELECT subscription_id FROM "
      "push_queue WHERE next_attempt_at <= ?1 ORDER BY next_attempt_at, id LIMIT 1) ORDER BY id LIMIT ?3" +
          skip + ") RETURNING id, subscription_id, notification_id, attempts, created_at",
      {now, lease_until, most_at_once, now + burst}, [](const sql::Row& row) {
        return Waiting{row.int64(0), row.id<SubscriptionId>(1), row.id<NotificationId>(2), row.int64(3), row.int64(4)};
      });
}

Result<std::optional<Micros>> next_due(sql::Transaction& tx) {
  const auto due = PULT_TRY(tx.one("SELECT MIN(next_attempt_at) FROM push_queue", {},
                                   [](const sql::Row& row) { return row.optional_int64(0); }));
  return due.value_or(std::nullopt);
}

Result<void> finish(sql::Transaction& tx, const Waiting& claimed) {
  PULT_TRY(tx.run("DELETE FROM push_queue WHERE id = ?1 AND attempts = ?2", {claimed.id, claimed.attempts}));
  return {};
}

Result<void> put_back(sql::Transaction& tx, const Waiting& claimed, Micros until, bool counts) {
  PULT_TRY(
      tx.run("UPDATE push_queue SET is_sending = 0, next_attempt_at = ?3, attempts = ?4 "
             "WHERE id = ?1 AND attempts = ?2",
             {claimed.id, claimed.attempts, until, claimed.attempts - (counts ? 0 : 1)}));
  return {};
}

Result<void> release_all(sql::Transaction& tx, Micros now) {
  PULT_TRY(tx.run("UPDATE push_queue SET is_sending = 0, next_attempt_at = ?1 WHERE is_sending = 1", {now}));
  return {};
}

}  // namespace pult::notify
