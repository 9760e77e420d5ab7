// SPDX-License-Identifier: AGPL-3.0-or-later
// The outbox against an SMTP relay that behaves and one that does not.
#include <chrono>
#include <thread>

#include "channels/mail/mail_fixture.hpp"
#include "channels/mail/outbox_worker.hpp"
#include "net/testing/smtp_catcher.hpp"

namespace pult::channels::mail {
namespace {

using net::testing::SmtpCatcher;
using testing::answering;
using testing::Letter;
using testing::must;
using tickets::testing::comment;
using Behaviour = SmtpCatcher::Behaviour;

class DeliveryTest : public testing::MailTest {
 protected:
  MailOptions mail_options() override {
    MailOptions options;
    options.relay.emplace();
    options.relay->host = "127.0.0.1";
    options.relay->port = relay.port();
    options.relay->security = net::MailSecurity::none;
    return options;
  }
  // Waits for what another thread does.
  events::OutboxRow wait_for(const std::string& state, std::int64_t attempts = 1) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;) {
      const auto row = outbox().front();
      if ((row.state == state && row.attempts >= attempts) || std::chrono::steady_clock::now() > deadline) {
        EXPECT_EQ(row.state, state) << row.error.value_or("");
        return row;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  void later(Micros by) {
    clock.advance(by);
    service->wake();
  }

  SmtpCatcher relay;
};
PULT_ON_EVERY_DATABASE(DeliveryTest);

TEST(BackOff, GrowsToFourHoursAndEndsAfterAboutThreeDays) {
  EXPECT_EQ(back_off(0), 30 * base::second_us);
  EXPECT_EQ(back_off(1), 30 * base::second_us);
  Micros sum = 0;
  for (std::int64_t i = 1; back_off(i); ++i) {
    EXPECT_GE(back_off(i).value(), back_off(std::max<std::int64_t>(i - 1, 1)).value());
    EXPECT_LE(back_off(i).value(), 4 * base::hour_us);
    sum += back_off(i).value();
  }
  EXPECT_GT(sum, 2 * base::day_us);
  EXPECT_LT(sum, 4 * base::day_us);
}

TEST_P(DeliveryTest, AnAnswerLeavesAtOnce) {
  must(service->start());
  const auto id = take(Letter{}).ticket;
  update(agent, id, comment("Try again"));
  ASSERT_TRUE(relay.wait_for(1, 60'000));
  const auto row = wait_for("sent");
  EXPECT_EQ(row.sent_at, testing::start);
  const auto mail = relay.mails().front();
  EXPECT_EQ(mail.from, "support@desk.example");
  EXPECT_EQ(mail.recipients, (std::vector<std::string>{"jana@example.com"}));
  EXPECT_EQ(mime::parse(mail.raw).message_id, row.message_id);
}

TEST_P(DeliveryTest, BlindCopiesArriveAlsoAtTheNextAttemptAndNobodyReadsOfThem) {
  relay.behave(Behaviour::reject);
  const auto id = take(Letter{}).ticket;
  auto change = comment("Try again");
  change.comment->bcc = {"boss@example.org"};
  update(agent, id, change);
  must(service->start());
  const auto failed = wait_for("failed");
  relay.behave(Behaviour::take);
  EXPECT_TRUE(must(write([&](sql::Transaction& tx) { return send_again(tx, failed, clock.now()); })));
  service->wake();
  wait_for("sent", 1);
  ASSERT_EQ(relay.mails().size(), 1u);
  const auto mail = relay.mails().front();
  EXPECT_EQ(mail.recipients, (std::vector<std::string>{"jana@example.com", "boss@example.org"}));
  EXPECT_EQ(mail.raw.find("boss@"), std::string::npos) << mail.raw;
  EXPECT_EQ(mail.raw.find("Bcc:"), std::string::npos) << mail.raw;
}

TEST_P(DeliveryTest, WhatWaitedBeforeTheStartLeavesWithIt) {
  answered();
  EXPECT_TRUE(relay.mails().empty());
  must(service->start());
  wait_for("sent");
  EXPECT_EQ(relay.mails().size(), 1u);
}

TEST_P(DeliveryTest, ADeferredMailIsTriedAgainAfterItsPause) {
  relay.behave_next({Behaviour::defer});
  answered();
  must(service->start());
  const auto row = wait_for("queued");
  EXPECT_EQ(row.error.value_or("").substr(0, 3), "451");
  EXPECT_EQ(row.next_attempt_at, testing::start + 30 * base::second_us);
  later(31 * base::second_us);
  EXPECT_EQ(wait_for("sent", 2).attempts, 2);
  EXPECT_EQ(relay.mails().size(), 1u);
}

TEST_P(DeliveryTest, ARejectedMailFailsWithTheServersWords) {
  relay.behave(Behaviour::reject);
  answered();
  must(service->start());
  EXPECT_EQ(wait_for("failed").error.value_or("").substr(0, 3), "550");
}

TEST_P(DeliveryTest, ARefusedRecipientIsToldBesideTheOthers) {
  relay.refuse("karel@example.com", "550 5.1.1 No such user");
  Letter letter;
  letter.headers = "Cc: karel@example.com\r\n";
  const auto id = take(letter).ticket;
  update(agent, id, comment("Try again"));
  must(service->start());
  const auto row = wait_for("sent");
  EXPECT_NE(row.error.value_or("").find("karel@example.com was refused: 550"), std::string::npos);
  EXPECT_EQ(relay.mails().front().recipients, (std::vector<std::string>{"jana@example.com"}));
}

TEST_P(DeliveryTest, AMailWhoseReplyWasLostIsSentAgainUnderItsMessageId) {
  relay.behave_next({Behaviour::drop_before_reply});
  answered();
  must(service->start());
  wait_for("queued");
  later(base::minute_us);
  const auto row = wait_for("sent", 2);
  ASSERT_EQ(relay.mails().size(), 2u);
  EXPECT_EQ(relay.mails()[0].raw, relay.mails()[1].raw);
  EXPECT_EQ(mime::parse(relay.mails()[1].raw).message_id, row.message_id);
}

TEST_P(DeliveryTest, AMailThatWasBeingSentWhenTheProcessEndedIsSent) {
  answered();
  run("UPDATE outbox SET state = 'sending', attempts = 1, next_attempt_at = ?1", {testing::start + base::minute_us});
  must(service->start());
  if (dialect() == sql::Dialect::postgres) later(2 * base::minute_us);  // another node may still be at it
  EXPECT_EQ(wait_for("sent", 2).attempts, 2);
}

class NoRelayTest : public testing::MailTest {};
PULT_ON_EVERY_DATABASE(NoRelayTest);

TEST_P(NoRelayTest, AnAnswerIsKeptForReading) {
  const auto answer = answered().answer;
  EXPECT_EQ(answer.state, "kept");
  EXPECT_EQ(rendered(answer).to.front().address, "jana@example.com");
}

}  // namespace
}  // namespace pult::channels::mail
