// SPDX-License-Identifier: AGPL-3.0-or-later
// Clocks on every database: they follow the ticket, a timer ends them, and indexes answer what dashboards ask.
#include "automation/sla_run.hpp"

#include <algorithm>
#include <random>

#include "automation/sla_risk.hpp"
#include "automation/sla_said.hpp"
#include "sql/plan_fixture.hpp"
#include "tickets/ticket_fixture.hpp"
#include "timers/timers.hpp"

namespace pult::automation {
namespace {

using tickets::testing::about;
using tickets::testing::comment;
using tickets::testing::must;
using tickets::testing::status;

class SlaTest : public tickets::testing::TicketTest {
 protected:
  void SetUp() override {
    TicketTest::SetUp();
    if (IsSkipped()) return;
    desk.add_hook(sla_hook(desk));
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      SlaPolicy policy;
      policy.title = "Everything";
      for (const auto metric : sla::metric_words)
        policy.metrics.push_back({"normal", std::string(metric), 3600, false});
      PULT_TRY(insert_sla_policy(tx, std::move(policy), clock.now()));
      return {};
    }));
  }
  std::vector<SlaClock> clocks_of(TicketId id) {
    return must(read([&](sql::Transaction& tx) { return list_sla_clocks(tx, {id}); }));
  }
  std::optional<SlaTicket> row_of(TicketId id) {
    return must(read([&](sql::Transaction& tx) { return find_sla_ticket(tx, id); }));
  }
  std::int64_t timers_set() {
    return must(read([&](sql::Transaction& tx) {
             return tx.one_int64("SELECT COUNT(*) FROM timers WHERE kind = 'sla'");
           }))
        .value_or(0);
  }
  // What the runner does with every timer that is due.
  void fire() {
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      const auto due = PULT_TRY(tx.all("SELECT subject FROM timers WHERE kind = 'sla' AND due_at <= ?1 ORDER BY due_at",
                                       {clock.now()}, [](const sql::Row& row) { return row.string(0); }));
      for (const auto& subject : due) {
        PULT_TRY(timers::cancel(tx, sla_timer, subject));
        PULT_TRY(end_sla_time(tx, desk, subject));
      }
      return {};
    }));
  }
  std::string plan(const std::string& sql) { return sql::testing::plan_of(db(), sql); }
};
PULT_ON_EVERY_DATABASE(SlaTest);

TEST_P(SlaTest, ATimerEndsWhatIsOverOnce) {
  const auto id = create(agent, about("Help", customer.id())).id;
  const auto due_at = clock.now() + base::hour_us;
  EXPECT_EQ(row_of(id)->due_at, due_at);
  fire();
  EXPECT_EQ(row_of(id)->due_at, due_at);
  clock.advance(base::hour_us);
  fire();
  const auto row = row_of(id);
  EXPECT_FALSE(row->due_at);
  EXPECT_EQ(row->breached_at, due_at);
  for (const auto& one : clocks_of(id)) EXPECT_EQ(one.breached_at, due_at);
  EXPECT_EQ(timers_set(), 0);
  const auto ticket = stored(id);
  EXPECT_EQ(ticket->updated_at, ticket->created_at);  // no news of the ticket itself
  update(agent, id, comment("We are on it", false));
  fire();
  const auto told = audits(id);
  EXPECT_EQ(
      std::ranges::count_if(told, [](const events::Audit& audit) { return audit.events[0].field == sla_breach_field; }),
      1);
}

TEST_P(SlaTest, WhatWasMetNeverRings) {
  const auto id = create(agent, about("Help", customer.id())).id;
  EXPECT_EQ(timers_set(), 1);
  clock.advance(10 * base::minute_us);
  update(agent, id, status(tickets::Status::solved));
  EXPECT_EQ(timers_set(), 0);
  clock.advance(5 * base::hour_us);
  fire();
  const auto row = row_of(id);
  EXPECT_FALSE(row->due_at || row->breached_at);
  for (const auto& one : clocks_of(id)) EXPECT_EQ(one.state, sla::State::fulfilled);
}

// What is kept with every change is what the audits tell from the beginning.
TEST_P(SlaTest, TracksAreTheFoldOfTheAudits) {
  std::mt19937 dice(11);
  const auto id = create(agent, about("Help", customer.id())).id;
  constexpr tickets::Status states[] = {tickets::Status::open, tickets::Status::pending, tickets::Status::hold,
                                        tickets::Status::solved};
  for (int round = 0; round < 60; ++round) {
    clock.advance(Micros(dice() % 90 + 1) * base::minute_us);
    const bool by_customer = dice() % 3 == 0;
    auto change = dice() % 2 ? status(states[dice() % 4])
                             : comment("Words", dice() % 4 != 0, by_customer ? customer.id() : agent.id());
    update(agent, id, change);
    if (dice() % 3 == 0) fire();
    const auto row = row_of(id);
    ASSERT_TRUE(row);
    const auto replayed = must(read([&](sql::Transaction& tx) { return replay(tx, id); }));
    EXPECT_EQ(sla::render_tracks(row->tracks), sla::render_tracks(replayed));
    auto summed = *row;
    sum_up(summed, clocks_of(id));
    EXPECT_TRUE(summed == *row);
  }
}

TEST_P(SlaTest, WhatIsNextComesFromAnIndex) {
  create(agent, about("Help", customer.id()));
  const auto next = plan(
      "SELECT t.id FROM sla_tickets z JOIN tickets t ON t.id = z.ticket_id WHERE t.status < 4 AND z.due_at IS NOT NULL "
      "ORDER BY z.due_at, z.ticket_id LIMIT 20");
  EXPECT_NE(next.find("sla_tickets_due"), std::string::npos) << next;
  const auto over = plan("SELECT z.ticket_id FROM sla_tickets z WHERE z.breached_at IS NOT NULL LIMIT 1000");
  EXPECT_NE(over.find("sla_tickets_breached"), std::string::npos) << over;
  const auto risk = must(read([&](sql::Transaction& tx) { return load_sla_risk(tx, admin, clock.now()); }));
  EXPECT_EQ(risk.at_risk, 1);
  EXPECT_EQ(risk.breached, 0);
  ASSERT_EQ(risk.next.size(), 1U);
  EXPECT_EQ(risk.next[0].subject, "Help");
}

}  // namespace
}  // namespace pult::automation
