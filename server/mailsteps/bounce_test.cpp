// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mailsteps/bounce_report.hpp"
#include "mailsteps/sample_mail_test.hpp"
#include "mailsteps/smtp_reply.hpp"

namespace pult::mailsteps {
namespace {

using Strings = std::vector<std::string>;

std::string report(const std::string& subject, const std::string& recipients) {
  return "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\nTo: support@desk.example\nSubject: " +
         subject +
         "\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"b/1\"\n\n"
         "--b/1\nContent-Type: text/plain\n\nThis is the mail system at host mx.example.\n"
         "--b/1\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" +
         recipients +
         "\n--b/1\nContent-Type: text/rfc822-headers\n\nFrom: support@desk.example\nTo: nobody@there.example\n"
         "References: <1@x.example>\n <2@x.example>\nMessage-ID:\n <3@mail.desk.example>\nSubject: Hi\n\n--b/1--\n";
}

TEST(Bounce, Rfc3464) {
  const Screening found =
      screen_raw(report("Undelivered Mail Returned to Sender",
                        "Final-Recipient: rfc822; <Nobody@There.example>\nAction: failed (once)\nStatus: 5.0.0\n"
                        "Diagnostic-Code: smtp; 550 5.1.1\n <Nobody@There.example>... User unknown\n"));
  EXPECT_TRUE(found.classification.bounce && found.classification.hard_bounce);
  EXPECT_EQ(found.bounce.recipients, Strings{"Nobody@There.example"});
  EXPECT_EQ(found.bounce.status, "5.1.1");
  EXPECT_EQ(found.bounce.action, "failed");
  EXPECT_EQ(found.bounce.diagnostic, "550 5.1.1 <Nobody@There.example>... User unknown");
  EXPECT_EQ(found.bounce.original_message_id, "<3@mail.desk.example>");
  EXPECT_EQ(found.bounce.original_references, (Strings{"<1@x.example>", "<2@x.example>"}));
  EXPECT_EQ(found.classification.reason,
            "A mail server reports that a mail to Nobody@There.example was not delivered "
            "(5.1.1), and the address will not work next time either.");
}

TEST(Bounce, ReportsOfSeveralRecipientsNameThoseThatFailed) {
  const Screening found = screen_raw(
      report("Delivery Status Notification (Failure)",
             "Final-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0\n\n"
             "Final-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 "
             "Over quota\n\n"
             "Final-Recipient: X400; c=us\nOriginal-Recipient: rfc822; c@x.example\nAction: failed\nStatus: 5.1.1\n"));
  EXPECT_EQ(found.bounce.recipients, (Strings{"b@x.example", "c@x.example"}));
  EXPECT_TRUE(found.classification.hard_bounce);
  EXPECT_EQ(found.bounce.status, "5.1.1");
}

TEST(Bounce, DelayIsNoFailure) {
  const Screening found = screen_raw(
      report("Warning: could not send message for past 4 hours",
             "Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1\nWill-Retry-Until: later\n"));
  EXPECT_TRUE(found.classification.bounce);
  EXPECT_FALSE(found.classification.hard_bounce);
  EXPECT_EQ(found.bounce.action, "delayed");
  EXPECT_EQ(found.classification.reason, "A mail server reports that a mail to a@x.example is delayed (4.4.1).");
}

TEST(Bounce, DelayInWords) {
  const Screening found = screen_raw(
      "Return-Path: <>\nFrom: Mail Delivery System <Mailer-Daemon@mx.example>\nTo: support@desk.example\n"
      "Subject: Warning: message 1aBc delayed 24 hours\nX-Failed-Recipients: a@x.example\n\n"
      "This message was created automatically by mail delivery software.\nA message that you sent has not yet been "
      "delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\n  a@x.example\n\n"
      "No action is required on your part. Delivery attempts will continue for some time\nif the message remains "
      "undelivered. Eventually the mail delivery software will give up.\n");
  EXPECT_TRUE(found.classification.bounce);
  EXPECT_EQ(found.bounce.action, "delayed");
  EXPECT_FALSE(found.classification.hard_bounce);
}

TEST(Bounce, TheSubjectTellsDelayFromFailure) {
  const auto action = [](const std::string& subject) {
    return screen_raw("Return-Path: <>\nFrom: mailer-daemon@googlemail.com\nTo: support@desk.example\nSubject: " +
                      subject + "\n\nThe recipient a@x.example: 421 4.4.2 timeout\n")
        .bounce.action;
  };
  EXPECT_EQ(action("Delivery Status Notification (Delay)"), "delayed");
  EXPECT_EQ(action("Delivery Status Notification (Failure)"), "failed");
}

TEST(Bounce, SuccessIsReportedAsSuch) {
  const Screening found = screen_raw(report(
      "Successful Mail Delivery Report",
      "Final-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0\nDiagnostic-Code: smtp; 250 ok\n"));
  EXPECT_EQ(found.bounce.action, "delivered");
  EXPECT_EQ(found.bounce.recipients, Strings{"a@x.example"});
  EXPECT_FALSE(found.classification.hard_bounce);
}

TEST(Bounce, PeopleAndShopsWriteAboutDeliveryToo) {
  for (const char* subject :
       {"Mail delivery failed", "Delivery failure of my order", "Undeliverable: help", "failure notice",
        "Returned mail: why?", "Re: Undelivered Mail Returned to Sender", "Delivery status"}) {
    EXPECT_FALSE(classify(person_mail(std::string("Subject: ") + subject + "\n",
                                      "My mails to support come back with 550 5.1.1 User unknown. This is a permanent "
                                      "error; what is wrong with "
                                      "sales@desk.example? Your message could not be delivered, it says.\n"))
                     .bounce)
        << subject;
  }
  EXPECT_FALSE(
      classify("From: Parcel Service <no-reply@parcel.example>\nTo: support@desk.example\n"
               "Subject: Delivery failed: we could not deliver your parcel 550\nAuto-Submitted: auto-generated\n\n"
               "We were unable to deliver your parcel. Address not found. Write to help@parcel.example.\n")
          .bounce);
  EXPECT_FALSE(classify("Return-Path: <>\nFrom: Ann <ann@customer.example>\nTo: support@desk.example\n"
                        "Subject: Automatic reply: Mail delivery failed\nAuto-Submitted: auto-replied\n\n"
                        "I am out of the office. Your message was not delivered to anybody else.\n")
                   .bounce);
}

TEST(Bounce, NotificationsOfMachinesAreNone) {
  for (const char* from : {"noreply@ci.example", "root@web1.example", "admin@shop.example", "system@erp.example"}) {
    EXPECT_FALSE(
        classify(std::string("From: ") + from +
                 "\nTo: support@desk.example\nSubject: Job failed: rejected\nAuto-Submitted: auto-generated\n\n"
                 "Upgrade to 5.1.1 failed, 550 errors, owner ann@customer.example, host not found. Not delivered.\n")
            .bounce)
        << from;
  }
}

TEST(Bounce, SystemsWithoutKnownWordsAreKnownByTheirOrigin) {
  EXPECT_TRUE(
      classify("Return-Path: <>\nFrom: MAILER-DAEMON\nTo: support@desk.example\nSubject: Blip\n\nBlop.\n").bounce);
  EXPECT_TRUE(
      classify("From: <>\nTo: support@desk.example\nSubject: failure notice\n\n<a@x.example>:\n550 5.1.1 no\n").bounce);
  EXPECT_TRUE(classify("From: x@y.example\nReceived: (qmail 1 invoked for bounce); 9 Apr 2026 04:00:00 -0000\n"
                       "To: support@desk.example\nSubject: failure notice\n\n<a@x.example>: gone\n")
                  .bounce);
}

TEST(Bounce, QuotesAreNotTheMailsOwnWords) {
  EXPECT_FALSE(classify("From: postmaster@customer.example\nTo: support@desk.example\nSubject: Our mail setup\n\n"
                        "We looked into it, see below.\n\n> This is the Postfix program at host mx.\n"
                        "> <a@x.example>: host said: 550 5.1.1 user unknown\n")
                   .bounce);
}

TEST(Bounce, FullMailboxesAndPolicyAreSoft) {
  const auto hard = [](const char* status, const char* diagnostic) {
    return is_hard({"a@x", "failed", status, diagnostic});
  };
  EXPECT_TRUE(hard("5.1.1", ""));
  EXPECT_TRUE(hard("5.1.2", ""));
  EXPECT_TRUE(hard("", "550 No such user here"));
  EXPECT_TRUE(hard("5.2.1", "550 5.2.1 <a@x>... User Unknown"));
  EXPECT_TRUE(hard("5.4.4", "Host or domain name not found. Name service error"));
  EXPECT_TRUE(hard("5.1.10", "Recipient address has null MX"));
  EXPECT_TRUE(hard("5.1.6", "551 has moved to b@y"));
  EXPECT_FALSE(hard("5.2.2", "552 Mailbox full"));
  EXPECT_FALSE(hard("5.1.1", "550 mailbox is full"));
  EXPECT_FALSE(hard("5.2.1", "The email account that you tried to reach is disabled"));
  EXPECT_FALSE(hard("5.7.1", "Relaying denied"));
  EXPECT_FALSE(hard("5.7.1", "550 blocked using spamhaus"));
  EXPECT_FALSE(hard("5.4.7", "delivery time expired"));
  EXPECT_FALSE(hard("4.1.1", "450 user unknown"));
  EXPECT_FALSE(hard("", "450 No such user, try later"));
  EXPECT_FALSE(hard("5.1.1", "550 5.1.1 User unknown (in reply to end of DATA command)"));
  EXPECT_FALSE(hard("", ""));
  EXPECT_FALSE(is_hard({"a@x", "delayed", "5.1.1", "user unknown"}));
}

TEST(SmtpReply, IsFoundInText) {
  const auto found = [](const char* text) {
    const SmtpReply reply = find_smtp_reply(text);
    return reply.code + " " + reply.status;
  };
  EXPECT_EQ(found("host said: 550 5.1.1 unknown"), "550 5.1.1");
  EXPECT_EQ(found("host said: 550-5.1.1 unknown"), "550 5.1.1");
  EXPECT_EQ(found("Remote host said: 550 User unknown (#5.1.1)"), "550 5.1.1");
  EXPECT_EQ(found("said: 550 User unknown"), "550 ");
  EXPECT_EQ(found("#5.7.1 smtp"), " 5.7.1");
  EXPECT_EQ(found("by [5.4.4.1] version 4.1.2.3, 5.1.1a, 2.0.0, $550 each, in 550-600 cases, 1550 x"), " ");
}

}  // namespace
}  // namespace pult::mailsteps
