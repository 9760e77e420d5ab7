// SPDX-License-Identifier: AGPL-3.0-or-later
// What time does to tickets on every database, with a clock that is moved.
#include "tickets/lifecycle_clock.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "sql/plan_fixture.hpp"
#include "tickets/account_settings.hpp"
#include "tickets/auto_close.hpp"
#include "tickets/definitions.hpp"
#include "tickets/draft.hpp"
#include "tickets/snooze.hpp"
#include "tickets/ticket_fixture.hpp"
#include "timers/timers.hpp"

namespace pult::tickets {
namespace {

using testing::about;
using testing::comment;
using testing::must;
using testing::status;

constexpr Micros day = base::day_us;

class LifecycleTest : public testing::TicketTest {
 protected:
  void SetUp() override {
    TicketTest::SetUp();
    if (IsSkipped()) return;
    desk.add_hook(snooze_hook());
    desk.add_hook(lifecycle_hook(desk));
    db().listen([this](std::string_view channel, std::string_view payload) { desk.on_notification(channel, payload); });
  }
  void TearDown() override {
    if (!IsSkipped()) db().close();  // its listener calls the desk
    TicketTest::TearDown();
  }
  void set_rules(const std::string& members) {
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      const auto before = desk.definitions(tx)->lifecycle;
      const auto text = "{\"lifecycle\":{" + members + "}}";
      PULT_TRY(save_account_settings(tx, text));
      PULT_TRY(desk.definitions_changed(tx));
      return lifecycle_changed(tx, before, lifecycle_of(account_settings(text)), clock.now());
    }));
  }
  void set_policy(GroupId group, const GroupPolicy& policy) {
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      const auto before = desk.definitions(tx)->policy_of(group);
      PULT_TRY(save_group_policy(tx, group, policy));
      PULT_TRY(desk.definitions_changed(tx));
      return policy_changed(tx, group, before, policy, clock.now());
    }));
  }
  // What the runner does with every timer that is due, until none is.
  void fire() {
    while (must(write([&](sql::Transaction& tx) -> Result<bool> {
      const auto due = PULT_TRY(
          tx.all("SELECT kind, subject FROM timers WHERE due_at <= ?1 AND kind <> 'snooze' ORDER BY due_at, id LIMIT 1",
                 {clock.now()}, [](const sql::Row& row) { return std::pair(row.string(0), row.string(1)); }));
      if (due.empty()) return false;
      const auto& [kind, subject] = due.front();
      PULT_TRY(timers::cancel(tx, kind, subject));
      if (kind == auto_close_timer) PULT_TRY(close_silent(tx, desk));
      if (kind == lifecycle_start_timer) PULT_TRY(start_clocks(tx, desk, subject));
      const auto reach = [this](sql::Transaction&, const Ticket&) -> Result<bool> { return is_reachable; };
      if (kind == lifecycle_timer) PULT_TRY(end_lifecycle_time(tx, desk, reach, subject));
      return true;
    }))) {
    }
  }
  void pass(Micros time) {
    clock.advance(time);
    fire();
  }
  Ticket pending() {
    const auto id = create(agent, about("Help", customer.id())).id;
    update(agent, id, comment("Which one?"));
    return update(agent, id, status(Status::pending));
  }
  std::int64_t said_by(TicketId id, std::string_view rel) {
    return std::ranges::count_if(audits(id), [&](const events::Audit& audit) {
      return audit.via == "rule" && audit.metadata == "{\"rel\":\"" + std::string(rel) + "\"}";
    });
  }
  std::int64_t clocks() { return int64("SELECT COUNT(*) FROM lifecycle_clocks").value(); }

  bool is_reachable = true;
};
PULT_ON_EVERY_DATABASE(LifecycleTest);

TEST_P(LifecycleTest, SilenceClosesWhatIsSolved) {
  const auto id = create(agent, about("Help", customer.id())).id;
  const auto other = create(agent, about("Other", customer.id())).id;
  update(agent, id, status(Status::solved));
  fire();
  pass(27 * day);
  EXPECT_EQ(stored(id)->status, Status::solved);
  pass(day + base::minute_us);
  EXPECT_EQ(stored(id)->status, Status::closed);
  EXPECT_EQ(stored(other)->status, Status::fresh);
  EXPECT_EQ(said_by(id, auto_close_rel), 1);
}

TEST_P(LifecycleTest, AChangeIsNoSilenceAndNoDaysIsNever) {
  const auto id = create(agent, about("Help", customer.id())).id;
  update(agent, id, status(Status::solved));
  pass(20 * day);
  update(agent, id, comment("A note", false));
  pass(20 * day);
  EXPECT_EQ(stored(id)->status, Status::solved);
  set_rules(R"("close_after_days":0)");
  pass(1000 * day);
  EXPECT_EQ(stored(id)->status, Status::solved);
  set_rules(R"("close_after_days":5)");
  fire();
  EXPECT_EQ(stored(id)->status, Status::closed);
}

