// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/settings.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::notify {
namespace {

Settings quiet(std::string_view from, std::string_view to) {
  Settings out;
  out.is_quiet = true;
  out.quiet_from_min = *parse_time_of_day(from);
  out.quiet_to_min = *parse_time_of_day(to);
  return out;
}
Micros at(std::string_view iso) { return *base::parse_iso8601(iso); }

TEST(QuietHours, EndInTheMorningOfTheAgent) {
  const auto night = quiet("22:00", "07:00");
  EXPECT_EQ(quiet_until(night, "UTC", at("2026-11-22T23:30:10Z")), at("2026-11-23T07:00:00Z"));
  EXPECT_EQ(quiet_until(night, "UTC", at("2026-11-22T06:59:59Z")), at("2026-11-22T07:00:00Z"));
  EXPECT_EQ(quiet_until(night, "UTC", at("2026-11-22T07:00:00Z")), std::nullopt);
  EXPECT_EQ(quiet_until(night, "UTC", at("2026-11-22T21:59:59Z")), std::nullopt);
  // Winter: one hour ahead; summer: two.
  EXPECT_EQ(quiet_until(night, "Europe/Prague", at("2026-11-22T21:00:00Z")), at("2026-11-23T06:00:00Z"));
  EXPECT_EQ(quiet_until(night, "Europe/Prague", at("2026-07-22T20:00:00Z")), at("2026-07-23T05:00:00Z"));
  EXPECT_EQ(quiet_until(night, "Nowhere/At all", at("2026-11-22T23:00:00Z")), at("2026-11-23T07:00:00Z"));
}

TEST(QuietHours, MayLieWithinADay) {
  const auto lunch = quiet("12:00", "13:00");
  EXPECT_EQ(quiet_until(lunch, "UTC", at("2026-11-22T12:30:00Z")), at("2026-11-22T13:00:00Z"));
  EXPECT_EQ(quiet_until(lunch, "UTC", at("2026-11-22T23:00:00Z")), std::nullopt);
  auto off = lunch;
  off.is_quiet = false;
  EXPECT_EQ(quiet_until(off, "UTC", at("2026-11-22T12:30:00Z")), std::nullopt);
}

RC_GTEST_PROP(QuietHoursProperty, EndLaterThanNowAndAreOverThen,
              (std::uint32_t minutes, std::uint16_t from, std::uint16_t length)) {
  Settings settings;
  settings.is_quiet = true;
  settings.quiet_from_min = from % 1440;
  settings.quiet_to_min = (settings.quiet_from_min + 1 + length % 1438) % 1440;
  const Micros now = Micros(minutes) * base::minute_us + 7;
  const auto until = quiet_until(settings, "UTC", now);
  if (!until) return;
  RC_ASSERT(*until > now && *until <= now + base::day_us);
  RC_ASSERT(!quiet_until(settings, "UTC", *until));
}

TEST(Channels, AreStoredAsOneWord) {
  for (const Channels channels : {Channels{}, Channels{true, false, false}, Channels{true, true, false},
                                  Channels{true, false, true}, Channels{true, true, true}})
    EXPECT_EQ(parse_channels(render_channels(channels)), channels);
}

TEST(Channels, GoWithTheList) {
  const Channels off, list{true, false, false}, pushed{true, true, false};
  EXPECT_EQ(changed(off, {.mail = true}), (Channels{true, false, true}));
  EXPECT_EQ(changed(pushed, {.mail = true}), (Channels{true, true, true}));
  EXPECT_EQ(changed(pushed, {.push = false}), list);
  EXPECT_EQ(changed(pushed, {.in_app = false}), off);
  EXPECT_EQ(changed(off, {.in_app = true}), list);
  EXPECT_EQ(changed(off, {.push = false}), off);
  EXPECT_EQ(changed(off, {.in_app = false, .push = true}), std::nullopt);
  EXPECT_EQ(changed(pushed, {}), pushed);
}

TEST(LocalTime, IsThatOfTheAgent) {
  EXPECT_EQ(render_local_time("Europe/Prague", at("2026-07-22T22:30:10Z")), "2026-07-23 00:30");
  EXPECT_EQ(render_local_time("", at("2026-07-22T22:30:10Z")), "2026-07-22 22:30");
}

TEST(TimeZone, IsKnownByItsName) {
  for (const auto* name : {"UTC", "Europe/Vilnius", "America/New_York"}) EXPECT_TRUE(is_time_zone(name)) << name;
  for (const auto* name : {"", "Nowhere/At all", "<b>"}) EXPECT_FALSE(is_time_zone(name)) << name;
}

TEST(TimeOfDay, IsReadAndWritten) {
  EXPECT_EQ(parse_time_of_day("07:30"), 450);
  EXPECT_EQ(render_time_of_day(450), "07:30");
  for (const auto* bad : {"", "7:30", "24:00", "12:60", "ab:cd", "12:3x"}) EXPECT_FALSE(parse_time_of_day(bad)) << bad;
}

}  // namespace
}  // namespace pult::notify
