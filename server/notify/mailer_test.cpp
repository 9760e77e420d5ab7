// SPDX-License-Identifier: AGPL-3.0-or-later
// Notifications by mail, from the change to the outbox and back, on every database.
#include "notify/mailer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "channels/mail/mail_fixture.hpp"
#include "notify/settings.hpp"
#include "notify/telling.hpp"
#include "timers/timers.hpp"

namespace pult::notify {
namespace {

using channels::mail::testing::answering;
using channels::mail::testing::code_of;
using channels::mail::testing::must;

class MailerTest : public channels::mail::testing::MailTest {
 protected:
  void SetUp() override {
    MailTest::SetUp();
    if (IsSkipped()) return;
    desk.add_hook(tell);
    service->write_agent_mails_by(
        [this](sql::Transaction& tx, const events::OutboxRow& row) { return mailer().write(tx, row); });
    choose({});
  }
  channels::MailOptions mail_options() override {
    channels::MailOptions options;
    options.relay = net::SmtpOptions();
    return options;
  }
  Mailer mailer() { return {*service, "https://desk.example"}; }
  // The agent wants mail, with changes.
  void choose(const std::function<void(Settings&)>& change) {
    Settings settings;
    for (auto& [kind, channels] : settings.choices) channels = {true, false, true};
    if (change) change(settings);
    must(run_write([&](sql::Transaction& tx) { return save_settings(tx, agent.id(), settings); }));
  }
  TicketId assigned(const std::string& subject = "Printer") {
    const auto id = create(people::system_actor(), tickets::testing::about(subject, customer.id())).id;
    update(admin, id, tickets::testing::assignee(agent.id()));
    return id;
  }
  void customer_writes(TicketId id, const std::string& words) {
    update(people::system_actor(), id, tickets::testing::comment(words, true, customer.id()));
  }
  // The time passes and some seconds more, for changes of a ticket are a second apart; what falls due is done.
  void pass(Micros time) {
    clock.advance(time + 5 * base::second_us);
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      for (const auto& subject :
           PULT_TRY(tx.all("SELECT subject FROM timers WHERE kind = ?1 AND due_at <= ?2 ORDER BY "
                           "due_at, id",
                           {mail_timer, clock.now()}, [](const sql::Row& row) { return row.string(0); }))) {
        PULT_TRY(timers::cancel(tx, mail_timer, subject));
        PULT_TRY(mailer().on_timer(tx, subject, clock.now()));
      }
      return {};
    }));
  }
  std::vector<events::OutboxRow> mails() {
    auto rows = outbox();
    std::erase_if(rows, [](const auto& row) { return row.kind != channels::mail::notification_kind; });
    return rows;
  }
  void see(TicketId ticket) {
    must(write([&](sql::Transaction& tx) { return mark_read(tx, agent.id(), {.ticket = ticket}, clock.now()); }));
  }
  std::int64_t waiting() { return int64("SELECT COUNT(*) FROM notifications WHERE mail_due_at IS NOT NULL").value(); }
  std::string trouble() {
    return must(read([&](sql::Transaction& tx) { return service->agent_mail_trouble(tx, agent.user); }));
  }
};
PULT_ON_EVERY_DATABASE(MailerTest);

TEST_P(MailerTest, LeavesAfterTheDelayAsAMachinesMail) {
  const auto id = assigned("Kettle");
  customer_writes(id, "It is cold");
  pass(4 * base::minute_us);
  EXPECT_TRUE(mails().empty());
  pass(base::minute_us);
  ASSERT_EQ(mails().size(), 1u);
  const auto row = mails().front();
  EXPECT_EQ(row.state, "queued");
  EXPECT_EQ(row.ticket, id);
  const auto mail = rendered(row);
  EXPECT_EQ(mail.from.address, "support@desk.example");
  EXPECT_EQ(mail.from.name, "Pult");
  EXPECT_EQ(mail.to.front().address, "ada@desk.example");
  EXPECT_EQ(mail.header("Auto-Submitted"), "auto-generated");
  EXPECT_EQ(mail.header("X-Auto-Response-Suppress"), "All");
  EXPECT_EQ(mail.header("List-Id"), "<notifications.desk.example>");
  EXPECT_EQ(mail.message_id, row.message_id);
  EXPECT_TRUE(mail.subject.starts_with("Customer's message in #" + std::to_string(id.value) + ": Kettle [#"))
      << mail.subject;
  EXPECT_TRUE(mail.body_text.contains("It is cold")) << mail.body_text;
  EXPECT_TRUE(mail.body_text.contains("Jana"));
  EXPECT_TRUE(mail.body_html.contains("https://desk.example/tickets/" + std::to_string(id.value)));
  pass(base::day_us);
  EXPECT_EQ(mails().size(), 1u);
  EXPECT_EQ(comments(id).size(), 2u);
}

TEST_P(MailerTest, OfATicketThatIsGivenSaysWhatIsInIt) {
  const auto id = assigned("Kettle");
  update(seller, id, tickets::testing::comment("Between us", false));
  see(id);
  update(admin, id, tickets::testing::assignee(seller.id()));
  update(admin, id, tickets::testing::assignee(agent.id()));
  pass(5 * base::minute_us);
  ASSERT_EQ(mails().size(), 1u);
  const auto text = rendered(mails().front()).body_text;
  EXPECT_TRUE(text.contains("root")) << text;
  EXPECT_TRUE(text.contains("Jana:\nIt does not work")) << text;
  EXPECT_FALSE(text.contains("Between us")) << text;
}

TEST_P(MailerTest, WhatWasSeenInTimeIsNotMailed) {
  see(assigned());
  pass(base::day_us);
  EXPECT_TRUE(mails().empty());
  EXPECT_EQ(waiting(), 0);
}