TEST_P(LifecycleTest, ManyOldOnesAreClosedAFewAtATime) {
  set_rules(R"("close_after_days":0)");
  for (int i = 0; i < 120; ++i) update(agent, create(agent, about("Old", customer.id())).id, status(Status::solved));
  clock.advance(100 * day);
  set_rules(R"("close_after_days":28)");
  fire();
  const auto closed = [&] { return int64("SELECT COUNT(*) FROM tickets WHERE status = 5").value(); };
  EXPECT_EQ(closed(), 50);
  pass(base::minute_us);
  EXPECT_EQ(closed(), 100);
  pass(base::minute_us);
  EXPECT_EQ(closed(), 120);
}

TEST_P(LifecycleTest, WhoDoesNotAnswerIsRemindedOnceAndThenTheTicketIsSolved) {
  set_rules(R"("remind_after_days":3,"solve_after_days":7)");
  const auto id = pending().id;
  pass(2 * day);
  update(agent, id, comment("A note", false));  // nothing that the customer hears of
  pass(day + base::minute_us);
  EXPECT_EQ(said_by(id, reminder_rel), 1);
  EXPECT_EQ(stored(id)->status, Status::pending);
  pass(day);
  EXPECT_EQ(said_by(id, reminder_rel), 1);
  pass(3 * day);
  EXPECT_EQ(stored(id)->status, Status::solved);
  EXPECT_EQ(said_by(id, pending_solve_rel), 1);
  EXPECT_EQ(clocks(), 0);
}

TEST_P(LifecycleTest, AnAnswerEndsTheWaitAndAnotherWordBeginsItAnew) {
  set_rules(R"("remind_after_days":3,"solve_after_days":7)");
  const auto answered = pending().id, asked_again = pending().id;
  pass(2 * day);
  update(people::system_actor(), answered, comment("Here", true, customer.id()));
  update(agent, asked_again, comment("Are you there?"));
  ASSERT_EQ(stored(asked_again)->status, Status::pending);
  pass(2 * day);
  EXPECT_EQ(said_by(asked_again, reminder_rel), 0);
  pass(day + base::minute_us);
  EXPECT_EQ(said_by(asked_again, reminder_rel), 1);
  pass(30 * day);
  EXPECT_EQ(stored(answered)->status, Status::open);
  EXPECT_EQ(said_by(answered, reminder_rel), 0);
}

TEST_P(LifecycleTest, WhomNoMailReachesIsNotReminded) {
  set_rules(R"("remind_after_days":3,"solve_after_days":7)");
  is_reachable = false;
  const auto id = pending().id;
  pass(4 * day);
  EXPECT_EQ(said_by(id, reminder_rel), 0);
  pass(4 * day);
  EXPECT_EQ(stored(id)->status, Status::solved);
}

TEST_P(LifecycleTest, WhatIsPendingAlreadyWaitsFromTheDayTheRuleIsMade) {
  const auto id = pending().id;
  pass(100 * day);
  set_rules(R"("solve_after_days":7)");
  fire();
  pass(6 * day);
  EXPECT_EQ(stored(id)->status, Status::pending);
  pass(2 * day);
  EXPECT_EQ(stored(id)->status, Status::solved);
}

TEST_P(LifecycleTest, ARuleThatIsTakenBackDoesNothing) {
  set_rules(R"("solve_after_days":7)");
  const auto id = pending().id;
  set_rules(R"("solve_after_days":0)");
  EXPECT_EQ(clocks(), 0);
  pass(100 * day);
  EXPECT_EQ(stored(id)->status, Status::pending);
}

GroupPolicy hours(std::int64_t count) { return {Reopening::reopen, 14, count}; }

TEST_P(LifecycleTest, WhatItsAssigneeLeavesGoesBackToTheGroup) {
  set_policy(support, hours(8));
  auto wanted = about("Help", customer.id());
  wanted.assignee = agent.id();
  const auto id = create(admin, wanted).id;
  pass(5 * base::hour_us);
  update(agent, id, comment("Looking", false));
  update(admin, id, comment("And?", false));  // somebody else's touch is none
  pass(7 * base::hour_us);
  EXPECT_EQ(stored(id)->assignee, agent.id());
  pass(base::hour_us + base::minute_us);
  const auto back = stored(id);
  EXPECT_FALSE(back->assignee);
  EXPECT_EQ(back->group, support);
  EXPECT_EQ(back->status, Status::open);
  EXPECT_EQ(said_by(id, ownership_rel), 1);
  EXPECT_EQ(clocks(), 0);
}

