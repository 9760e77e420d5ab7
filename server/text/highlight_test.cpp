// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/highlight.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "text/utf8.hpp"

namespace pult::text {
namespace {

std::string show(std::string_view text, std::string_view query, std::size_t most = 200) {
  return highlight(text, analyze_query(query), most);
}

TEST(Highlight, MarksWordsFormsPhrasesAndParts) {
  EXPECT_EQ(show("The invoices are late", "invoice"), "The <mark>invoices</mark> are late");
  EXPECT_EQ(show("Сломанные наушники", "наушников"), "Сломанные <mark>наушники</mark>");
  EXPECT_EQ(show("Příliš žluťoučký kůň", "zlutoucky"), "Příliš <mark>žluťoučký</mark> kůň");
  EXPECT_EQ(show("a red house, the red door", "\"red house\""), "a <mark>red house</mark>, the red door");
  EXPECT_EQ(show("order AB-1234/56 is late", "AB-1234"), "order <mark>AB-1234</mark>/56 is late");
  EXPECT_EQ(show("ask anna@tarn.example", "anna@tarn"), "ask <mark>anna@tarn</mark>.example");
  EXPECT_EQ(show("printers print", "prin*"), "<mark>printers</mark> <mark>print</mark>");
  EXPECT_EQ(show("no such word", "-such"), "no such word");
}

TEST(Highlight, EscapesAndCuts) {
  EXPECT_EQ(show("<b>x & \"y\"</b>\n\n z", "x"), "&lt;b&gt;<mark>x</mark> &amp; &quot;y&quot;&lt;/b&gt; z");
  const auto cut = show(std::string(40, 'a') + " " + std::string(300, 'b') + " needle and more of it", "needle", 20);
  EXPECT_EQ(cut, "…<mark>needle</mark> and more of i…");
  EXPECT_EQ(show("", "x"), "");
}

RC_GTEST_PROP(Highlight, IsValidAndWithoutForeignTags, (const std::string& text, const std::string& query)) {
  auto html = show(text, query, 50);
  RC_ASSERT(is_valid_utf8(html));
  for (const std::string_view tag : {"<mark>", "</mark>"})
    for (std::size_t at = 0; (at = html.find(tag, at)) != std::string::npos;) html.erase(at, tag.size());
  RC_ASSERT(html.find_first_of("<>\"'") == std::string::npos);
}

}  // namespace
}  // namespace pult::text
