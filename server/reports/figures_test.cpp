// SPDX-License-Identifier: AGPL-3.0-or-later
// What reports read is a stretch of an index, on every database; days are those of a zone.
#include "reports/figures.hpp"

#include <gtest/gtest.h>

#include "reports/behind.hpp"
#include "sql/plan_fixture.hpp"
#include "tickets/ticket_fixture.hpp"

namespace pult::reports {
namespace {

using tickets::testing::about;
using tickets::testing::comment;
using tickets::testing::must;
using tickets::testing::status;

class ReportTest : public tickets::testing::TicketTest {
 protected:
  void SetUp() override {
    TicketTest::SetUp();
    if (IsSkipped()) return;
    desk.add_hook(tickets::metrics_hook());
  }
  Report today() {
    const auto day = base::render_iso8601(clock.now()).substr(0, 10);
    const auto span = must(parse_span(day, day, "UTC"));
    return must(read([&](sql::Transaction& tx) { return sum_up(tx, span, "f.hidden = 0", nullptr); }));
  }
  std::string plan(const std::string& sql) { return sql::testing::plan_of(db(), sql); }
};
PULT_ON_EVERY_DATABASE(ReportTest);

TEST_P(ReportTest, ASolutionKnowsWhetherItStood) {
  const auto id = create(agent, about("Help", customer.id())).id;
  update(agent, id, comment("An answer"));
  update(agent, id, status(tickets::Status::solved));
  auto report = today();
  EXPECT_EQ(report.total.created, 1);
  EXPECT_EQ(report.total.first_contact, 1);
  EXPECT_EQ(report.total.resolution.minutes.size(), 1u);
  update(agent, id, status(tickets::Status::open));
  report = today();
  EXPECT_EQ(report.total.first_contact, 0);
  EXPECT_EQ(report.total.reopened, 1);
  EXPECT_TRUE(report.total.resolution.minutes.empty());
  update(agent, id, status(tickets::Status::solved));
  report = today();
  EXPECT_EQ(report.total.solved, 2);
  EXPECT_EQ(report.total.first_contact, 0);
  EXPECT_EQ(report.total.first_reply.minutes.size(), 1u);
}

TEST_P(ReportTest, AStretchOfAnIndexIsRead) {
  const auto sums = plan(
      "SELECT f.kind, f.at, f.group_id, f.user_id, f.took_us, f.quality FROM ticket_figures f WHERE f.kind = 1 AND "
      "f.at >= 1 AND f.at < 2 AND f.hidden = 0 ORDER BY f.at DESC LIMIT 10");
  EXPECT_NE(sums.find("ticket_figures_by_time"), std::string::npos) << sums;
  EXPECT_EQ(sums.find("TEMP B-TREE"), std::string::npos) << sums;
  const auto behind = plan(
      "SELECT f.ticket_id, t.subject FROM ticket_figures f JOIN tickets t ON t.id = f.ticket_id WHERE f.kind = 3 AND "
      "f.at >= 1 AND f.at < 2 AND f.quality = 2 AND f.hidden = 0 ORDER BY f.at DESC, f.ticket_id DESC LIMIT 10");
  EXPECT_NE(behind.find("ticket_figures_by_time"), std::string::npos) << behind;
  EXPECT_EQ(behind.find("TEMP B-TREE"), std::string::npos) << behind;
}

TEST(ReportSpan, HasTheDaysOfItsZone) {
  const auto span = must(parse_span("2026-03-28", "2026-03-30", "Europe/Prague"));
  ASSERT_EQ(span.count(), 3u);
  EXPECT_EQ(base::render_iso8601(span.days[0]), "2026-03-27T23:00:00Z");
  // The clocks go forward on the 29th.
  EXPECT_EQ(base::render_iso8601(span.days[3]), "2026-03-30T22:00:00Z");
  EXPECT_EQ(span.day_of(span.days[1]), 1u);
  EXPECT_EQ(span.day_of(span.days[1] - 1), 0u);
  EXPECT_FALSE(parse_span("2026-03-28", "2027-03-30", "UTC"));
  EXPECT_FALSE(parse_span("2026-03-28 ", "2026-03-30", "UTC"));
  EXPECT_FALSE(parse_span("2026-03-28", "2026-03-27", "UTC"));
}

TEST(ReportLengths, HavePercentiles) {
  Lengths lengths;
  EXPECT_FALSE(lengths.percentile(50));
  lengths.minutes = {100, 10, 20, 90, 30, 80, 40, 70, 50, 60};
  EXPECT_EQ(lengths.percentile(50), 50);
  EXPECT_EQ(lengths.percentile(90), 90);
  lengths.minutes = {7};
  EXPECT_EQ(lengths.percentile(90), 7);
}

}  // namespace
}  // namespace pult::reports
