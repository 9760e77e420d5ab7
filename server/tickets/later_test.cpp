// SPDX-License-Identifier: AGPL-3.0-or-later
// Snoozes, scheduled replies and shared drafts.
#include <gtest/gtest.h>

#include "tickets/scheduled_reply.hpp"
#include "tickets/snooze.hpp"
#include "tickets/ticket_fixture.hpp"
#include "tickets/view_counts.hpp"

namespace pult::tickets {
namespace {

using testing::about;
using testing::code_of;
using testing::must;

class Later : public testing::TicketTest {
 protected:
  void SetUp() override {
    TicketTest::SetUp();
    if (IsSkipped()) return;
    desk.add_hook(snooze_hook());
    desk.add_hook(stop_the_send());
    ticket = must(create(agent, about("Printer", customer.id()))).ticket.id;
  }
  Result<Outcome> change(const people::Actor& who, Change wanted) {
    return write([&](sql::Transaction& tx) { return desk.update(tx, who, ticket, wanted); });
  }
  Result<Outcome> create(const people::Actor& who, NewTicket wanted) {
    return write([&](sql::Transaction& tx) { return desk.create(tx, who, wanted); });
  }
  void snooze(Micros until) {
    Change wanted;
    wanted.snoozed_until = std::optional(until);
    must(change(agent, wanted));
  }
  std::int64_t count_in(std::string_view key) {
    return must(read([&](sql::Transaction& tx) -> Result<std::int64_t> {
      const auto set = PULT_TRY(desk.views(tx));
      for (const auto& view : set->views)
        if (view.view.key == key) {
          const auto numbers = PULT_TRY(load_view_numbers(tx, {&view}));
          return PULT_TRY(count_view(tx, view, agent, numbers, *set, clock.now())).value.value_or(-1);
        }
      return base::fail_not_found();
    }));
  }
  Result<void> wake() {
    return run_write([&](sql::Transaction& tx) { return end_snooze(tx, desk, std::to_string(ticket.value)); });
  }
  void schedule(const people::Actor& who, bool anyway = false) {
    ScheduledReply reply;
    reply.ticket = ticket;
    reply.user = who.id();
    reply.change = "{}";
    reply.content = {who.id(), ticket, "Hello", "<p>Hello</p>"};
    reply.send_anyway = anyway;
    reply.send_at = clock.now() + base::hour_us;
    must(write([&](sql::Transaction& tx) { return save_scheduled_reply(tx, reply); }));
  }
  ScheduledReply reply_of(const people::Actor& who) {
    return *must(read([&](sql::Transaction& tx) { return find_scheduled_reply(tx, ticket, who.id()); }));
  }
  std::optional<Draft> draft_of(const people::Actor& who) {
    return must(read([&](sql::Transaction& tx) { return find_draft(tx, who.id(), ticket); }));
  }

