// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/accent.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::text {
namespace {

TEST(Accent, ReadsAndWritesColors) {
  EXPECT_EQ(render_color(*parse_color("#2F5BD0")), "#2f5bd0");
  EXPECT_EQ(render_color(*parse_color("#3c9")), "#33cc99");
  for (const auto* bad : {"", "2f5bd0", "#2f5bd", "#ggg", "red", "#1234567"}) EXPECT_FALSE(parse_color(bad)) << bad;
}

TEST(Accent, KnowsTheContrastOfBlackAndWhite) {
  EXPECT_NEAR(contrast({0, 0, 0}, {255, 255, 255}), 21, 0.001);
  EXPECT_NEAR(contrast({0x77, 0x77, 0x77}, {255, 255, 255}), 4.48, 0.01);
}

TEST(Accent, LeavesAloneWhatReads) {
  EXPECT_EQ(render_color(accent_on_light(*parse_color("#1d4ed8")).accent), "#1d4ed8");
  EXPECT_EQ(render_color(accent_on_dark(*parse_color("#8fabff")).accent), "#8fabff");
  EXPECT_NE(render_color(accent_on_light(*parse_color("#ffee00")).accent), "#ffee00");
}

RC_GTEST_PROP(AccentProperty, AnyColorReadsInBothThemes, (std::uint8_t red, std::uint8_t green, std::uint8_t blue)) {
  const Color wanted{double(red), double(green), double(blue)};
  const auto light = accent_on_light(wanted), dark = accent_on_dark(wanted);
  for (const auto* surface : {"#ffffff", "#f3f4f7", "#eef0f4"})
    RC_ASSERT(contrast(light.accent, *parse_color(surface)) >= 4.5);
  for (const auto* surface : {"#17191e", "#121419", "#23272f"})
    RC_ASSERT(contrast(dark.accent, *parse_color(surface)) >= 4.5);
  for (const auto& one : {light, dark}) {
    RC_ASSERT(contrast(one.accent, one.on_accent) >= 4.5);
    RC_ASSERT(contrast(one.hover, one.on_accent) >= 4.5);
    RC_ASSERT(contrast(one.accent, one.soft) >= 4.5);
  }
}

}  // namespace
}  // namespace pult::text
