// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/subscription.hpp"

#include <boost/json.hpp>

#include "sql/insert_id.hpp"

namespace pult::notify {
namespace json = boost::json;
namespace {

constexpr std::string_view key_row = "push_key";

const std::string columns = "id, user_id, session_id, target, origin, name, last_error, created_at, last_success_at";

std::string render_target(const Target& target) {
  return json::serialize(json::object{
      {"endpoint", target.endpoint}, {"p256dh", crypto::base64(target.point)}, {"auth", crypto::base64(target.auth)}});
}

// Empty where the secret key of the data folder is another one: nothing can be sent to it then.
Target parse_target(const Result<std::string>& opened) {
  boost::system::error_code broken;
  const auto value = opened ? json::parse(*opened, broken) : json::value();
  if (broken || !value.is_object()) return {};
  const auto text = [&](std::string_view name) {
    const auto* member = value.get_object().if_contains(name);
    return member && member->is_string() ? std::string(member->get_string()) : std::string();
  };
  return {text("endpoint"), crypto::parse_base64(text("p256dh")).value_or(""),
          crypto::parse_base64(text("auth")).value_or("")};
}

Subscription map(const sql::Row& row, const crypto::SecretBox& secrets) {
  Subscription s;
  s.id = row.id<SubscriptionId>(0);
  s.user = row.id<UserId>(1);
  s.session = row.id<people::SessionId>(2);
  s.target = parse_target(secrets.open(row.bytes(3)));
  s.origin = row.string(4);
  s.name = row.string(5);
  s.last_error = row.string(6);
  s.created_at = row.int64(7);
  s.last_success_at = row.optional_int64(8);
  return s;
}

}  // namespace

Result<std::optional<crypto::P256Key>> Store::find_desk_key() const {
  const auto stored = PULT_TRY(tx_.one("SELECT value FROM settings WHERE name = ?1", {key_row},
                                       [](const sql::Row& row) { return row.string(0); }));
  if (!stored) return std::nullopt;
  const auto secret = PULT_TRY(secrets_.open(PULT_TRY(crypto::parse_base64(*stored))));
  return PULT_TRY(crypto::p256_key(secret));
}

Result<crypto::P256Key> Store::desk_key() const {
  if (auto known = PULT_TRY(find_desk_key())) return std::move(*known);
  const auto made = crypto::make_p256_key();
  PULT_TRY(tx_.run("INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
                   {key_row, crypto::base64(secrets_.seal(made.secret))}));
  // Another node may have been faster.
  auto kept = PULT_TRY(find_desk_key());
  if (!kept) return base::fail(ErrorKind::internal, "push_key", "Something went wrong");
  return std::move(*kept);
}

Result<Subscription> Store::save(Subscription subscription, Micros now) const {
  const auto digest = crypto::sha256_hex(subscription.target.endpoint);
  const auto sealed = secrets_.seal(render_target(subscription.target));
  const auto known = PULT_TRY(tx_.one_int64("SELECT id FROM push_subscriptions WHERE endpoint_digest = ?1", {digest}));
  subscription.created_at = now;
  if (known) {
    subscription.id = SubscriptionId(*known);
    PULT_TRY(
        tx_.run("DELETE FROM push_queue WHERE subscription_id IN "
                "(SELECT id FROM push_subscriptions WHERE id = ?1 AND user_id <> ?2)",
                {*known, subscription.user}));
    PULT_TRY(
        tx_.run("UPDATE push_subscriptions SET user_id = ?2, session_id = ?3, target = ?4, name = ?5, "
                "last_error = NULL WHERE id = ?1",
                {*known, subscription.user, subscription.session, sql::Blob{sealed}, subscription.name}));
    return PULT_TRY(find(subscription.id)).value_or(subscription);
  }
  const auto others = PULT_TRY(list(subscription.user));
  if (others.size() >= most_subscriptions) PULT_TRY(remove(others.front().id));
  const auto id = PULT_TRY(sql::insert_id(
      tx_,
      "INSERT INTO push_subscriptions (user_id, session_id, endpoint_digest, target, origin, name, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      {subscription.user, subscription.session, digest, sql::Blob{sealed}, subscription.origin, subscription.name,
       now}));
  subscription.id = SubscriptionId(id.value_or(0));
  return subscription;
}

Result<std::vector<Subscription>> Store::list(UserId user) const {
  return tx_.all("SELECT " + columns + " FROM push_subscriptions WHERE user_id = ?1 ORDER BY id", {user},
                 [&](const sql::Row& row) { return map(row, secrets_); });
}

Result<std::optional<Subscription>> Store::find(SubscriptionId id) const {
  return tx_.one("SELECT " + columns + " FROM push_subscriptions WHERE id = ?1", {id},
                 [&](const sql::Row& row) { return map(row, secrets_); });
}

Result<void> Store::remove(SubscriptionId id) const {
  PULT_TRY(tx_.run("DELETE FROM push_queue WHERE subscription_id = ?1", {id}));
  PULT_TRY(tx_.run("DELETE FROM push_subscriptions WHERE id = ?1", {id}));
  return {};
}

Result<void> Store::note(SubscriptionId id, std::string_view error, Micros now) const {
  if (error.empty())
    PULT_TRY(tx_.run("UPDATE push_subscriptions SET last_success_at = ?2, last_error = NULL WHERE id = ?1", {id, now}));
  else
    PULT_TRY(tx_.run("UPDATE push_subscriptions SET last_error = ?2 WHERE id = ?1", {id, error}));
  return {};
}

}  // namespace pult::notify
