// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "mailsteps/sample_mail_test.hpp"
#include "mailsteps/thread.hpp"

namespace pult::mailsteps {
namespace {

TEST(Screen, LeavesAnOrdinaryMailAlone) {
  const Screening found = screen_raw(person_mail("Subject: Printer\n", "It does not print. Please help.\n"));
  const Classification& c = found.classification;
  EXPECT_FALSE(c.bounce || c.auto_reply || c.out_of_office || c.feedback_report || c.spam || c.bulk || c.loop);
  EXPECT_FALSE(c.read_receipt || c.auth_fail || c.no_auto_response || c.hard_bounce);
  EXPECT_EQ(c.reason, "");
  EXPECT_TRUE(found.bounce.recipients.empty());
}

TEST(Screen, TracesEveryStepOnce) {
  const Screening found = screen_raw(person_mail("Subject: Printer\n", "Help.\n"));
  std::vector<std::string> names;
  for (const std::string& line : found.trace) names.push_back(line.substr(0, line.find(':')));
  EXPECT_EQ(names, (std::vector<std::string>{"loop", "feedback report", "read receipt", "bounce", "auto reply",
                                             "out of office", "bulk", "spam", "no auto response"}));
}

TEST(Screen, ReasonIsOfTheMostDecisiveStep) {
  const Classification c =
      classify(person_mail("Subject: News\nX-Spam-Flag: YES\nList-Id: <news.example>\n", "Buy.\n"));
  EXPECT_TRUE(c.bulk && c.spam && c.no_auto_response);
  EXPECT_EQ(c.reason, "It is list or bulk mail (List-Id header).");
}

RC_GTEST_PROP(Screen, NeverFailsOnAnything, (const std::string& head, const std::string& body)) {
  mime::Message mail;
  mail.subject = head;
  mail.body_text = body;
  mail.headers = {{"Content-Type", head}, {"Delivered-To", body}, {"In-Reply-To", body}};
  mail.reports = {{"message/delivery-status", body}, {"message/rfc822", head}};
  const Screening found = screen(mail, desk_options());
  RC_ASSERT(found.trace.size() == 9U);
  RC_ASSERT(!found.classification.hard_bounce || found.classification.bounce);
  RC_ASSERT(!found.classification.bounce || found.classification.no_auto_response);
}

struct Expected {
  const char* file;
  bool bounce, hard, auto_reply, out_of_office, feedback_report, bulk, spam;
};

TEST(Screen, SharedSamples) {
  const std::filesystem::path folder = std::filesystem::path(PULT_SHARED_SAMPLES) / "mail";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared samples";
  const Expected reports[] = {
      {"sisimai__lhost-postfix-02.eml", true, true, false, false, false, false, false},
      {"sisimai__lhost-mailru-02.eml", true, false, false, false, false, false, false},
      {"sisimai__rfc3834-02.eml", false, false, true, true, false, false, false},
      {"sisimai__arf-02.eml", false, false, false, false, true, false, false},
      {"chatwoot__non_utf_encoded_mail.eml", false, false, true, false, false, true, false},
      {"rspamd__gtube.eml", false, false, false, false, false, true, true},
      {"php-mime-mail-parser__issue212.eml", false, false, true, false, false, false, false},
  };
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".eml") && !name.ends_with(".raw")) continue;
    std::stringstream raw;
    raw << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const Screening found = screen(mime::parse(raw.str()), desk_options());
    const Classification& c = found.classification;
    Expected expected{};
    for (const Expected& report : reports) {
      if (name == report.file) expected = report;
    }
    EXPECT_EQ(c.bounce, expected.bounce) << name << ": " << found.trace[3];
    EXPECT_EQ(c.hard_bounce, expected.hard) << name;
    EXPECT_EQ(c.auto_reply, expected.auto_reply) << name << ": " << found.trace[4];
    EXPECT_EQ(c.out_of_office, expected.out_of_office) << name;
    EXPECT_EQ(c.feedback_report, expected.feedback_report) << name;
    EXPECT_EQ(c.bulk, expected.bulk) << name;
    EXPECT_EQ(c.spam, expected.spam) << name;
    if (expected.file != nullptr) EXPECT_TRUE(c.no_auto_response) << name;
  }
}

TEST(Screen, SharedBouncesNameTheirRecipients) {
  const auto bounce_of = [](const char* file) {
    std::ifstream stream(std::filesystem::path(PULT_SHARED_SAMPLES) / "mail" / file, std::ios::binary);
    std::stringstream raw;
    raw << stream.rdbuf();
    return screen(mime::parse(raw.str()), {}).bounce;
  };
  if (!std::filesystem::exists(PULT_SHARED_SAMPLES)) GTEST_SKIP() << "no shared samples";
  const Bounce postfix = bounce_of("sisimai__lhost-postfix-02.eml");
  EXPECT_EQ(postfix.recipients, (std::vector<std::string>{"filtered@example.co.jp", "userunknown@example.co.jp"}));
  EXPECT_EQ(postfix.diagnostic, "550 5.2.1 <filtered@example.co.jp>... User Unknown");
  const Bounce mailru = bounce_of("sisimai__lhost-mailru-02.eml");
  EXPECT_EQ(mailru.recipients, std::vector<std::string>{"kijitora@example.jp"});
  EXPECT_EQ(mailru.status, "5.2.2");
  EXPECT_EQ(mailru.original_message_id, "<13452610-064D-4EF7-BAB5-FF1B6CAC1385@mail.example.ru>");
}

}  // namespace
}  // namespace pult::mailsteps
