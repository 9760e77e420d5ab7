// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mailsteps/sample_mail_test.hpp"

namespace pult::mailsteps {
namespace {

const std::string parts =
    "--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n--b\nContent-Type: message/feedback-report\n\n"
    "Feedback-Type: abuse\nUser-Agent: Example/1.0\nVersion: 1\nOriginal-Rcpt-To: ann@there.example\n\n"
    "--b\nContent-Type: message/rfc822\n\nFrom: support@desk.example\nTo: ann@there.example\nSubject: "
    "Hi\n\nHello\n--b--\n";

TEST(FeedbackReport, Rfc5965) {
  const Screening found = screen_raw(
      "Return-Path: <>\nFrom: fbl@provider.example\nTo: abuse@desk.example\nSubject: FW: Hi\nMIME-Version: 1.0\n"
      "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n" +
      parts);
  EXPECT_TRUE(found.classification.feedback_report && found.classification.no_auto_response);
  EXPECT_FALSE(found.classification.bounce || found.classification.auto_reply);
  EXPECT_EQ(found.classification.reason,
            "It is a feedback report (RFC 5965), type abuse, reported by ann@there.example.");
}

TEST(FeedbackReport, Microsoft) {
  EXPECT_TRUE(
      classify("From: staff@hotmail.com\nTo: abuse@desk.example\nSubject: complaint about message from 192.0.2.1\n"
               "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
               "X-HmXmrOriginalRecipient: ann@hotmail.com\nFrom: support@desk.example\nSubject: Hi\n\nHello\n--b--\n")
          .feedback_report);
}

TEST(FeedbackReport, AForwardedOneIsNone) {
  EXPECT_FALSE(
      classify(person_mail("Subject: FW: Hi\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n", parts))
          .feedback_report);
  EXPECT_FALSE(classify(person_mail("Subject: abuse\n", "This is an email abuse report for you.\n")).feedback_report);
}

}  // namespace
}  // namespace pult::mailsteps
