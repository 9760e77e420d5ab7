// SPDX-License-Identifier: AGPL-3.0-or-later
// Bounces and machines that answer: recorded where they belong, they move nothing and nobody answers them.
#include <random>

#include "channels/mail/mail_fixture.hpp"

namespace pult::channels::mail {
namespace {

using testing::answering;
using testing::Letter;
using testing::must;
using testing::Report;
using testing::Status;
using tickets::testing::comment;
using tickets::testing::status;

class ReportTest : public testing::MailTest {
 protected:
  people::Identity address() { return identities(customer.id()).front(); }
};
PULT_ON_EVERY_DATABASE(ReportTest);

TEST_P(ReportTest, ABounceIsRecordedAtTheTicketTheMailAndTheAddress) {
  const auto [id, answer] = answered();
  update(agent, id, status(Status::solved));
  const auto before = stored(id).value();
  const auto entry = take(Report{.message_id = answer.message_id}.raw());
  EXPECT_EQ(entry.outcome, "bounce_recorded");
  EXPECT_EQ(entry.ticket, id);
  const auto row = outbox().front();
  EXPECT_EQ(row.state, "bounced");
  EXPECT_NE(row.error.value_or("").find("No such user"), std::string::npos) << row.error.value_or("");
  EXPECT_EQ(address().deliverable_state, "undeliverable");
  EXPECT_EQ(address().undeliverable_count, 1);
  const auto after = stored(id).value();
  EXPECT_EQ(after.status, Status::solved);
  EXPECT_EQ(after.updated_at, before.updated_at);
  EXPECT_EQ(after.last_comment, before.last_comment);
  EXPECT_FALSE(comments(id).back().is_public) << "the customer need not see it";
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_P(ReportTest, AReplyToAnAddressThatBouncedIsHeldUntilAPersonSaysSo) {
  const auto [id, answer] = answered();
  take(Report{.message_id = answer.message_id}.raw());
  update(agent, id, comment("Are you there?"));
  auto held = outbox().front();
  EXPECT_EQ(held.state, "held");
  EXPECT_EQ(held.hold_reason, "undeliverable_address");
  EXPECT_TRUE(must(write([&](sql::Transaction& tx) { return send_again(tx, held, clock.now()); })));
  EXPECT_EQ(outbox().front().state, "queued");
  EXPECT_EQ(outbox().front().hold_reason, "");
  EXPECT_EQ(address().deliverable_state, "deliverable") << "the next reply is not held";
}

TEST_P(ReportTest, WhoWritesAgainIsReachableAgain) {
  const auto [id, answer] = answered();
  take(Report{.message_id = answer.message_id}.raw());
  take(Letter{.headers = answering(answer.message_id)});
  EXPECT_EQ(address().deliverable_state, "deliverable");
  update(agent, id, comment("Good"));
  EXPECT_NE(outbox().front().state, "held");
}

TEST_P(ReportTest, WhatNobodyWouldReadIsHeldAndSaysWhy) {
  const auto id = take(Letter{.from = "no-reply@shop.example"}).ticket;
  update(agent, id, comment("Hello?"));
  EXPECT_EQ(outbox().front().hold_reason, "no_reply_address");
}

TEST_P(ReportTest, ADelayIsNoFailure) {
  const auto [id, answer] = answered();
  Report report{.message_id = answer.message_id, .action = "delayed", .status = "4.4.1", .diagnostic = "450 try later"};
  EXPECT_EQ(take(report.raw()).ticket, id);
  EXPECT_NE(outbox().front().state, "bounced");
  EXPECT_EQ(address().undeliverable_count, 0);
}

TEST_P(ReportTest, AReportAboutAMailThatWasNeverOursSaysNothingAboutAnybody) {
  const auto id = answered().ticket;
  EXPECT_EQ(take(Report{.message_id = "<never@desk.example>"}.raw()).state, "suspended");
  EXPECT_EQ(suspended().front().cause_id, std::int64_t(Cause::bounce));
  EXPECT_EQ(address().deliverable_state, "deliverable");
  EXPECT_EQ(address().undeliverable_count, 0);
  EXPECT_EQ(stored(id)->comment_count, 2);
}

TEST_P(ReportTest, ABounceReachesAClosedTicketToo) {
  const auto [id, answer] = answered();
  update(agent, id, status(Status::closed));
  EXPECT_EQ(take(Report{.message_id = answer.message_id}.raw()).ticket, id);
  EXPECT_EQ(stored(id)->status, Status::closed);
}

TEST_P(ReportTest, AnAutomaticReplyIsShownAndReopensNothing) {
  const auto [id, answer] = answered();
  update(agent, id, status(Status::pending));
  Letter away;
  away.subject = "Automatic reply: Printer";
  away.headers = answering(answer.message_id) + "Auto-Submitted: auto-replied\r\n";
  const auto entry = take(away);
  EXPECT_EQ(entry.outcome, "appended");
  EXPECT_EQ(entry.ticket, id);
  EXPECT_EQ(stored(id)->status, Status::pending);
  EXPECT_NE(comments(id).back().classification.find("\"auto_reply\":true"), std::string::npos);
  away.from = "ada@desk.example";
  take(away);
  EXPECT_FALSE(comments(id).back().is_public) << "that a colleague is away is nothing for the customer";
  away.from = "new@example.com";
  EXPECT_EQ(take(away).state, "suspended");
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_P(ReportTest, NoMailIsEverQueuedInAnswerToAMachine) {
  const auto [id, answer] = answered();
  std::mt19937 dice(7);
  const auto of = [&](std::initializer_list<const char*> list) {
    return std::string(*(list.begin() + dice() % list.size()));
  };
  for (int i = 0; i < 120; ++i) {
    const auto about = dice() % 3 ? answer.message_id : "<other@example.com>";
    if (dice() % 2) {
      Report report{.message_id = about};
      report.action = of({"failed", "delayed", "delivered", "relayed", "expanded", "FAILED", "nonsense", ""});
      report.status = of({"5.1.1", "4.2.2", "5.7.1", "", "x"});
      report.recipient = of({"jana@example.com", "support@desk.example", "ada@desk.example", "nobody"});
      take(report.raw());
      continue;
    }
    Letter machine;
    machine.from = of({"jana@example.com", "MAILER-DAEMON@example.com", "noreply@example.com", "ada@desk.example",
                       "support@desk.example", "\"Postmaster\" <>"});
    machine.to = of({"support@desk.example", "jana@example.com"});
    machine.subject = of({"Out of office", "Automatic reply: Printer", "Re: Printer", "Abwesenheitsnotiz"});
    machine.headers = (dice() % 2 ? answering(about) : "") +
                      of({"Auto-Submitted: auto-replied\r\n", "Auto-Submitted: auto-generated\r\n",
                          "X-Autoreply: yes\r\n", "Precedence: auto_reply\r\n", "X-Auto-Response-Suppress: All\r\n",
                          "Return-Path: <>\r\n", "Precedence: bulk\r\nList-Id: <l.example.com>\r\n"});
    take(machine);
  }
  EXPECT_EQ(outbox().size(), 1u) << "the agent's own answer, and nothing else";
}

}  // namespace
}  // namespace pult::channels::mail
