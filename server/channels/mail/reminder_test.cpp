// SPDX-License-Identifier: AGPL-3.0-or-later
// Reminders of customers who do not answer, and mails to solved tickets, on every database.
#include "channels/mail/reminder_mail.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "channels/mail/mail_fixture.hpp"
#include "tickets/account_settings.hpp"
#include "tickets/definitions.hpp"
#include "tickets/lifecycle_clock.hpp"
#include "timers/timers.hpp"

namespace pult::channels::mail {
namespace {

using testing::answering;
using testing::Letter;
using testing::must;
using testing::Status;

class ReminderTest : public testing::MailTest {
 protected:
  void SetUp() override {
    MailTest::SetUp();
    if (IsSkipped()) return;
    desk.add_hook(tickets::lifecycle_hook(desk));
    db().listen([this](std::string_view channel, std::string_view payload) { desk.on_notification(channel, payload); });
  }
  void set_rules(const std::string& members) {
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(tickets::save_account_settings(tx, "{\"lifecycle\":{" + members + "}}"));
      return desk.definitions_changed(tx);
    }));
  }
  // An agent has answered by mail and waits.
  Talk waiting() {
    auto talk = answered();
    update(agent, talk.ticket, tickets::testing::status(Status::pending));
    return talk;
  }
  // The time passes in which the customer should have answered.
  void pass(int days) {
    clock.advance(days * base::day_us);
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      const auto due =
          PULT_TRY(tx.all("SELECT subject FROM timers WHERE kind = 'lifecycle' AND due_at <= ?1 ORDER BY due_at",
                          {clock.now()}, [](const sql::Row& row) { return row.string(0); }));
      for (const auto& subject : due) {
        PULT_TRY(timers::cancel(tx, tickets::lifecycle_timer, subject));
        PULT_TRY(tickets::end_lifecycle_time(tx, desk, would_reach, subject));
      }
      return {};
    }));
  }
  std::vector<events::OutboxRow> reminders() {
    auto rows = outbox();
    std::erase_if(rows, [](const events::OutboxRow& row) { return row.kind != reminder_kind; });
    return rows;
  }
};
PULT_ON_EVERY_DATABASE(ReminderTest);

TEST_P(ReminderTest, LeavesOnceAsAMachinesMailOfTheConversation) {
  set_rules(R"("remind_after_days":2,"solve_after_days":5)");
  const auto talk = waiting();
  pass(3);
  pass(1);
  ASSERT_EQ(reminders().size(), 1u);
  const auto row = reminders().front();
  EXPECT_EQ(row.ticket, talk.ticket);
  const auto mail = rendered(row);
  EXPECT_EQ(mail.to.front().address, "jana@example.com");
  EXPECT_EQ(mail.header("Auto-Submitted"), "auto-generated");
  EXPECT_TRUE(mail.header("References").contains(talk.answer.message_id));
  EXPECT_TRUE(mail.subject.contains("Printer"));
  EXPECT_TRUE(mail.body_text.contains("Printer"));
  EXPECT_EQ(comments(talk.ticket).size(), 2u);  // it is nobody's comment
  Letter answer;
  answer.headers = answering(row.message_id);
  EXPECT_EQ(take(answer).ticket, talk.ticket);
  EXPECT_EQ(stored(talk.ticket)->status, Status::open);
  pass(30);
  EXPECT_EQ(reminders().size(), 1u);
  EXPECT_EQ(stored(talk.ticket)->status, Status::open);
}

TEST_P(ReminderTest, AnOutOfOfficeNoteIsNoAnswer) {
  set_rules(R"("remind_after_days":2,"solve_after_days":5)");
  const auto talk = waiting();
  pass(2);
  ASSERT_EQ(reminders().size(), 1u);
  Letter note;
  note.headers = answering(reminders().front().message_id) + "Auto-Submitted: auto-replied\r\n";
  take(note);
  EXPECT_EQ(stored(talk.ticket)->status, Status::pending);
  EXPECT_EQ(reminders().size(), 1u);
  pass(4);
  EXPECT_EQ(stored(talk.ticket)->status, Status::solved);
}

TEST_P(ReminderTest, SaysTheDesksOwnWords) {
  set_rules(R"("remind_after_days":2,"reminder_text":"Haló?")");
  waiting();
  pass(2);
  ASSERT_EQ(reminders().size(), 1u);
  EXPECT_TRUE(rendered(reminders().front()).body_text.starts_with("Haló?"));
}

TEST_P(ReminderTest, DoesNotGoToWhomNoMailReaches) {
  set_rules(R"("remind_after_days":2)");
  waiting();
  must(run_write(
      [&](sql::Transaction& tx) { return people::record_bounce(tx, "jana@example.com", true, clock.now()); }));
  pass(3);
  EXPECT_TRUE(reminders().empty());
}

TEST_P(ReminderTest, AMailToASolvedTicketBeginsANewOneWhereTheGroupWantsThat) {
  must(run_write([&](sql::Transaction& tx) -> Result<void> {
    PULT_TRY(tickets::save_group_policy(tx, support, {tickets::Reopening::follow_up, 14, 0}));
    return desk.definitions_changed(tx);
  }));
  const auto talk = answered();
  update(agent, talk.ticket, tickets::testing::status(Status::solved));
  Letter late;
  late.headers = answering(talk.answer.message_id);
  const auto begun = take(late);
  EXPECT_EQ(begun.outcome, "created");
  EXPECT_TRUE(begun.reason.contains("is solved"));
  EXPECT_EQ(stored(begun.ticket)->followup_source, talk.ticket);
  EXPECT_EQ(stored(begun.ticket)->group, support);
  EXPECT_EQ(stored(talk.ticket)->status, Status::solved);
  Letter later;
  later.headers = answering(talk.answer.message_id);
  later.body = "And another thing.\r\n";
  const auto second = take(later);
  EXPECT_EQ(second.outcome, "appended");
  EXPECT_EQ(second.ticket, begun.ticket);
}

}  // namespace
}  // namespace pult::channels::mail
