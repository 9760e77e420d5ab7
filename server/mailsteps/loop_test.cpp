// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mailsteps/sample_mail_test.hpp"

namespace pult::mailsteps {
namespace {

std::string repeated(const std::string& line, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += line;
  return all;
}

TEST(Loop, OurMarkIsALoop) {
  const Classification c = classify(person_mail("X-Pult-Desk: desk-1\n", "Hi\n"));
  EXPECT_TRUE(c.loop && c.no_auto_response);
  EXPECT_EQ(c.reason, "It carries the mark of this desk, so this desk sent it.");
}

TEST(Loop, TheMarkOfAnotherDeskIsNone) { EXPECT_FALSE(classify(person_mail("X-Pult-Desk: desk-2\n", "Hi\n")).loop); }

TEST(Loop, OurMessageIdIsALoop) {
  EXPECT_TRUE(classify("From: a@b.example\nMessage-ID: <5.7@Mail.Desk.Example>\n\nHi\n").loop);
  EXPECT_FALSE(classify("From: a@b.example\nMessage-ID: <5.7@other.mail.desk.example>\n\nHi\n").loop);
}

TEST(Loop, AReportOfOurMtaIsNone) {
  EXPECT_FALSE(
      classify("From: MAILER-DAEMON@mail.desk.example\nMessage-ID: <5.7@mail.desk.example>\nMIME-Version: 1.0\n"
               "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nHi\n--b--\n")
          .loop);
}

TEST(Loop, OurMailboxIsALoop) { EXPECT_TRUE(classify("From: Sales <SALES@desk.example>\n\nHi\n").loop); }

TEST(Loop, TooManyServersAreALoop) {
  EXPECT_FALSE(classify(person_mail(repeated("Received: from a by b\n", 30), "Hi\n")).loop);
  EXPECT_TRUE(classify(person_mail(repeated("Received: from a by b\n", 31), "Hi\n")).loop);
}

TEST(Loop, RepeatedDeliveryIsALoop) {
  EXPECT_FALSE(classify(person_mail(repeated("Delivered-To: support@desk.example\n", 2), "Hi\n")).loop);
  EXPECT_TRUE(classify(person_mail(repeated("Delivered-To: support@desk.example\n", 3), "Hi\n")).loop);
  EXPECT_FALSE(classify(person_mail(repeated("Delivered-To: ann@customer.example\n", 3), "Hi\n")).loop);
}

TEST(Loop, NothingIsOursWithoutOptions) {
  EXPECT_FALSE(
      screen(mime::parse("From: a@b.example\nMessage-ID: <1@>\nX-Pult-Desk:\n\nHi\n"), {}).classification.loop);
}

}  // namespace
}  // namespace pult::mailsteps
