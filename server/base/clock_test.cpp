// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/clock.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace pult::base {
namespace {

constexpr Micros evening = 1795291468 * second_us;  // 2026-11-21T20:04:28Z

// 0001-01-01 to 9999-12-31 in whole seconds: what four digits of a year can say.
rc::Gen<Micros> any_second() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(-62'135'596'800, 253'402'300'800),
                      [](std::int64_t seconds) { return seconds * second_us; });
}

TEST(Clock, RendersWholeSecondsOfUtc) {
  EXPECT_EQ(render_iso8601(evening), "2026-11-21T20:04:28Z");
  EXPECT_EQ(render_iso8601(evening + 999'999), "2026-11-21T20:04:28Z");
  EXPECT_EQ(render_iso8601(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(render_iso8601(-1), "1969-12-31T23:59:59Z");
}

TEST(Clock, RendersMailDates) {
  EXPECT_EQ(render_rfc5322_date(evening), "Sat, 21 Nov 2026 20:04:28 +0000");
  EXPECT_EQ(render_rfc5322_date(0), "Thu, 01 Jan 1970 00:00:00 +0000");
  EXPECT_EQ(render_rfc5322_date(1'709'164'800 * second_us), "Thu, 29 Feb 2024 00:00:00 +0000");
}

TEST(Clock, WhatIsRenderedIsRead) {
  EXPECT_TRUE(rc::check([] {
    const auto time = *any_second();
    RC_ASSERT(parse_iso8601(render_iso8601(time)) == time);
  }));
}

TEST(Clock, LaterTimesRenderAsLaterText) {
  EXPECT_TRUE(rc::check([] {
    const auto a = *any_second(), b = *any_second();
    RC_ASSERT((a < b) == (render_iso8601(a) < render_iso8601(b)));
  }));
}

TEST(Clock, ReadsTheFormsThatClientsSend) {
  for (const auto text : {"2026-11-21T20:04:28Z", "2026-11-21T20:04:28z", "2026-11-21 20:04:28Z", "2026-11-21T20:04:28",
                          "2026-11-21T20:04:28.000Z", "2026-11-21T22:04:28+02:00", "2026-11-21T22:04:28+0200",
                          "2026-11-21T15:34:28-04:30", "2026-11-22T10:04:28+14:00", "2026-11-21 22:04:28 +0200",
                          "2026-11-21 15:34:28 -0430", "2026-11-21 20:04:28 UTC"})
    EXPECT_EQ(parse_iso8601(text), evening) << text;
  EXPECT_EQ(parse_iso8601("2026-11-21T20:04Z"), evening - 28 * second_us);
  EXPECT_EQ(parse_iso8601("2026-11-21"), evening - 28 * second_us - 4 * minute_us - 20 * hour_us);
  EXPECT_EQ(parse_iso8601("2026-11-21T20:04:28.25Z"), evening + 250'000);
  EXPECT_EQ(parse_iso8601("2026-11-21T20:04:28.123456789Z"), evening + 123'456);
  EXPECT_EQ(parse_iso8601("2026-11-21T20:04:60Z"), evening + 32 * second_us) << "a leap second";
}

TEST(Clock, RefusesWhatIsNoTime) {
  for (const auto text : {"",
                          "now",
                          "2026",
                          "2026-11",
                          "2026-1-1",
                          "2026-02-29",
                          "2026-13-01",
                          "2026-00-10",
                          "2026-04-31",
                          "26-11-21",
                          "2026-11-21T",
                          "2026-11-21T20",
                          "2026-11-21T20:",
                          "2026-11-21T20:4:00Z",
                          "2026-11-21T24:00:00Z",
                          "2026-11-21T20:60:00Z",
                          "2026-11-21T20:04:61Z",
                          "2026-11-21T20:04:28.Z",
                          "2026-11-21T20:04:28+2",
                          "2026-11-21T20:04:28+02:",
                          "2026-11-21T20:04:28+15:00",
                          "2026-11-21T20:04:28+02:60",
                          "2026-11-21T20:04:28ZZ",
                          "2026-11-21T20:04:28 Z",
                          " 2026-11-21",
                          "2026-11-21 ",
                          "-2026-11-21",
                          "2026-11-21X20:04:28Z",
                          "１２３４-11-21"})
    EXPECT_EQ(parse_iso8601(text), std::nullopt) << text;
}

TEST(Clock, NoInputBreaksTheReader) {
  EXPECT_TRUE(rc::check([] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "2026", "-", "11", "21", "T", ":", "20", "Z", "+", ".", "9", " ", "99999999999999999999", "\xff"));
    std::string text;
    for (const auto& piece : pieces) text += piece;
    const auto time = parse_iso8601(text);
    if (time) RC_ASSERT(parse_iso8601(render_iso8601(*time)).has_value());
  }));
}

TEST(Clock, AFakeOneMovesWhenTold) {
  FakeClock clock(evening);
  EXPECT_EQ(clock.now(), evening);
  clock.advance(hour_us);
  EXPECT_EQ(clock.now(), evening + hour_us);
}

}  // namespace
}  // namespace pult::base
