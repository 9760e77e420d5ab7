// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails that become no ticket, and mails that a crash or an error left behind.
#include "channels/mail/mail_fixture.hpp"

namespace pult::channels::mail {
namespace {

using testing::code_of;
using testing::Letter;
using testing::must;
using testing::Status;

class SuspendedTest : public testing::MailTest {
 protected:
  Result<LedgerEntry> retry(bool trusted) {
    const auto id = suspended().front().id;
    return write([&](sql::Transaction& tx) { return service->retry(tx, id, trusted); });
  }
  Letter loop() {
    Letter letter;
    letter.headers = "X-Pult-Desk: " + identity().id + "\r\n";
    return letter;
  }
  // As the first transaction leaves it when the process ends before the second.
  LedgerEntry recorded(const std::string& raw) {
    const auto staged = must(blobs.stage(raw));
    return must(
        write([&](sql::Transaction& tx) { return record_arrival(tx, {.mailbox = mailbox.id}, staged, clock.now()); }));
  }
  LedgerEntry entry(InboundId id) {
    return must(read([&](sql::Transaction& tx) { return find_entry(tx, id); })).value();
  }
};
PULT_ON_EVERY_DATABASE(SuspendedTest);

TEST_P(SuspendedTest, LoopsSpamAndMailOfNobodyWaitForAPerson) {
  Letter spam, nobody;
  spam.headers = "X-Spam-Flag: YES\r\n";
  nobody.from = "";
  const std::pair<std::string, Cause> cases[] = {
      {loop().raw(), Cause::loop}, {spam.raw(), Cause::spam}, {nobody.raw(), Cause::no_sender}};
  for (const auto& [raw, cause] : cases) {
    const auto taken = take(raw);
    EXPECT_EQ(taken.state, "suspended");
    const auto row = suspended().front();
    EXPECT_EQ(row.cause_id, std::int64_t(cause)) << row.cause;
    EXPECT_EQ(row.inbound, taken.id);
    EXPECT_EQ(row.subject, "Printer");
    EXPECT_EQ(row.content.substr(0, 17), "It does not work.");
    EXPECT_EQ(must(read([&](sql::Transaction& tx) { return load_raw(tx, blobs, row.inbound); })), raw);
  }
  EXPECT_EQ(must(read([](sql::Transaction& tx) { return count_suspended(tx); })), 3);
  EXPECT_EQ(tickets_in_all(), 0);
}

TEST_P(SuspendedTest, TheSenderWhoIsSuspendedIsNotHeard) {
  must(run_write([&](sql::Transaction& tx) {
    auto user = customer.user;
    user.suspended = true;
    return people::save_user(tx, user, testing::start);
  }));
  EXPECT_EQ(take(Letter{}).state, "suspended");
}

TEST_P(SuspendedTest, APersonLetsAMailIn) {
  Letter nobody;
  nobody.from = "";
  for (const auto& raw : {loop().raw(), nobody.raw()}) {
    take(raw);
    const auto let_in = must(retry(true));
    EXPECT_EQ(let_in.state, "done");
    EXPECT_EQ(let_in.outcome, "created");
    EXPECT_TRUE(stored(let_in.ticket));
    EXPECT_TRUE(suspended().empty());
  }
}

TEST_P(SuspendedTest, ARetryRunsTheStepsAgain) {
  take(loop());
  EXPECT_EQ(must(retry(false)).state, "suspended") << "nothing has changed";
  ASSERT_EQ(suspended().size(), 1u);
  script("UPDATE users SET suspended = 1 WHERE name = 'Jana'");
  const auto old = suspended().front().id;
  must(run_write([&](sql::Transaction& tx) { return delete_suspended(tx, old); }));
  take(Letter{});
  script("UPDATE users SET suspended = 0");
  EXPECT_EQ(must(retry(false)).outcome, "created");
  EXPECT_TRUE(suspended().empty());
  EXPECT_EQ(code_of(write([&](sql::Transaction& tx) { return service->retry(tx, SuspendedId(99), false); })),
            "RecordNotFound");
}

TEST_P(SuspendedTest, WhatCannotBeHandledIsShownWithItsError) {
  desk.add_hook([](sql::Transaction&, const tickets::Notice&) -> Result<void> {
    return base::fail(ErrorKind::internal, "bug", "Something went wrong", "row 7");
  });
  const auto taken = take(Letter{});
  EXPECT_EQ(taken.state, "suspended");
  const auto row = suspended().front();
  EXPECT_EQ(row.cause_id, std::int64_t(Cause::failed));
  EXPECT_EQ(row.error_messages, "bug: row 7");
  EXPECT_EQ(row.subject, "Printer") << "a person must be able to tell what it is";
  EXPECT_EQ(row.author_email, "jana@example.com");
  EXPECT_EQ(tickets_in_all(), 0);
}

TEST_P(SuspendedTest, WhatMayWorkLaterStaysAndIsSettledAtTheNextStart) {
  bool busy = true;
  desk.add_hook([&](sql::Transaction&, const tickets::Notice&) -> Result<void> {
    if (busy) return base::fail(ErrorKind::unavailable, "busy", "Busy");
    return {};
  });
  const auto taken = take(Letter{});
  EXPECT_EQ(entry(taken.id).state, "received");
  EXPECT_TRUE(suspended().empty());
  busy = false;
  must(service->start());
  EXPECT_EQ(entry(taken.id).outcome, "created");
}

TEST_P(SuspendedTest, WhatACrashLeftIsSettledAtTheStartOnce) {
  const auto raw = Letter{}.raw();
  const auto first = recorded(raw), second = recorded(Letter{}.raw()), same = recorded(raw);
  must(service->start());
  EXPECT_EQ(entry(first.id).outcome, "created");
  EXPECT_EQ(entry(second.id).outcome, "created");
  EXPECT_EQ(entry(same.id).outcome, "duplicate");
  EXPECT_EQ(tickets_in_all(), 2);
  EXPECT_TRUE(must(read([](sql::Transaction& tx) { return list_unsettled(tx, testing::start, 10); })).empty());
}

TEST_P(SuspendedTest, SettlingASettledMailChangesNothing) {
  const auto taken = take(Letter{});
  const auto raw = must(read([&](sql::Transaction& tx) { return load_raw(tx, blobs, taken.id); }));
  const Intake intake(desk, blobs);
  const auto again = must(write([&](sql::Transaction& tx) -> Result<LedgerEntry> {
    return intake.settle(tx, taken.id, PULT_TRY(intake.prepare(raw, {})));
  }));
  EXPECT_EQ(again.ticket, taken.ticket);
  EXPECT_EQ(tickets_in_all(), 1);
}

}  // namespace
}  // namespace pult::channels::mail
