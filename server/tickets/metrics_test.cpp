// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/metrics.hpp"

#include <rapidcheck.h>

#include "tickets/ticket_fixture.hpp"

namespace pult::tickets {
namespace {

using testing::about;
using testing::assignee;
using testing::comment;
using testing::group;
using testing::must;
using testing::status;

class MetricsTest : public testing::TicketTest {
 protected:
  void SetUp() override {
    TicketTest::SetUp();
    desk.add_hook(metrics_hook());
  }
  Metrics kept(TicketId id) {
    return must(read([&](sql::Transaction& tx) { return load_metrics(tx, {*find_ticket(tx, id).value()}); }))
        .at(id.value);
  }
  std::vector<MetricEvent> clocks(TicketId id) {
    return must(read([&](sql::Transaction& tx) { return list_metric_events_of(tx, id); }));
  }
  // What the audits alone say.
  std::pair<Metrics, std::vector<MetricEvent>> replayed(TicketId id) {
    Ticket ticket;
    Metrics metrics;
    std::vector<MetricEvent> moved;
    for (const auto& audit : audits(id)) {
      const Ticket before = ticket;
      apply(ticket, audit);
      if (!before.id) {
        metrics = begin_metrics(ticket);
        moved = first_clocks(ticket);
        continue;
      }
      const bool by_staff = must(is_staff_answer(
          ticket, audit, [&](UserId user) -> Result<bool> { return user != customer.id() && user != stranger.id(); }));
      measure(metrics, before, ticket, audit, by_staff, moved);
    }
    return {metrics, moved};
  }
  void minutes_pass(int minutes) { clock.advance(minutes * base::minute_us); }
};
PULT_ON_EVERY_DATABASE(MetricsTest);

TEST_P(MetricsTest, CountWhatHappened) {
  const auto id = fresh().id;
  EXPECT_EQ(kept(id), begin_metrics(*stored(id)));
  minutes_pass(10);
  update(agent, id, comment("Have you tried turning it off and on?"));
  minutes_pass(5);
  update(agent, id, status(Status::pending));
  minutes_pass(30);
  update(people::system_actor(), id, comment("It did not help", true, customer.id()));
  minutes_pass(20);
  update(agent, id, group(sales));
  update(agent, id, status(Status::hold));
  minutes_pass(7);
  auto solved = comment("A new one is on its way");
  solved.status = Status::solved;
  update(agent, id, solved);
  const auto first = kept(id);
  EXPECT_EQ(first.replies, 2);
  EXPECT_EQ(first.reopens, 0);
  EXPECT_EQ(*first.first_replied_at - first.created_at, 10 * base::minute_us);
  EXPECT_EQ(first.agent_wait_us / base::minute_us, 30);
  EXPECT_EQ(first.on_hold_us / base::minute_us, 6);  // seconds are spent where changes follow each other at once
  EXPECT_EQ(first.requester_wait_us / base::minute_us, 42);
  EXPECT_EQ(*first.solved_at, *first.first_solved_at);
  EXPECT_EQ(first.assignee_stations, 1);
  EXPECT_EQ(*first.assigned_at, *first.initially_assigned_at);
  minutes_pass(60);
  update(people::system_actor(), id, comment("It is broken again", true, customer.id()));
  minutes_pass(1);
  update(agent, id, status(Status::solved));
  const auto second = kept(id);
  EXPECT_EQ(second.reopens, 1);
  EXPECT_EQ(second.resolution_instance, 2);
  EXPECT_GT(*second.solved_at, *second.first_solved_at);
  EXPECT_EQ(second.requester_wait_us / base::minute_us, 43);
}

TEST_P(MetricsTest, ClocksStartPauseAndEnd) {
  const auto id = fresh().id;
  minutes_pass(3);
  auto answer = comment("Done?");
  answer.status = Status::pending;
  update(agent, id, answer);
  minutes_pass(3);
  update(agent, id, status(Status::solved));
  std::vector<std::string> told;
  for (const auto& event : clocks(id))
    if (event.type != "update_status") told.push_back(event.metric + " " + event.type);
  EXPECT_EQ(told, (std::vector<std::string>{
                      "agent_work_time activate", "requester_wait_time activate", "resolution_time activate",
                      "reply_time activate", "reply_time fulfill", "agent_work_time pause", "requester_wait_time pause",
                      "agent_work_time fulfill", "requester_wait_time fulfill", "resolution_time fulfill"}));
}

TEST_P(MetricsTest, TextFormIsTheSameAgain) {
  const auto id = fresh().id;
  minutes_pass(1);
  update(agent, id, comment("Hello"));
  const auto metrics = kept(id);
  EXPECT_EQ(parse_metrics(render_metrics(metrics)), metrics);
  for (const auto* text : {"", "1 2 3", "x"}) EXPECT_FALSE(parse_metrics(text));
}

TEST_P(MetricsTest, PagesOfEventsLeaveNothingOut) {
  for (int i = 0; i < 5; ++i) {
    const auto id = fresh().id;
    update(agent, id, status(Status::solved));
  }
  const auto page = [&](Micros from, std::int64_t row) {
    return must(read([&](sql::Transaction& tx) { return list_metric_events(tx, from, row, 3, "1=1"); }));
  };
  std::set<std::int64_t> seen;
  std::size_t events = 0;
  auto part = page(0, 0);
  for (;; part = page(part.last_time, part.last_row)) {
    for (const auto& event : part.events) seen.insert(event.id);
    events += part.events.size();
    if (part.is_end) break;
  }
  EXPECT_EQ(seen.size(), events);
  EXPECT_EQ(events, 5u * (4 + 6));
}

// Whatever happens in whatever order, the row is what its audits say.
TEST_P(MetricsTest, AreAFoldOfTheAudits) {
  if (GetParam() == "file") GTEST_SKIP() << "the same code as in memory";
  EXPECT_TRUE(rc::check([&] {
    const auto id = fresh().id;
    const auto steps = *rc::gen::inRange(1, 12);
    for (int i = 0; i < steps; ++i) {
      minutes_pass(*rc::gen::inRange(0, 90));
      const auto& who = *rc::gen::element(agent, seller, admin);
      switch (*rc::gen::inRange(0, 6)) {
        case 0: (void)try_update(who, id, comment("Answer", *rc::gen::arbitrary<bool>())); break;
        case 1: (void)try_update(people::system_actor(), id, comment("Question", true, customer.id())); break;
        case 2:
          (void)try_update(who, id,
                           status(*rc::gen::element(Status::open, Status::pending, Status::hold, Status::solved)));
          break;
        case 3: (void)try_update(who, id, assignee(*rc::gen::element(agent.id(), seller.id(), UserId()))); break;
        case 4: (void)try_update(who, id, group(*rc::gen::element(support, sales))); break;
        default: (void)try_update(customer, id, comment("I wrote again")); break;
      }
    }
    const auto [metrics, moved] = replayed(id);
    RC_ASSERT(render_metrics(kept(id)) == render_metrics(metrics));
    auto told = clocks(id);
    for (auto& event : told) event.id = 0;
    RC_ASSERT(told == moved);
  }));
}

}  // namespace
}  // namespace pult::tickets
