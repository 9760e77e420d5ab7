// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sla/calendar.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>

namespace pult::sla {
namespace {

using base::day_us;
using base::hour_us;
using base::minute_us;

Micros at(std::string_view text) { return base::parse_iso8601(text).value(); }
std::int64_t day(std::string_view text) { return at(text) / day_us; }
TimeZone zone(const std::string& name) { return TimeZone::find(name).value(); }

std::vector<Span> nine_to_five() {
  std::vector<Span> week;
  for (std::int64_t weekday = 1; weekday <= 5; ++weekday)
    week.push_back({weekday * 1440 + 9 * 60, weekday * 1440 + 17 * 60});
  return week;
}
Calendar vilnius(std::vector<Holiday> holidays = {}) {
  return {zone("Europe/Vilnius"), nine_to_five(), std::move(holidays)};
}

TEST(SlaTimeZone, IsKnownByItsName) {
  EXPECT_FALSE(TimeZone::find("Nowhere/At all"));
  EXPECT_FALSE(TimeZone::find(""));
  EXPECT_EQ(zone("UTC").to_local(5), 5);
  EXPECT_EQ(zone("Vilnius").to_local(at("2026-07-01T09:00:00Z")), at("2026-07-01T12:00:00Z"));
  EXPECT_EQ(zone("Pacific Time (US & Canada)").to_local(at("2026-07-01T09:00:00Z")), at("2026-07-01T02:00:00Z"));
  EXPECT_EQ(zone("Asia/Kathmandu").to_local(at("2026-11-22T00:00:00Z")), at("2026-11-22T05:45:00Z"));
}

TEST(SlaTimeZone, FollowsTheClocks) {
  const auto vilnius = zone("Europe/Vilnius");
  EXPECT_EQ(vilnius.to_local(at("2026-03-29T00:59:00Z")), at("2026-03-29T02:59:00Z"));
  EXPECT_EQ(vilnius.to_local(at("2026-03-29T01:00:00Z")), at("2026-03-29T04:00:00Z"));
  // Half past three does not come: it is the moment of the change. In autumn it comes twice: the first is meant.
  EXPECT_EQ(vilnius.from_local(at("2026-03-29T03:30:00Z")), at("2026-03-29T01:00:00Z"));
  EXPECT_EQ(vilnius.from_local(at("2026-10-25T03:30:00Z")), at("2026-10-25T00:30:00Z"));
  EXPECT_EQ(vilnius.from_local(at("2026-10-25T04:00:00Z")), at("2026-10-25T02:00:00Z"));
}

TEST(Calendar, CountsWorkingTime) {
  const auto calendar = vilnius();
  // Friday 15:00 to Monday 10:00 in Vilnius.
  EXPECT_EQ(calendar.open_between(at("2026-11-20T13:00:00Z"), at("2026-11-23T08:00:00Z")), 3 * hour_us);
  EXPECT_EQ(calendar.open_between(at("2026-11-21T00:00:00Z"), at("2026-11-22T20:00:00Z")), 0);
  EXPECT_EQ(calendar.open_between(5, 5), 0);
  EXPECT_TRUE(calendar.is_open(at("2026-11-20T07:00:00Z")));
  EXPECT_FALSE(calendar.is_open(at("2026-11-20T15:00:00Z")));
}

TEST(Calendar, FindsMoments) {
  const auto calendar = vilnius();
  const auto friday = at("2026-11-20T13:00:00Z"), monday = at("2026-11-23T07:00:00Z");
  EXPECT_EQ(calendar.after(friday, 3 * hour_us), monday + hour_us);
  EXPECT_EQ(calendar.after(friday, 2 * hour_us), at("2026-11-20T15:00:00Z"));
  EXPECT_EQ(calendar.after(friday, 2 * hour_us, Calendar::Edge::latest), monday);
  EXPECT_EQ(calendar.before(monday + hour_us, 3 * hour_us), friday);
  EXPECT_EQ(calendar.before(monday + hour_us, hour_us), monday);
  EXPECT_EQ(calendar.before(monday + hour_us, hour_us, Calendar::Edge::earliest), at("2026-11-20T15:00:00Z"));
}

TEST(Calendar, LeavesOutHolidays) {
  const auto calendar = vilnius({{day("2026-12-24"), day("2026-12-26")}});
  EXPECT_EQ(calendar.after(at("2026-12-23T14:00:00Z"), 2 * hour_us), at("2026-12-28T08:00:00Z"));
  EXPECT_TRUE(calendar.is_holiday(at("2026-12-23T22:30:00Z")));
  EXPECT_FALSE(calendar.is_holiday(at("2026-12-26T22:30:00Z")));
}

TEST(Calendar, GoesPastMidnightAndHasSeveralSpansADay) {
  // Saturday 22:00 to Sunday 02:00, and Sunday 10:00 to 12:00 and 13:00 to 15:00.
  const Calendar calendar(zone("UTC"), {{6 * 1440 + 22 * 60, 7 * 1440 + 120}, {600, 720}, {780, 900}}, {});
  const auto saturday = at("2026-11-21T00:00:00Z");
  EXPECT_EQ(calendar.open_between(saturday, saturday + 2 * day_us), 8 * hour_us);
  EXPECT_EQ(calendar.after(saturday, 5 * hour_us), at("2026-11-22T11:00:00Z"));
  EXPECT_TRUE(calendar.is_open(at("2026-11-22T00:00:00Z")));
}

TEST(Calendar, ADayIsAsLongAsItsClocksSay) {
  const Calendar always(zone("Europe/Vilnius"), {{0, 7 * 1440}}, {});
  const auto of = [&](std::string_view from, std::string_view to) { return always.open_between(at(from), at(to)); };
  EXPECT_EQ(of("2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"), 23 * hour_us);
  EXPECT_EQ(of("2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z"), 25 * hour_us);
  // One to five in the night: an hour less in spring, one more in autumn.
  const Calendar night(zone("Europe/Vilnius"), {{60, 300}}, {});
  EXPECT_EQ(night.open_between(at("2026-03-28T12:00:00Z"), at("2026-03-29T12:00:00Z")), 3 * hour_us);
  EXPECT_EQ(night.open_between(at("2026-10-24T12:00:00Z"), at("2026-10-25T12:00:00Z")), 5 * hour_us);
}

TEST(Calendar, WithoutHoursNothingIsEverDue) {
  const Calendar never(zone("UTC"), {}, {});
  EXPECT_FALSE(never.after(at("2026-01-01"), 1));
  EXPECT_FALSE(never.before(at("2026-01-01"), 1));
  EXPECT_EQ(never.open_between(0, at("2026-01-01")), 0);
}

Calendar any_calendar() {
  const auto name = *rc::gen::element<std::string>("UTC", "Europe/Vilnius", "America/New_York", "Australia/Lord_Howe",
                                                   "Asia/Kathmandu", "America/Sao_Paulo");
  std::vector<Span> week;
  for (int i = *rc::gen::inRange(1, 8); i > 0; --i) {
    const auto start = *rc::gen::inRange<std::int64_t>(0, 7 * 1440);
    week.push_back({start, start + *rc::gen::inRange<std::int64_t>(1, 1500)});
  }
  const auto first = day("2026-01-01") + *rc::gen::inRange(0, 400);
  return {zone(name), week, {{first, first + *rc::gen::inRange(0, 20)}}};
}
Micros any_moment() { return at("2026-01-01") + *rc::gen::inRange<std::int64_t>(0, 400 * 24 * 60) * minute_us; }

TEST(CalendarProperty, TimeAddsUpAndNeverRunsBackwards) {
  EXPECT_TRUE(rc::check("sums", [] {
    const auto calendar = any_calendar();
    std::array moments{any_moment(), any_moment(), any_moment()};
    std::ranges::sort(moments);
    const auto first = calendar.open_between(moments[0], moments[1]);
    const auto second = calendar.open_between(moments[1], moments[2]);
    RC_ASSERT(first >= 0 && first <= moments[1] - moments[0]);
    RC_ASSERT(first + second == calendar.open_between(moments[0], moments[2]));
  }));
}

TEST(CalendarProperty, MomentsAndLengthsAgree) {
  EXPECT_TRUE(rc::check("inverse", [] {
    const auto calendar = any_calendar();
    const auto from = any_moment();
    const auto open = *rc::gen::inRange<std::int64_t>(1, 100 * 60) * minute_us;
    const auto first = calendar.after(from, open), last = calendar.after(from, open, Calendar::Edge::latest);
    RC_ASSERT(first && last && *first <= *last);
    for (const auto end : {*first, *last}) RC_ASSERT(calendar.open_between(from, end) == open);
    RC_ASSERT(calendar.open_between(from, *first - 1) < open);
    RC_ASSERT(calendar.open_between(from, *last + 1) > open);
    const auto newest = calendar.before(from, open), oldest = calendar.before(from, open, Calendar::Edge::earliest);
    RC_ASSERT(newest && oldest && *oldest <= *newest);
    for (const auto start : {*newest, *oldest}) RC_ASSERT(calendar.open_between(start, from) == open);
    RC_ASSERT(calendar.open_between(*newest + 1, from) < open);
    RC_ASSERT(calendar.open_between(*oldest - 1, from) > open);
  }));
}

}  // namespace
}  // namespace pult::sla