  TicketId ticket;
};
PULT_ON_EVERY_DATABASE(Later);

TEST_P(Later, ASnoozedTicketIsOnlyInTheViewThatAsksForIt) {
  EXPECT_EQ(count_in("all_open"), 1);
  EXPECT_EQ(count_in("snoozed"), 0);
  snooze(clock.now() + base::hour_us);
  EXPECT_EQ(count_in("all_open"), 0);
  EXPECT_EQ(count_in("snoozed"), 1);
  must(change(agent, testing::assignee(agent.id())));
  EXPECT_EQ(count_in("mine"), 0);
  EXPECT_EQ(count_in("snoozed"), 1);
}

TEST_P(Later, ComesBackAtItsTimeAndNotBefore) {
  snooze(clock.now() + base::hour_us);
  must(wake());
  EXPECT_TRUE(stored(ticket)->snoozed_until);
  clock.advance(base::hour_us);
  must(wake());
  EXPECT_FALSE(stored(ticket)->snoozed_until);
  EXPECT_EQ(count_in("all_open"), 1);
  const auto last = audits(ticket).back();
  EXPECT_EQ(last.author, events::desk_itself);
  EXPECT_EQ(last.events.at(0).field, "snoozed_until");
  must(wake());
  EXPECT_EQ(audits(ticket).back().id, last.id);
}

TEST_P(Later, ComesBackWhenItsCustomerWritesAndNotForAColleague) {
  snooze(clock.now() + base::day_us);
  must(change(seller, testing::comment("A note", false)));
  must(change(agent, testing::comment("Any news?")));
  EXPECT_TRUE(stored(ticket)->snoozed_until);
  must(change(customer, testing::comment("Yes")));
  EXPECT_FALSE(stored(ticket)->snoozed_until);
  EXPECT_EQ(count_in("snoozed"), 0);
}

TEST_P(Later, ASolvedTicketHasNothingToWaitFor) {
  snooze(clock.now() + base::day_us);
  must(change(agent, testing::status(Status::solved)));
  EXPECT_FALSE(stored(ticket)->snoozed_until);
  EXPECT_EQ(count_in("snoozed"), 0);
  EXPECT_EQ(count_in("solved"), 1);
  Change wanted;
  wanted.snoozed_until = std::optional(clock.now() + base::day_us);
  EXPECT_EQ(code_of(change(agent, wanted)), "RecordInvalid");
}

TEST_P(Later, AMessageOfSomebodyElseStopsAReply) {
  schedule(agent);
  schedule(seller, true);
  must(change(agent, testing::comment("Mine does not")));
  must(change(admin, testing::comment("A note neither", false)));
  EXPECT_TRUE(reply_of(agent).is_waiting());
  must(change(customer, testing::comment("Solved, thanks")));
  const auto stopped = reply_of(agent);
  EXPECT_EQ(stopped.state, "stopped");
  EXPECT_EQ(stopped.reason, "NewComment");
  EXPECT_EQ(stopped.stopped_by, customer.id());
  EXPECT_EQ(draft_of(agent)->html_body, "<p>Hello</p>");
  EXPECT_TRUE(reply_of(seller).is_waiting());
  EXPECT_FALSE(draft_of(seller));
}

TEST_P(Later, AStoppedReplyStandsBeforeWhatWasWrittenSince) {
  schedule(agent);
  must(run_write([&](sql::Transaction& tx) { return save_draft(tx, {agent.id(), ticket, "More", "<p>More</p>"}); }));
  must(change(customer, testing::comment("Wait")));
  EXPECT_EQ(draft_of(agent)->html_body, "<p>Hello</p><p>More</p>");
  EXPECT_EQ(draft_of(agent)->body, "Hello\nMore");
}

TEST_P(Later, ASharedDraftGoesToWhoTakesIt) {
  Draft shared{agent.id(), ticket, "Half", "<p>Half</p>"};
  shared.is_shared = true;
  must(run_write([&](sql::Transaction& tx) { return save_draft(tx, shared); }));
  must(run_write([&](sql::Transaction& tx) { return save_draft(tx, {seller.id(), ticket, "Own", "<p>Own</p>"}); }));
  must(write([&](sql::Transaction& tx) { return take_draft(tx, shared, seller.id(), clock.now()); }));
  EXPECT_EQ(draft_of(seller)->html_body, "<p>Own</p><p>Half</p>");
  EXPECT_FALSE(draft_of(seller)->is_shared);
  EXPECT_EQ(draft_of(agent)->body, "Half");
  EXPECT_FALSE(draft_of(agent)->is_shared);
  EXPECT_EQ(draft_of(agent)->taken_by, seller.id());
}

TEST(ScheduledReplySubject, IsReadBack) {
  const auto read = parse_timer_subject(timer_subject(TicketId(7), UserId(9)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->first.value, 7);
  EXPECT_EQ(read->second.value, 9);
  for (const auto* text : {"", "7", "7 ", "x 9", "7 9x"}) EXPECT_FALSE(parse_timer_subject(text)) << text;
}

}  // namespace
}  // namespace pult::tickets
