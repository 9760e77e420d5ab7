// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/log.hpp"

#include <gtest/gtest.h>

namespace pult::base {
namespace {

// The line without its time.
std::string logged(std::string_view value) {
  ::testing::internal::CaptureStderr();
  log::warn("test.event", {{"key", std::string(value)}});
  const auto line = ::testing::internal::GetCapturedStderr();
  return line.substr(line.find(' ') + 1);
}

TEST(Log, WritesOneLineOfFields) {
  EXPECT_EQ(logged("plain"), "warn test.event key=plain\n");
  EXPECT_EQ(logged("two words"), "warn test.event key=\"two words\"\n");
  EXPECT_EQ(logged(""), "warn test.event key=\"\"\n");
  EXPECT_EQ(logged("příliš"), "warn test.event key=příliš\n");
}

TEST(Log, NothingInAValueForgesALineOrMovesTheCursor) {
  EXPECT_EQ(logged("a\nb\rc"), "warn test.event key=\"a\\nb\\rc\"\n");
  EXPECT_EQ(logged("say \"x\""), "warn test.event key=\"say \\\"x\\\"\"\n");
  EXPECT_EQ(logged("a\\\"b"), "warn test.event key=\"a\\\\\\\"b\"\n") << "a value cannot end its own quotes";
  EXPECT_EQ(logged("\x1b[2J\t\x7f"), "warn test.event key=\"\\x1b[2J\\x09\\x7f\"\n");
}

TEST(Log, QuietKeepsOnlyWhatWentWrong) {
  log::set_quiet(true);
  ::testing::internal::CaptureStderr();
  log::info("test.info");
  log::error("test.error");
  const auto lines = ::testing::internal::GetCapturedStderr();
  log::set_quiet(false);
  EXPECT_EQ(lines.find("test.info"), std::string::npos);
  EXPECT_NE(lines.find(" error test.error\n"), std::string::npos);
}

}  // namespace
}  // namespace pult::base
