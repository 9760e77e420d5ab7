// SPDX-License-Identifier: AGPL-3.0-or-later
// When silence has gone on for long enough: the calculation alone.
#include "tickets/lifecycle.hpp"

#include <gtest/gtest.h>

#include <random>

namespace pult::tickets {
namespace {

constexpr Micros day = base::day_us;
const Micros start = *base::parse_iso8601("2026-03-02T10:00:00Z");

sla::Calendar office_hours() {
  std::vector<sla::Span> week;
  for (int weekday = 1; weekday <= 5; ++weekday) week.push_back({weekday * 1440 + 540, weekday * 1440 + 1020});
  return {*sla::TimeZone::find("Europe/Prague"), week, {}};
}

// Whoever looks exactly when told to sees each thing due once, in order, and never before its time.
TEST(Lifecycle, TheStepsOfWaitingComeOnceAndInOrder) {
  std::mt19937 dice(7);
  for (int round = 0; round < 2'000; ++round) {
    Lifecycle rules;
    rules.remind_after_days = dice() % 2 ? 1 + dice() % 20 : 0;
    rules.solve_after_days = dice() % 2 ? rules.remind_after_days + 1 + dice() % 20 : 0;
    const Micros since = start;
    Micros now = since;
    std::optional<Micros> reminded_at;
    int reminders = 0, solvings = 0;
    for (int looks = 0; looks < 5; ++looks) {
      const auto step = wait_step(rules, since, reminded_at, now);
      if (step.due == Due::reminder) {
        ++reminders;
        EXPECT_GE(now, since + rules.remind_after_days * day);
        reminded_at = now;
      }
      if (step.due == Due::solving) {
        ++solvings;
        EXPECT_GE(now, since + rules.solve_after_days * day);
        if (reminded_at) EXPECT_GE(now - *reminded_at, (rules.solve_after_days - rules.remind_after_days) * day);
        break;
      }
      if (!step.next) break;
      EXPECT_GT(*step.next, now);
      const Micros late = dice() % 3 ? 0 : Micros(dice() % 40) * day;  // the server was away
      now = *step.next + late;
    }
    EXPECT_EQ(reminders, rules.remind_after_days > 0);
    EXPECT_EQ(solvings, rules.solve_after_days > 0);
  }
}

TEST(Lifecycle, AnOwnershipEndsAfterSoManyHoursOfWork) {
  std::mt19937 dice(8);
  const auto calendar = office_hours();
  Micros former_end = 0;
  for (int round = 0; round < 500; ++round) {
    GroupPolicy policy;
    policy.ownership_hours = 6;
    const Micros touched = start + round * 3 * base::hour_us;
    const auto end = ownership_end(policy, touched, &calendar);
    ASSERT_TRUE(end);
    EXPECT_EQ(calendar.open_between(touched, *end), 6 * base::hour_us);
    EXPECT_GE(*end, former_end);  // a later touch never ends sooner
    former_end = *end;
    EXPECT_EQ(ownership_end(policy, touched, nullptr), touched + 6 * base::hour_us);
    policy.ownership_hours = 0;
    EXPECT_FALSE(ownership_end(policy, touched, &calendar));
  }
}

TEST(Lifecycle, ALateAnswerIsAskedOfThePolicy) {
  const Micros solved = start;
  GroupPolicy policy;
  EXPECT_FALSE(asks_follow_up(policy, solved, solved + 1000 * day));
  policy.reopening = Reopening::follow_up;
  EXPECT_TRUE(asks_follow_up(policy, solved, solved));
  policy = {Reopening::reopen_within, 3, 0};
  EXPECT_FALSE(asks_follow_up(policy, solved, solved + 3 * day - 1));
  EXPECT_TRUE(asks_follow_up(policy, solved, solved + 3 * day));
  for (const auto word : {"reopen", "reopen_within", "follow_up"})
    EXPECT_EQ(render_reopening(parse_reopening(word).value()), word);
  EXPECT_FALSE(parse_reopening("never"));
}

}  // namespace
}  // namespace pult::tickets