TEST_P(MailerTest, SeveralBecomeOneAndItsAnswerIsKeptBack) {
  const auto one = assigned("One"), other = assigned("Other");
  pass(5 * base::minute_us);
  ASSERT_EQ(mails().size(), 1u);
  const auto row = mails().front();
  EXPECT_EQ(row.subject, "New notifications: 2");
  EXPECT_FALSE(row.ticket);
  const auto text = rendered(row).body_text;
  for (const auto id : {one, other}) EXPECT_TRUE(text.contains("/tickets/" + std::to_string(id.value))) << text;
  const auto before = tickets_in_all();
  channels::mail::testing::Letter answer;
  answer.from = "ada <ada@desk.example>";
  answer.headers = answering(row.message_id);
  EXPECT_EQ(take(answer).outcome, "suspended");
  EXPECT_EQ(tickets_in_all(), before);
  ASSERT_EQ(suspended().size(), 1u);
  EXPECT_EQ(suspended().front().cause_id, std::int64_t(channels::mail::Cause::many_tickets));
}

TEST_P(MailerTest, AnAnswerBecomesANoteOnTheTicket) {
  const auto id = assigned();
  pass(5 * base::minute_us);
  ASSERT_EQ(mails().size(), 1u);
  channels::mail::testing::Letter answer;
  answer.from = "ada <ada@desk.example>";
  answer.subject = "Re: something else";
  answer.headers = answering(mails().front().message_id);
  EXPECT_EQ(take(answer).ticket, id);
  EXPECT_FALSE(comments(id).back().is_public);
  pass(base::day_us);
  EXPECT_EQ(outbox().size(), 1u);  // nobody is told, and nothing is sent to the customer
}

TEST_P(MailerTest, QuietHoursHoldIt) {
  const auto day = clock.now() / base::day_us * base::day_us + base::day_us;
  choose([](Settings& settings) {
    settings.is_quiet = true;
    settings.quiet_from_min = 0;
    settings.quiet_to_min = 7 * 60;
  });
  clock.advance(day + base::hour_us - clock.now());
  assigned("Night");
  pass(5 * base::hour_us);
  assigned("Later");
  pass(30 * base::minute_us);
  EXPECT_TRUE(mails().empty());
  pass(30 * base::minute_us);
  ASSERT_EQ(mails().size(), 1u);
  EXPECT_EQ(mails().front().subject, "New notifications: 2");
}

TEST_P(MailerTest, SaysNothingOfWhatMayNoLongerBeSeen) {
  const auto hidden = assigned("Secret");
  pass(5 * base::minute_us);
  ASSERT_EQ(mails().size(), 1u);
  must(run_write([&](sql::Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("UPDATE users SET ticket_restriction = 'assigned' WHERE id = ?1", {agent.id()}));
    return {};
  }));
  update(admin, hidden, tickets::testing::assignee(seller.id()));
  const auto row = mails().front();
  EXPECT_EQ(code_of(read([&](sql::Transaction& tx) { return service->render_outgoing(tx, row); })),
            channels::mail::nothing_to_say);
  must(run_write([&](sql::Transaction& tx) -> Result<void> {
    for (const auto& claimed : PULT_TRY(events::claim_due(tx, clock.now(), clock.now() + base::minute_us, 1)))
      PULT_TRY(events::withdraw(tx, claimed));
    return {};
  }));
  EXPECT_TRUE(mails().empty());
}

TEST_P(MailerTest, WhoNoLongerWantsItGetsNone) {
  assigned();
  choose([](Settings& settings) { settings.choices.find("assigned")->second.mail = false; });
  pass(5 * base::minute_us);
  EXPECT_TRUE(mails().empty());
  EXPECT_EQ(waiting(), 0);
}

TEST_P(MailerTest, AReportOfItsFailureIsNoCommentAndEndsIt) {
  const auto id = assigned();
  pass(5 * base::minute_us);
  ASSERT_EQ(mails().size(), 1u);
  EXPECT_EQ(trouble(), "");
  channels::mail::testing::Report report;
  report.message_id = mails().front().message_id;
  report.recipient = "ada@desk.example";
  EXPECT_EQ(take(report.raw()).outcome, "bounce_recorded");
  EXPECT_EQ(comments(id).size(), 1u);
  EXPECT_EQ(mails().front().state, "bounced");
  EXPECT_EQ(trouble(), "undeliverable_address");
  assigned("Another");
  pass(base::day_us);
  EXPECT_EQ(mails().size(), 1u);
  EXPECT_EQ(waiting(), 0);
}

TEST_P(MailerTest, AMachinesAnswerBeginsNothing) {
  assigned("One");
  assigned("Other");
  pass(5 * base::minute_us);
  ASSERT_EQ(mails().size(), 1u);
  const auto before = tickets_in_all();
  channels::mail::testing::Letter note;
  note.from = "ada <ada@desk.example>";
  note.headers = answering(mails().front().message_id) + "Auto-Submitted: auto-replied\r\n";
  EXPECT_EQ(take(note).outcome, "suspended");
  EXPECT_EQ(tickets_in_all(), before);
  pass(base::day_us);
  EXPECT_EQ(mails().size(), 1u);
}

class UnsentMailerTest : public MailerTest {
 protected:
  channels::MailOptions mail_options() override { return {}; }
};
PULT_ON_EVERY_DATABASE(UnsentMailerTest);

TEST_P(UnsentMailerTest, NothingPilesUpWithoutARelay) {
  assigned();
  pass(5 * base::minute_us);
  EXPECT_TRUE(mails().empty());
  EXPECT_EQ(waiting(), 0);
  EXPECT_EQ(trouble(), "not_set_up");
}

}  // namespace
}  // namespace pult::notify
