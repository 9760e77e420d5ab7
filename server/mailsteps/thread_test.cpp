// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/thread.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::mailsteps {
namespace {

using Strings = std::vector<std::string>;

const Strings own = {"support@desk.example", "eu+sales@desk.example"};

std::string normalized(const char* subject) {
  mime::Message mail;
  mail.subject = subject;
  return thread_hints(mail, own).normalized_subject;
}

TEST(Thread, IdsComeInTheOrderOfTheirWorth) {
  mime::Message mail;
  mail.in_reply_to = "<3@x>";
  mail.references = {"<1@x>", "<2@x>", "<3@x>"};
  const Bounce bounce{.original_message_id = "<5@x>", .original_references = {"<3@x>", "<4@x>"}};
  EXPECT_EQ(thread_hints(mail, own, bounce).message_ids, (Strings{"<3@x>", "<2@x>", "<1@x>", "<5@x>", "<4@x>"}));
}

TEST(Thread, EveryIdOfInReplyToCounts) {
  mime::Message mail;
  mail.in_reply_to = "<1@x>";
  mail.headers = {{"In-Reply-To", "Your message of Monday <1@x>, <2@x>"}};
  EXPECT_EQ(thread_hints(mail, own).message_ids, (Strings{"<1@x>", "<2@x>"}));
}

TEST(Thread, TokensCountInOurAddressesOnly) {
  mime::Message mail;
  mail.to = {{"", "Support+T12-0123456789@Desk.example"}, {"", "support+t13-0123456789@other.example"}};
  mail.cc = {{"", "eu+sales+t14-abcdefabcd@desk.example"}, {"", "support+news@desk.example"}};
  mail.headers = {{"Delivered-To", "<support+t15-0000000000@desk.example>"},
                  {"X-Other", "support+t16-0000000000@desk.example"}};
  EXPECT_EQ(thread_hints(mail, own).address_tokens, (Strings{"t12-0123456789", "t14-abcdefabcd", "t15-0000000000"}));
}

TEST(Thread, ReadsTokensOfSubjects) {
  mime::Message mail;
  mail.subject = "Re: Printer [#12-0123456789] [#12-012345678] [#x-0123456789] [# [#7-ABCDEFABCD]";
  const ThreadHints hints = thread_hints(mail, own);
  EXPECT_EQ(hints.subject_tokens, (Strings{"t12-0123456789", "t7-abcdefabcd"}));
  EXPECT_EQ(hints.normalized_subject, "Printer [#12-012345678] [#x-0123456789] [#");
}

TEST(Thread, PutsTokensWhereItFindsThem) {
  EXPECT_EQ(subject_with_token("Printer", 12, "t12-0123456789"), "Printer [#12-0123456789]");
  EXPECT_EQ(subject_with_token("Re: Printer [#12-0123456789]", 12, "t12-0123456789"), "Re: Printer [#12-0123456789]");
  EXPECT_EQ(address_with_token("support@desk.example", "t12-0123456789"), "support+t12-0123456789@desk.example");
  EXPECT_EQ(address_with_token("nonsense", "t12-0123456789"), "nonsense");
}

TEST(Thread, TokensOfSideConversationsAreOfTheirOwn) {
  mime::Message mail;
  mail.subject = "Re: Toner [#s7-0123456789] [#12-0123456789] [#S8-012345678X]";
  mail.to = {{"", "support+s9-abcdefabcd@desk.example"}, {"", "support+s10-abcdefabcd@other.example"}};
  const ThreadHints hints = thread_hints(mail, own);
  EXPECT_EQ(hints.side_tokens, (Strings{"s9-abcdefabcd", "s7-0123456789"}));
  EXPECT_EQ(hints.subject_tokens, (Strings{"t12-0123456789"}));
  EXPECT_TRUE(hints.address_tokens.empty());
  EXPECT_EQ(hints.normalized_subject, "Toner [#S8-012345678X]");
  EXPECT_EQ(subject_with_side_token("Toner", "s7-0123456789"), "Toner [#s7-0123456789]");
  EXPECT_EQ(subject_with_side_token("Re: Toner [#s7-0123456789]", "s7-0123456789"), "Re: Toner [#s7-0123456789]");
}

RC_GTEST_PROP(Thread, TokensSurviveTheCircle, ()) {
  const auto id = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
  const std::string token = "t" + std::to_string(id) + "-00ff00ff00";
  mime::Message mail;
  mail.subject = "Re: " + subject_with_token(*rc::gen::arbitrary<std::string>(), id, token);
  mail.to = {{"", address_with_token("support@desk.example", token)}};
  const ThreadHints hints = thread_hints(mail, own);
  RC_ASSERT(hints.address_tokens == Strings{token});
  RC_ASSERT(hints.subject_tokens == Strings{token});
}

TEST(Thread, StripsPrefixesOfManyLanguages) {
  for (const char* subject :
       {"Re: Printer",   "RE: Printer",     "Re: Re: Fwd: Printer", "RE[2]: Printer",         "Re(3): Printer",
        "Re^2: Printer", "AW: WG: Printer", "Отв: Printer",         "Ответ: Пересл: Printer", "Odp: Printer",
        "VS: Printer",   "SV: Printer",     "Antw: Printer",        "RIF: Printer",           "RÉP: Printer",
        "TR: Printer",   "Ats: Printer",    "Răsp: Printer",        "YNT: Printer",           "İLT: Printer",
        "回复：Printer", "答复: Printer",   "Vá: Printer",          "RE : Printer",           "  re:   Printer  "}) {
    EXPECT_EQ(normalized(subject), "Printer") << subject;
  }
}

TEST(Thread, KeepsWhatOnlyLooksLikeAPrefix) {
  for (const char* subject : {"Report: late", "Return: 12", "Printer: broken", "Re", "12: 30", ":"}) {
    EXPECT_EQ(normalized(subject), subject);
  }
}

}  // namespace
}  // namespace pult::mailsteps
