// SPDX-License-Identifier: AGPL-3.0-or-later
// Which mails fit a filter, and how urgent a mail says it is. Pure.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>

#include "channels/mail/mail_filter_match.hpp"
#include "channels/mail/priority_words.hpp"

namespace pult::channels::mail {
namespace {

struct Case {
  mime::Message mail;
  MailFacts facts;
  Case() {
    mail.from = {"Jana Nováková", "Jana@Shop.Example.com"};
    mail.to = {{"", "support@desk.example"}};
    mail.cc = {{"", "sales@desk.example"}};
    mail.subject = "Re: Objednávka 123 ZPOŽDĚNÁ";
    mail.body_text = "Where is my order?";
    mail.headers = {{"X-Tag", "one"}, {"x-tag", "Two"}, {"X-Empty", ""}};
    facts.mail = &mail;
    facts.bytes = 5 * 1024;
    facts.mailbox = MailboxId(7);
    facts.language = "cs";
    facts.sender_tags = "vip gold";
    facts.sender_known = true;
  }
  bool says(const char* field, const char* how, const char* value = "") const {
    return holds({field, how, {value}, false}, facts);
  }
};

MailFilter filter(std::vector<rules::Condition> all, std::vector<rules::Condition> any = {}) {
  MailFilter out;
  out.title = "x";
  out.conditions = {std::move(all), std::move(any)};
  out.actions = {{"priority", {"high"}, false}};
  return out;
}
const rules::Condition right{"subject", "includes", {"objednavka"}, false};
const rules::Condition wrong{"subject", "includes", {"faktura"}, false};

TEST(MailFilter, AsksHeadersByNameWhateverTheirCase) {
  const Case one;
  EXPECT_TRUE(one.says("header:X-TAG", "is", "TWO"));
  EXPECT_FALSE(one.says("header:X-Tag", "is_not", "one"));
  EXPECT_TRUE(one.says("header:X-Tag", "is_not", "three"));
  EXPECT_TRUE(one.says("header:X-Tag", "present"));
  EXPECT_FALSE(one.says("header:X-Empty", "present"));
  EXPECT_TRUE(one.says("header:X-Other", "not_present"));
}

TEST(MailFilter, ComparesWithoutCaseAndMarks) {
  const Case one;
  EXPECT_TRUE(one.says("subject", "includes", "zpozdena"));
  EXPECT_TRUE(one.says("subject", "like", "re: objednavka ??? *"));
  EXPECT_FALSE(one.says("subject", "like", "objednavka*"));
  EXPECT_TRUE(one.says("subject", "matches", "^re: .* \\d{3} "));
  EXPECT_TRUE(one.says("subject", "not_matches", "\\d{4}"));
  EXPECT_TRUE(one.says("sender_domain", "is", "shop.example.com"));
  EXPECT_TRUE(one.says("sender_address", "like", "*@*.example.com"));
  EXPECT_TRUE(one.says("sender_name", "includes", "novakova"));
  EXPECT_TRUE(one.says("recipient", "is", "SALES@desk.example"));
  EXPECT_TRUE(one.says("body", "includes", "my order"));
}

TEST(MailFilter, AsksWhatIsNoText) {
  const Case one;
  EXPECT_TRUE(one.says("size_kb", "greater_than", "4"));
  EXPECT_FALSE(one.says("size_kb", "less_than", "5"));
  EXPECT_TRUE(one.says("mailbox_id", "is", "7"));
  EXPECT_TRUE(one.says("organization_id", "is_not", "3"));
  EXPECT_TRUE(one.says("language", "is", "cs"));
  EXPECT_TRUE(one.says("sender_known", "is", "true"));
  EXPECT_TRUE(one.says("has_attachments", "is", "false"));
  EXPECT_TRUE(one.says("sender_tags", "includes", "silver VIP"));
  EXPECT_FALSE(one.says("sender_tags", "not_includes", "gold"));
  EXPECT_FALSE(one.says("no_such_thing", "is", ""));
}

TEST(MailFilter, FitsWithAllAndOneOfAny) {
  const Case one;
  EXPECT_TRUE(fits(filter({right}), one.facts));
  EXPECT_FALSE(fits(filter({right, wrong}), one.facts));
  EXPECT_TRUE(fits(filter({right}, {wrong, right}), one.facts));
  EXPECT_TRUE(fits(filter({}, {right}), one.facts));
  EXPECT_FALSE(fits(filter({right}, {wrong}), one.facts));
  EXPECT_FALSE(fits(filter({}), one.facts)) << "a filter without conditions fits nothing";
  EXPECT_EQ(sentence_of(reasons_of(filter({right}, {wrong}), one.facts)), "subject includes “objednavka”");
}

TEST(MailFilter, ActsInOrderUntilOneStops) {
  const Case one;
  auto stopping = filter({right}), off = filter({right});
  stopping.actions.push_back({"stop", {""}, false});
  off.active = false;
  const std::vector filters{off, filter({right}), filter({wrong}), stopping, filter({right})};
  const auto fired = fired_filters(filters, one.facts);
  ASSERT_EQ(fired.size(), 2u);
  EXPECT_EQ(fired[0].filter, &filters[1]);
  EXPECT_EQ(fired[1].filter, &filters[3]);
}

TEST(MailFilter, RefusesWhatCannotBeAsked) {
  const auto parsed = [](const char* text) {
    return parse_filter_conditions(boost::json::parse(text).as_object()).has_value();
  };
  EXPECT_TRUE(parsed(R"({"all": [{"field": "header:List-Id", "operator": "present"}]})"));
  for (const char* bad :
       {R"({"all": [{"field": "subject", "operator": "matches", "value": "(("}]})",
        R"({"all": [{"field": "subject", "operator": "sounds_like", "value": "x"}]})",
        R"({"all": [{"field": "subject", "operator": "is", "value": " "}]})",
        R"({"all": [{"field": "subject", "operator": "is", "value": ["a", "b"]}]})",
        R"({"all": [{"field": "header:", "operator": "present"}]})",
        R"({"all": [{"field": "header:a b", "operator": "present"}]})",
        R"({"all": [{"field": "size_kb", "operator": "less_than", "value": "-1"}]})",
        R"({"all": [{"field": "sender_known", "operator": "is", "value": "maybe"}]})", R"({"any": [7]})",
        R"({"any": {}})", R"({"all": [{"field": "status", "operator": "is", "value": "new"}]})"})
    EXPECT_FALSE(parsed(bad)) << bad;
}

RC_GTEST_PROP(MailFilter, AWildcardIsWhatItsPartsSay, (const std::vector<std::string>& parts)) {
  std::string pattern, text;
  for (const auto& part : parts) {
    std::string plain;
    for (const char c : part)
      if (c != '*' && c != '?') plain += c;
    pattern += plain + "*";
    text += plain + "between";
  }
  RC_ASSERT(is_like(pattern, text));
  RC_ASSERT(is_like("*" + pattern, "before" + text));
  RC_ASSERT(!is_like(pattern + "\x01", text));
}

RC_GTEST_PROP(MailFilter, NotIsTheOppositeForEveryMail, (const std::string& subject, const std::string& value)) {
  Case one;
  one.mail.subject = subject;
  for (const auto& [how, opposite] : {std::pair("is", "is_not"),
                                      {"includes", "not_includes"},
                                      {"like", "not_like"},
                                      {"matches", "not_matches"},
                                      {"present", "not_present"}})
    RC_ASSERT(one.says("subject", how, value.c_str()) != one.says("subject", opposite, value.c_str()));
}

std::string guessed(const char* subject, const char* header = "", const char* value = "") {
  mime::Message mail;
  mail.subject = subject;
  mail.headers = {{header, value}};
  const auto guess = guess_priority(mail, default_priority_words());
  return guess ? guess->priority : "";
}

TEST(PriorityWords, SpeakFiveLanguages) {
  for (const char* subject : {"URGENT: printer", "Server outage!", "Срочная заявка", "СРОЧНО", "Naléhavá věc",
                              "Skubu: neveikia", "Urgență la birou"})
    EXPECT_EQ(guessed(subject), "urgent") << subject;
  for (const char* subject : {"I need it ASAP", "Prosím co nejdříve", "Важно", "Svarbu"})
    EXPECT_EQ(guessed(subject), "high") << subject;
  for (const char* subject : {"", "Insurgents in the printer", "Несрочно", "Printer"})
    EXPECT_EQ(guessed(subject), "") << subject;
}

TEST(PriorityWords, KnowTheHeadersOfMailPrograms) {
  EXPECT_EQ(guessed("Printer", "X-Priority", "1 (Highest)"), "high");
  EXPECT_EQ(guessed("Printer", "X-Priority", "3"), "");
  EXPECT_EQ(guessed("Printer", "Importance", "High"), "high");
  EXPECT_EQ(guessed("Printer", "Priority", "urgent"), "urgent");
}

TEST(PriorityWords, CanBeSwitchedOffAndEdited) {
  mime::Message mail;
  mail.subject = "Feuer";
  auto words =
      parse_priority_words(boost::json::parse(R"({"languages": [{"locale": "en", "urgent": ["feuer"]}]})").as_object(),
                           default_priority_words());
  ASSERT_TRUE(words);
  EXPECT_EQ(guess_priority(mail, *words)->priority, "urgent");
  words->enabled = false;
  EXPECT_FALSE(guess_priority(mail, *words));
  for (const char* bad : {R"({"enabled": 1})", R"({"languages": [{"locale": "xx"}]})",
                          R"({"languages": [{"locale": "en", "high": ["!"]}]})"})
    EXPECT_FALSE(parse_priority_words(boost::json::parse(bad).as_object(), *words)) << bad;
}

}  // namespace
}  // namespace pult::channels::mail
