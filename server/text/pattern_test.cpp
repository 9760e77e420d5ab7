// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/pattern.hpp"

#include <gtest/gtest.h>

namespace pult::text {
namespace {

TEST(Pattern, FindsWhatItsAuthorMeant) {
  EXPECT_TRUE(matches("^[A-Z]{2}-\\d+$", "LT-42"));
  EXPECT_FALSE(matches("^[A-Z]{2}-\\d+$", "lt-42"));
  EXPECT_TRUE(matches("ž+", "naživu"));
}

TEST(Pattern, SaysWhatIsNone) {
  EXPECT_TRUE(check_pattern("a|b"));
  for (const auto* pattern : {"", "(", "[a", "*"}) EXPECT_FALSE(check_pattern(pattern)) << pattern;
  EXPECT_FALSE(check_pattern(std::string(3000, 'a')));
  EXPECT_FALSE(matches("(", "("));
}

TEST(Pattern, OneThatNeverEndsMatchesNothing) {
  EXPECT_FALSE(matches("^(a+)+$", std::string(60, 'a') + "!"));
  EXPECT_FALSE(matches("^(([a-z])+.)+[A-Z]([a-z])+$", std::string(60, 'a')));
}

}  // namespace
}  // namespace pult::text
