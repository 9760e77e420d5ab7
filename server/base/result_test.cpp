// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace pult::base {
namespace {

Result<std::unique_ptr<int>> number(bool good) {
  if (!good) return fail(ErrorKind::conflict, "taken", "Taken", "row 7");
  return std::make_unique<int>(7);
}
Result<void> check(bool good) {
  if (!good) return fail_field("name", "BlankValue", "Name: cannot be blank");
  return {};
}
Result<int> both(bool first, bool second) {
  auto value = PULT_TRY(number(first));
  PULT_TRY(check(second));
  return *value;
}

TEST(Result, TryGivesTheValueOrReturnsTheError) {
  EXPECT_EQ(both(true, true).value(), 7);
  const auto conflict = both(false, true);
  ASSERT_FALSE(conflict);
  EXPECT_EQ(conflict.error().kind, ErrorKind::conflict);
  EXPECT_EQ(conflict.error().code, "taken");
  EXPECT_EQ(conflict.error().cause, "row 7");
  const auto invalid = both(true, false);
  ASSERT_FALSE(invalid);
  EXPECT_EQ(invalid.error().kind, ErrorKind::unprocessable);
  ASSERT_EQ(invalid.error().fields.size(), 1u);
  EXPECT_EQ(invalid.error().fields[0].field, "name");
  EXPECT_EQ(invalid.error().fields[0].code, "BlankValue");
}

}  // namespace
}  // namespace pult::base
