// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/dynamic_content.hpp"

#include <gtest/gtest.h>

namespace pult::tickets {
namespace {

std::vector<DynamicItem> items() {
  DynamicItem greeting;
  greeting.id = 1;
  greeting.slug = "greeting";
  greeting.variants = {
      {1, 1, "Hello", true, true, 10, 10}, {2, 2, "Привет", true, false, 5, 5}, {3, 3, "Ahoj", false, false, 20, 20}};
  DynamicItem nested = greeting;
  nested.slug = "nested";
  nested.variants = {{4, 1, "{{dc.greeting}}!", true, true, 1, 1}};
  return {greeting, nested};
}

TEST(DynamicContent, IsShownInTheReadersLanguageOrTheDefaultOne) {
  EXPECT_EQ(render_dynamic_content(items(), "{{dc.greeting}}, Jana", 2), "Привет, Jana");
  EXPECT_EQ(render_dynamic_content(items(), "{{ dc.greeting }}", 5), "Hello");
  EXPECT_EQ(render_dynamic_content(items(), "{{dc.greeting}}", 3), "Hello") << "a variant that is off";
}

TEST(DynamicContent, LeavesOtherPlaceholdersAloneAndLooksOnce) {
  EXPECT_EQ(render_dynamic_content(items(), "{{ticket.id}} {{dc.none}}.", 1), "{{ticket.id}} .");
  EXPECT_EQ(render_dynamic_content(items(), "{{dc.nested}}", 1), "{{dc.greeting}}!");
  EXPECT_EQ(render_dynamic_content(items(), "{{dc.greeting", 1), "{{dc.greeting");
  EXPECT_EQ(render_dynamic_content({}, "plain", 1), "plain");
}

TEST(DynamicContent, IsOutdatedWhenTheDefaultOneChangedLater) {
  const auto greeting = items().front();
  EXPECT_FALSE(greeting.is_outdated(greeting.variants[0]));
  EXPECT_TRUE(greeting.is_outdated(greeting.variants[1]));
  EXPECT_FALSE(greeting.is_outdated(greeting.variants[2]));
}

}  // namespace
}  // namespace pult::tickets
