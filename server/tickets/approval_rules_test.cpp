// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/approval_rules.hpp"

#include <gtest/gtest.h>

namespace pult::tickets {
namespace {

TEST(ApprovalRules, OneYesIsEnoughWhereAnybodyMayDecide) {
  EXPECT_EQ(status_of("any", {"waiting", "waiting"}), "waiting");
  EXPECT_EQ(status_of("any", {"declined", "waiting"}), "waiting");
  EXPECT_EQ(status_of("any", {"declined", "approved", "waiting"}), "approved");
  EXPECT_EQ(status_of("any", {"declined", "declined"}), "declined");
}

TEST(ApprovalRules, OneNoIsEnoughWhereAllMustAgree) {
  EXPECT_EQ(status_of("all", {"approved", "waiting"}), "waiting");
  EXPECT_EQ(status_of("all", {"approved", "declined", "waiting"}), "declined");
  EXPECT_EQ(status_of("all", {"approved", "approved"}), "approved");
}

TEST(ApprovalRules, ATicketWaitsForTheLastQuestion) {
  EXPECT_EQ(summary_of({}), "");
  EXPECT_EQ(summary_of({"withdrawn"}), "");
  EXPECT_EQ(summary_of({"approved", "withdrawn"}), "approved");
  EXPECT_EQ(summary_of({"approved", "declined"}), "declined");
  EXPECT_EQ(summary_of({"approved", "declined", "waiting"}), "waiting");
}

}  // namespace
}  // namespace pult::tickets
