// SPDX-License-Identifier: AGPL-3.0-or-later
#include "events/outbox.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "sql/database_fixture.hpp"

namespace pult::events {
namespace {

using sql::testing::must;

constexpr Micros now = 1'000'000'000;
constexpr Micros lease = now + base::minute_us;

class OutboxTest : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (!IsSkipped()) migrate_to_newest();
  }
  template <class F>
  auto write(F work) {
    return must(sql::write_value(db(), work));
  }
  OutboxId add(std::string state = "queued", Micros due = now, std::int64_t ticket = 1) {
    OutboxRow row;
    row.kind = "mail";
    row.ticket = TicketId(ticket);
    row.comment = CommentId(10);
    row.mailbox = MailboxId(3);
    row.message_id = "<m" + std::to_string(++added_) + "@desk.example>";
    row.recipients = R"({"to":[]})";
    row.subject = "Re: Příliš";
    row.state = std::move(state);
    row.next_attempt_at = due;
    row.created_at = 7;
    return write([&](sql::Transaction& tx) { return enqueue(tx, row); });
  }
  std::vector<OutboxRow> claim(Micros at, Micros until, int limit = 10) {
    return write([&](sql::Transaction& tx) { return claim_due(tx, at, until, limit); });
  }
  bool finish(const OutboxRow& row, std::string_view state, Micros next = now, std::optional<Micros> sent = {}) {
    return write([&](sql::Transaction& tx) { return finish_attempt(tx, row, state, "words", next, sent); });
  }
  OutboxRow row(OutboxId id) {
    return must(sql::read_value(db(), [&](sql::Transaction& tx) { return find_outbox_row(tx, id); })).value();
  }
  std::optional<Micros> due() {
    return must(sql::read_value(db(), [](sql::Transaction& tx) { return next_due(tx); }));
  }

 private:
  int added_ = 0;
};
PULT_ON_EVERY_DATABASE(OutboxTest);

TEST_P(OutboxTest, ARowIsReadAsItWasWritten) {
  const auto id = add();
  const auto read = row(id);
  EXPECT_EQ(read.kind, "mail");
  EXPECT_EQ(read.comment, CommentId(10));
  EXPECT_EQ(read.mailbox, MailboxId(3));
  EXPECT_EQ(read.message_id, "<m1@desk.example>");
  EXPECT_EQ(read.subject, "Re: Příliš");
  EXPECT_EQ(read.attempts, 0);
  EXPECT_FALSE(read.error);
  EXPECT_FALSE(read.sent_at);
  const auto by_message_id = must(
      sql::read_value(db(), [](sql::Transaction& tx) { return find_outbox_by_message_id(tx, "<m1@desk.example>"); }));
  EXPECT_EQ(by_message_id.value().id, id);
}

TEST_P(OutboxTest, OnlyWhatIsDueIsClaimed) {
  const auto first = add("queued", now - 1), later = add("queued", now + 1);
  for (const auto state : {"sent", "failed", "bounced", "kept"}) add(state);
  const auto claimed = claim(now, lease);
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].id, first);
  EXPECT_EQ(claimed[0].state, "sending");
  EXPECT_EQ(claimed[0].attempts, 1);
  EXPECT_EQ(due(), now + 1);
  EXPECT_EQ(claim(now + 1, lease)[0].id, later);
  EXPECT_EQ(due(), lease) << "a lease is the next thing that can fall due";
}

TEST_P(OutboxTest, TheOldestAreTakenFirst) {
  add("queued", now - 10);
  const auto oldest = add("queued", now - 30);
  EXPECT_EQ(claim(now, lease, 1)[0].id, oldest);
}

TEST_P(OutboxTest, NothingWaitsMeansNothingIsDue) {
  EXPECT_FALSE(due());
  add("kept");
  EXPECT_FALSE(due());
}

TEST_P(OutboxTest, ALeaseThatRanOutGivesTheRowToAnotherWorker) {
  const auto id = add();
  const auto lost = claim(now, lease);
  EXPECT_TRUE(claim(lease - 1, lease).empty());
  const auto taken = claim(lease, lease + base::minute_us);
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken[0].attempts, 2);
  EXPECT_FALSE(finish(lost[0], "queued")) << "the first worker is too late";
  EXPECT_EQ(row(id).state, "sending");
  EXPECT_TRUE(finish(taken[0], "sent", now, now + 5));
  EXPECT_FALSE(finish(lost[0], "failed"));
  EXPECT_EQ(row(id).state, "sent");
  EXPECT_EQ(row(id).sent_at, now + 5);
}

