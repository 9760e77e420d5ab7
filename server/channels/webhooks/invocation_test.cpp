// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/webhooks/invocation.hpp"

#include "channels/webhooks/breaker.hpp"
#include "channels/webhooks/webhook.hpp"
#include "events/domain_event.hpp"
#include "sql/database_fixture.hpp"

namespace pult::channels::webhooks {
namespace {

using sql::testing::must;

constexpr Micros start = 1000 * base::day_us;
constexpr Micros lease = base::minute_us;

class Invocations : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (!IsSkipped()) migrate_to_newest();
  }
  std::string add(const std::string& webhook, Micros due = start) {
    Invocation one;
    one.id = make_ulid(start);
    one.webhook = webhook;
    one.event_type = "zen:event-type:ticket.created";
    one.payload = "{}";
    one.next_attempt_at = due;
    one.created_at = start;
    must(db().write([&](sql::Transaction& tx) { return enqueue(tx, one); }));
    return one.id;
  }
  std::optional<Invocation> take(Micros now, int most = 2) {
    return must(sql::write_value(db(), [&](sql::Transaction& tx) { return claim(tx, now, now + lease, most); }));
  }
  bool end(const Invocation& claimed, const Ending& ending, Micros now = start) {
    return must(sql::write_value(db(), [&](sql::Transaction& tx) { return finish(tx, claimed, ending, now); }));
  }
  crypto::SecretBox secrets{std::string(32, 'k')};
};
PULT_ON_EVERY_DATABASE(Invocations);

TEST_P(Invocations, ComeInTheirOrderAndOnlyWhenDue) {
  const auto late = add("hook", start + base::second_us);
  const auto first = add("hook"), second = add("hook");
  EXPECT_EQ(take(start, 9)->id, first);
  EXPECT_EQ(take(start, 9)->id, second);
  EXPECT_FALSE(take(start, 9));
  EXPECT_EQ(must(sql::read_value(db(), [](sql::Transaction& tx) { return next_due(tx); })), start + base::second_us);
  EXPECT_EQ(take(start + base::second_us, 9)->id, late);
}

TEST_P(Invocations, OfASlowReceiverHoldUpNobodyElse) {
  add("slow");
  add("slow");
  add("slow");
  const auto other = add("quick");
  const auto one = take(start), two = take(start);
  EXPECT_EQ(one->webhook, "slow");
  EXPECT_EQ(two->webhook, "slow");
  EXPECT_EQ(take(start)->id, other);
  EXPECT_FALSE(take(start));
  EXPECT_TRUE(end(*one, {"success", "success", 200, start}));
  EXPECT_EQ(take(start)->webhook, "slow");
}

TEST_P(Invocations, BelongToWhoTookThemUntilTheLeaseEnds) {
  const auto id = add("hook");
  const auto first = take(start);
  EXPECT_FALSE(take(start + lease - 1));
  const auto second = take(start + lease);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->id, id);
  EXPECT_EQ(second->attempts, 2);
  EXPECT_FALSE(end(*first, {"failed", "failed", 500, start}));
  EXPECT_TRUE(end(*second, {"success", "success", 200, start}));
  EXPECT_FALSE(end(*second, {"failed", "failed", 500, start}));
}

TEST_P(Invocations, PutBackAreNotCountedAsTried) {
  add("hook");
  const auto claimed = take(start);
  must(db().write(
      [&](sql::Transaction& tx) { return put_back(tx, *claimed, "circuit broken", start + base::minute_us); }));
  EXPECT_FALSE(take(start));
  EXPECT_EQ(take(start + base::minute_us)->attempts, 1);
}

TEST_P(Invocations, AreForgottenWhenTheyAreOldAndEnded) {
  const auto old = add("hook");
  add("hook");
  const auto claimed = take(start);
  end(*claimed, {"success", "success", 200, start});
  must(db().write([&](sql::Transaction& tx) -> Result<void> {
    PULT_TRY(insert_attempt(tx, {make_ulid(start), old, 200, "success", "{}", "{}", start}));
    return {};
  }));
  const auto forget_before = [&](Micros before) {
    return must(sql::write_value(db(), [&](sql::Transaction& tx) { return forget(tx, before); }));
  };
  EXPECT_FALSE(forget_before(start));
  EXPECT_TRUE(forget_before(start + 1));
  EXPECT_EQ(int64("SELECT COUNT(*) FROM webhook_invocations"), 1);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM webhook_attempts"), 0);
}

TEST_P(Invocations, OfARemovedWebhookEnd) {
  Webhook webhook;
  webhook.name = "x";
  webhook.endpoint = "https://example.com/";
  webhook.subscriptions = {"zen:event-type:user.created"};
  webhook.created_by = webhook.updated_by = UserId(1);
  webhook.auth_type = "bearer_token";
  webhook.auth_data = {{"token", "hush"}};
  webhook =
      must(sql::write_value(db(), [&](sql::Transaction& tx) { return Store(tx, secrets).create(webhook, start); }));
  const auto found =
      must(sql::read_value(db(), [&](sql::Transaction& tx) { return Store(tx, secrets).find(webhook.id); }));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->auth_data, webhook.auth_data);
  EXPECT_EQ(found->signing_secret, webhook.signing_secret);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM followed_kinds WHERE kind = 'user'"), 1);
  const auto id = add(webhook.id);
  must(db().write([&](sql::Transaction& tx) { return Store(tx, secrets).remove(webhook.id, start); }));
  EXPECT_FALSE(take(start));
  EXPECT_EQ(int64("SELECT COUNT(*) FROM followed_kinds"), 0);
  const auto ended =
      must(sql::read_value(db(), [&](sql::Transaction& tx) { return find_invocation(tx, webhook.id, id); }));
  EXPECT_EQ(ended->state, "terminated");
}

TEST_P(Invocations, WhatIsToldIsTakenOnce) {
  must(db().write([](sql::Transaction& tx) { return events::tell(tx, {"user.created", "user:1", "{}", "{}"}); }));
  must(db().write([](sql::Transaction& tx) { return events::tell(tx, {"user.created", "user:2", "{}", "{}"}); }));
  const auto taken = [&] {
    return must(sql::write_value(db(), [](sql::Transaction& tx) { return events::take_told(tx, 1); }));
  };
  EXPECT_EQ(taken().at(0).subject, "user:1");
  EXPECT_EQ(taken().at(0).subject, "user:2");
  EXPECT_TRUE(taken().empty());
}

}  // namespace
}  // namespace pult::channels::webhooks
