// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/letter.hpp"

#include <gtest/gtest.h>

namespace pult::notify {
namespace {

LetterItem about(std::int64_t ticket, std::string subject, std::string words = "") {
  LetterItem item;
  item.told.kind = "customer_reply";
  item.told.ticket = TicketId(ticket);
  item.told.subject = std::move(subject);
  item.told.actor_name = "Jana <b>";
  item.words = std::move(words);
  return item;
}
const LetterPlace prague{"cs", "Europe/Prague", "Tarn", "https://desk.example"};

TEST(Letter, OfOneTicketNamesItAndSaysWhatWasWritten) {
  const auto letter = render_letter({about(7, "Čajník", "Je <studený>\n\nPořád")}, 0, prague);
  EXPECT_EQ(letter.subject, "Zpráva zákazníka: #7: Čajník");
  for (const auto* part : {"#7 Čajník\nhttps://desk.example/tickets/7\n", "Jana <b>", "Je <studený>\n\nPořád",
                           "interní poznámkou", "https://desk.example/settings#notifications"})
    EXPECT_TRUE(letter.text.contains(part)) << part << "\n" << letter.text;
  EXPECT_TRUE(letter.html.contains("Je &lt;studený&gt;")) << letter.html;
  EXPECT_TRUE(letter.html.contains("Jana &lt;b&gt;")) << letter.html;
  EXPECT_FALSE(letter.html.contains("<b>"));
}

TEST(Letter, OfSeveralKeepsThoseOfATicketTogether) {
  const auto letter = render_letter({about(7, "One", "first"), about(8, "Two"), about(7, "One", "second")}, 4,
                                    {"en", "UTC", "Tarn", "https://desk.example"});
  EXPECT_EQ(letter.subject, "New notifications: 7");
  EXPECT_EQ(letter.text.find("#7 One"), letter.text.rfind("#7 One"));
  EXPECT_LT(letter.text.find("second"), letter.text.find("#8 Two"));
  EXPECT_TRUE(letter.text.contains("And 4 more"));
  EXPECT_TRUE(letter.text.contains("please answer on the desk"));
}

TEST(Letter, SaysWhenAClockIsDueInTheAgentsTime) {
  auto item = about(7, "Late");
  item.told.kind = "sla_warning";
  item.told.metric = "first_reply_time";
  item.told.actor_name = "";
  item.told.due_at = base::parse_iso8601("2026-07-22T22:30:00Z");
  const auto letter = render_letter({item}, 0, prague);
  EXPECT_TRUE(letter.text.contains("První odpověď, termín 2026-07-23 00:30")) << letter.text;
}

TEST(Letter, IsWholeInEveryLanguage) {
  for (const auto* locale : {"en", "ru", "cs", "lt", "ro", "unknown"}) {
    auto item = about(7, "Late", "words");
    item.is_private = true;
    const auto letter = render_letter({item, about(8, "Other")}, 2, {locale, "UTC", "Tarn", "https://desk.example"});
    EXPECT_FALSE((letter.subject + letter.text + letter.html).contains("{}")) << locale;
  }
}

}  // namespace
}  // namespace pult::notify
