// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/quote.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "text/html_text.hpp"
#include "text/sanitize.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

struct Case {
  std::string name, input, expected;
};

// "### name", the mail, "### expect", its visible part.
std::vector<Case> read_cases(const std::string& path) {
  std::vector<Case> cases;
  std::ifstream file(path);
  bool in_expected = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "### expect") {
      in_expected = true;
    } else if (line.starts_with("### ")) {
      cases.push_back({line.substr(4), {}, {}});
      in_expected = false;
    } else {
      (in_expected ? cases.back().expected : cases.back().input) += line + "\n";
    }
  }
  for (Case& item : cases) item.expected.pop_back();
  return cases;
}

TEST(VisibleReply, PlainText) {
  const std::vector<Case> cases = read_cases(PULT_TEST_DATA "/text/quotes.txt");
  ASSERT_GT(cases.size(), 70u);
  for (const Case& item : cases) {
    const VisibleReply reply = visible_reply(item.input, "");
    EXPECT_EQ(reply.text, item.expected) << item.name;
    EXPECT_EQ(reply.has_more, item.expected + "\n" != item.input) << item.name;
  }
}

TEST(VisibleReply, Html) {
  for (const Case& item : read_cases(PULT_TEST_DATA "/text/quotes_html.txt"))
    EXPECT_EQ(visible_reply("", item.input).text, item.expected) << item.name;
}

TEST(VisibleReply, TheHtmlShownSaysTheSameAsTheText) {
  for (const Case& item : read_cases(PULT_TEST_DATA "/text/quotes_html.txt")) {
    bool has_more = false;
    const std::string shown = visible_html(item.input, has_more);
    EXPECT_EQ(html_to_text(shown), item.expected) << item.name;
    EXPECT_EQ(has_more, visible_reply("", item.input).has_more) << item.name;
    const std::string clean_first = sanitize_html(item.input).html;
    EXPECT_EQ(html_to_text(visible_html(clean_first, has_more)), item.expected) << item.name;
  }
}

std::vector<Case> html_cases() {
  auto cases = read_cases(PULT_TEST_DATA "/text/quotes_html.txt");
  std::ifstream hostile(PULT_TEST_DATA "/text/hostile_html.txt");
  for (std::string line; std::getline(hostile, line);)
    cases.push_back({line, line + "<p>Yes</p><blockquote type=cite>" + line + "</blockquote>", {}});
  return cases;
}

TEST(VisibleReply, SanitisingAndCuttingInOneParseGivesWhatTheyGiveOneAfterTheOther) {
  for (const Case& item : html_cases()) {
    const SanitizedReply reply = sanitize_reply(item.input);
    EXPECT_EQ(reply.whole.html, sanitize_html(item.input).html) << item.name;
    bool has_more = false;
    const std::string visible = visible_html(reply.whole.html, has_more);
    EXPECT_EQ(reply.visible.has_value(), has_more) << item.name;
    if (reply.visible) {
      EXPECT_EQ(*reply.visible, visible) << item.name;
    }
  }
}

TEST(VisibleReply, PrefersThePlainText) {
  EXPECT_EQ(visible_reply("text", "<p>html</p>").text, "text");
  EXPECT_EQ(visible_reply(" \r\n\xC2\xA0\n", "<p>html</p>").text, "html");
  EXPECT_EQ(visible_reply("", "").text, "");
}

TEST(VisibleReply, IsNeverEmptyWhenThereIsText) {
  EXPECT_TRUE(rc::check([](const std::vector<std::uint8_t>& choice) {
    static const char* const kLines[] = {"> a",
                                         "Hello",
                                         "--",
                                         "",
                                         "On Mon, Jan 1, 2024 at 10:15 AM J <j@example.com> wrote:",
                                         "From: a@example.com",
                                         "To: b",
                                         "Subject: c",
                                         "Sent: today 10:15",
                                         "-----Original Message-----",
                                         "Sent from my iPhone",
                                         "____________",
                                         "-Jane",
                                         "Dne 1.1.2024 napsal:"};
    std::string text;
    bool any = false;
    for (const std::uint8_t c : choice) {
      const std::string line = kLines[c % std::size(kLines)];
      any |= !line.empty();
      text += line + "\n";
    }
    RC_ASSERT(visible_reply(text, "").text.empty() == !any);
  }));
}

TEST(VisibleReply, AnyBytes) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    RC_ASSERT(is_valid_utf8(visible_reply(bytes, "").text));
    RC_ASSERT(is_valid_utf8(visible_reply("", bytes).text));
  }));
}

TEST(VisibleReply, HostileInputTakesLinearTime) {
  for (const std::string piece :
       {"a:\n", ">\n", "\n", "On Mon\n", "From: a\n", "a:\n>b\n", "-- \n", "Sent from my iPhone\n"}) {
    std::string text;
    while (text.size() < (1u << 20)) text += piece;
    const auto start = std::clock();
    EXPECT_FALSE(visible_reply(text, "").text.size() > text.size());
    EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 10) << piece;  // debug build, sanitizers
  }
}

}  // namespace
}  // namespace pult::text
