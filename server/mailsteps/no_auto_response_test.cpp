// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mailsteps/sample_mail_test.hpp"

namespace pult::mailsteps {
namespace {

TEST(NoAutoResponse, SendersNobodyReads) {
  for (const char* from :
       {"noreply@shop.example", "no-reply@shop.example", "shop-noreply@shop.example", "DoNotReply@shop.example",
        "owner-list@lists.example", "list-request@lists.example", "list-bounces@lists.example"}) {
    EXPECT_TRUE(classify(std::string("From: ") + from + "\nSubject: Order\n\nHi\n").no_auto_response) << from;
  }
  EXPECT_FALSE(classify("From: norbert@shop.example\nSubject: Order\n\nHi\n").no_auto_response);
}

TEST(NoAutoResponse, MailsThatAskForIt) {
  EXPECT_TRUE(with_header("X-Auto-Response-Suppress: All").no_auto_response);
  EXPECT_TRUE(with_header("X-Auto-Response-Suppress: OOF, AutoReply").no_auto_response);
  EXPECT_TRUE(classify("Return-Path: <>\nFrom: ann@customer.example\nSubject: Hi\n\nHi\n").no_auto_response);
  EXPECT_TRUE(classify("Subject: Hi\n\nHi\n").no_auto_response);
}

}  // namespace
}  // namespace pult::mailsteps