TEST_P(LifecycleTest, WhoWritesOnAnAnswerKeepsTheTicket) {
  set_policy(support, hours(8));
  auto wanted = about("Help", customer.id());
  wanted.assignee = agent.id();
  const auto id = create(admin, wanted).id;
  clock.advance(6 * base::hour_us);
  must(run_write([&](sql::Transaction& tx) {
    Draft draft;
    draft.user = agent.id();
    draft.ticket = id;
    draft.body = "We have found";
    draft.updated_at = clock.now();
    return save_draft(tx, draft);
  }));
  pass(7 * base::hour_us);
  EXPECT_EQ(stored(id)->assignee, agent.id());
  pass(2 * base::hour_us);
  EXPECT_FALSE(stored(id)->assignee);
}

TEST_P(LifecycleTest, IndexesSayWhatIsNextToBeLookedAt) {
  const auto plan = [&](const std::string& sql) { return sql::testing::plan_of(db(), sql); };
  const std::string order = " ORDER BY updated_at, id LIMIT 50";
  EXPECT_TRUE(plan("SELECT id FROM tickets WHERE status = 4" + order).contains("tickets_solved"));
  const std::string begin = "SELECT t.id FROM tickets t WHERE t.status < 4 ";
  EXPECT_TRUE(plan(begin + "AND (t.updated_at, t.id) > (5, 7)" + order).contains("tickets_open"));
  EXPECT_TRUE(plan(begin + "AND t.group_id = 3 AND (t.updated_at, t.id) > (5, 7)" + order).contains("by_group"));
}

TEST_P(LifecycleTest, NobodyLosesWhatWaitsForSomebodyElse) {
  set_policy(support, hours(8));
  auto wanted = about("Help", customer.id());
  wanted.assignee = agent.id();
  for (const auto stage : {Status::pending, Status::hold, Status::solved}) {
    const auto id = create(admin, wanted).id;
    update(admin, id, status(stage));
    pass(3 * day);
    EXPECT_EQ(stored(id)->assignee, agent.id());
    update(people::system_actor(), id, comment("Here", true, customer.id()));
    pass(7 * base::hour_us);
    EXPECT_EQ(stored(id)->assignee, agent.id());
    pass(2 * base::hour_us);
    EXPECT_FALSE(stored(id)->assignee);
  }
  const auto snoozed = create(admin, wanted).id;
  Change change;
  change.snoozed_until = std::optional(clock.now() + 20 * day);
  update(admin, snoozed, change);
  pass(3 * day);
  EXPECT_EQ(stored(snoozed)->assignee, agent.id());
}

TEST_P(LifecycleTest, OwnershipsThatAreThereBeginWithTheRule) {
  auto wanted = about("Help", customer.id());
  wanted.assignee = agent.id();
  const auto id = create(admin, wanted).id;
  wanted.assignee = seller.id();
  wanted.group = sales;
  const auto elsewhere = create(admin, wanted).id;
  pass(30 * day);
  set_policy(support, hours(8));
  fire();
  pass(7 * base::hour_us);
  EXPECT_EQ(stored(id)->assignee, agent.id());
  pass(2 * base::hour_us);
  EXPECT_FALSE(stored(id)->assignee);
  EXPECT_EQ(stored(elsewhere)->assignee, seller.id());
}

TEST_P(LifecycleTest, AnAnswerToASolvedTicketGoesWhereTheGroupWants) {
  set_policy(support, {Reopening::reopen_within, 3, 0});
  auto wanted = about("Help", customer.id());
  wanted.group = support;
  wanted.tags = "vip";
  const auto soon = create(agent, wanted).id, late = create(agent, wanted).id;
  for (const auto id : {soon, late}) update(agent, id, status(Status::solved));
  clock.advance(2 * day);
  EXPECT_EQ(update(customer, soon, comment("Not yet")).status, Status::open);
  clock.advance(2 * day);
  const auto before = stored(late);
  const auto next = update(customer, late, comment("Again"));
  EXPECT_NE(next.id, late);
  EXPECT_EQ(next.followup_source, late);
  EXPECT_EQ(next.group, support);
  EXPECT_EQ(next.tags, "vip");
  EXPECT_EQ(next.requester, customer.id());
  EXPECT_EQ(next.status, Status::fresh);
  EXPECT_EQ(stored(late), before);
  // What comes next goes along, and by mail as well.
  EXPECT_EQ(update(people::system_actor(), late, comment("And this", true, customer.id())).id, next.id);
  EXPECT_EQ(comments(next.id).size(), 2u);
  // Agents say themselves what they mean.
  EXPECT_EQ(update(agent, late, comment("Note", false)).id, late);
  EXPECT_EQ(update(agent, late, status(Status::open)).status, Status::open);
}

}  // namespace
}  // namespace pult::tickets