TEST_P(OutboxTest, AClaimIsExtendedByWhoHoldsIt) {
  add();
  const auto mine = claim(now, lease).front();
  const auto extend = [&](const OutboxRow& held, Micros until) {
    must(db().write([&](sql::Transaction& tx) { return extend_claim(tx, held, until); }));
  };
  extend(mine, lease + 5);
  EXPECT_TRUE(claim(lease, lease + 9).empty());
  const auto theirs = claim(lease + 5, lease + 60);
  ASSERT_EQ(theirs.size(), 1u);
  extend(mine, lease + 1000);
  EXPECT_EQ(due(), lease + 60);
  EXPECT_TRUE(finish(theirs.front(), "sent"));
  extend(theirs.front(), now);
  EXPECT_EQ(row(mine.id).state, "sent");
  EXPECT_EQ(due(), std::nullopt);
}

TEST_P(OutboxTest, AnAttemptThatFailedComesBackAfterItsPause) {
  const auto id = add();
  EXPECT_TRUE(finish(claim(now, lease)[0], "queued", now + 30));
  EXPECT_EQ(row(id).error, "words");
  EXPECT_TRUE(claim(now + 29, lease).empty());
  EXPECT_EQ(claim(now + 30, lease).size(), 1u);
}

TEST_P(OutboxTest, ABounceThatIsFasterThanTheDialogueStays) {
  const auto id = add();
  const auto claimed = claim(now, lease);
  must(db().write([&](sql::Transaction& tx) { return mark_bounced(tx, id, "550 no such user"); }));
  EXPECT_FALSE(finish(claimed[0], "sent", now, now));
  EXPECT_EQ(row(id).state, "bounced");
  EXPECT_EQ(row(id).error, "550 no such user");
}

TEST_P(OutboxTest, OnRequestARowIsDueAgainUnlessItLeftOrIsLeaving) {
  const auto again = [&](OutboxId id) {
    return write([&](sql::Transaction& tx) { return requeue(tx, id, R"({"to":[]})", now); });
  };
  for (const auto state : {"failed", "bounced", "kept", "held", "queued"}) {
    const auto id = add(state, now + base::hour_us);
    EXPECT_TRUE(again(id)) << state;
    EXPECT_EQ(row(id).state, "queued");
    EXPECT_EQ(row(id).next_attempt_at, now);
    EXPECT_EQ(row(id).recipients, R"({"to":[]})");
  }
  for (const auto state : {"sending", "sent"}) EXPECT_FALSE(again(add(state))) << state;
}

TEST_P(OutboxTest, TwoWorkersNeverHoldTheSameRow) {
  constexpr int rows = 60;
  for (int i = 0; i < rows; ++i) add("queued", now - i % 7);
  std::mutex mutex;
  std::map<std::int64_t, int> claims;
  const auto work = [&](int limit) {
    for (;;) {
      const auto claimed = claim(now, lease, limit);
      if (claimed.empty()) return;
      const std::lock_guard lock(mutex);
      for (const auto& one : claimed) ++claims[one.id.value];
    }
  };
  {
    std::jthread a(work, 1), b(work, 3), c(work, 10);
  }
  EXPECT_EQ(claims.size(), std::size_t(rows));
  EXPECT_TRUE(std::ranges::all_of(claims, [](const auto& claim) { return claim.second == 1; }));
}

TEST_P(OutboxTest, ListsNewestFirstByStateAndByWhoMaySee) {
  const auto a = add("sent"), b = add("failed"), c = add("sent", now, 2);
  run("INSERT INTO tickets (id, subject, status, requester_id, submitter_id, via, is_public, created_at, updated_at) "
      "VALUES (2, 's', 1, 1, 1, 'api', 1, 1, 1)");
  const auto list = [&](std::string_view state, OutboxId before, std::int64_t offset, const std::string& condition) {
    std::vector<OutboxId> ids;
    for (const auto& one : must(sql::read_value(
             db(), [&](sql::Transaction& tx) { return list_outbox(tx, state, before, offset, 10, condition); })))
      ids.push_back(one.id);
    return ids;
  };
  EXPECT_EQ(list("", {}, 0, "1=1"), (std::vector{c, b, a}));
  EXPECT_EQ(list("sent", {}, 0, "1=1"), (std::vector{c, a}));
  EXPECT_EQ(list("", c, 0, "1=1"), (std::vector{b, a}));
  EXPECT_EQ(list("", {}, 2, "1=1"), (std::vector{a}));
  EXPECT_EQ(list("", {}, 0, "t.requester_id = 1"), (std::vector{c}));
  EXPECT_EQ(list("", {}, 0, "1=0"), std::vector<OutboxId>());
}

}  // namespace
}  // namespace pult::events
