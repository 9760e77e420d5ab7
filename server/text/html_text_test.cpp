// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/html_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "text/utf8.hpp"

namespace pult::text {
namespace {

TEST(HtmlToText, PutsBlocksOnLines) {
  EXPECT_EQ(html_to_text("<h1>Title</h1><p>One  two\nthree</p><div>Four<br>five</div>"),
            "Title\n\nOne two three\n\nFour\nfive");
  EXPECT_EQ(html_to_text("<ul><li>a</li><li>b</li></ul>"), "- a\n- b");
  EXPECT_EQ(html_to_text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), "a b\nc");
  EXPECT_EQ(html_to_text("<pre>a\n  b</pre>"), "a\n  b");
  EXPECT_EQ(html_to_text("x<blockquote>y</blockquote>z"), "x\n\n> y\n\nz");
}

TEST(HtmlToText, ReadsCharactersAndSkipsWhatIsNotText) {
  EXPECT_EQ(html_to_text("<title>t</title><style>s</style><script>x</script>&lt;b&gt;"), "<b>");
  EXPECT_EQ(html_to_text("&amp;&nbsp;&eacute;"), "& é");
  EXPECT_EQ(html_to_text(""), "");
}

TEST(TextToHtml, EscapesAndLinks) {
  EXPECT_EQ(text_to_html("a < b & \"c\"\r\nd\n\ne"), "<p>a &lt; b &amp; &quot;c&quot;<br>\nd</p>\n<p>e</p>");
  EXPECT_EQ(
      text_to_html("See https://example.com/a?b=1&c=2."),
      "<p>See <a href=\"https://example.com/a?b=1&amp;c=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">"
      "https://example.com/a?b=1&amp;c=2</a>.</p>");
  EXPECT_EQ(text_to_html("javascript:alert(1) xhttp://a"), "<p>javascript:alert(1) xhttp://a</p>");
}

TEST(TextToHtml, RoundTripsOrdinaryText) {
  EXPECT_EQ(html_to_text(text_to_html("Hello <you>,\nhttp://example.com/(x)\n\nBye & thanks")),
            "Hello <you>,\nhttp://example.com/(x)\n\nBye & thanks");
}

TEST(Excerpt, IsOneLineOfWholeCharacters) {
  EXPECT_EQ(excerpt("  a\n b\t c ", 10), "a b c");
  EXPECT_EQ(excerpt("привет мир", 7), "привет…");
  EXPECT_EQ(excerpt("abc", 3), "abc");
  EXPECT_EQ(excerpt("abcd", 3), "ab…");
  EXPECT_EQ(excerpt("abcd", 0), "");
}

TEST(Excerpt, NeverExceedsItsLimit) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    const std::size_t max = *rc::gen::inRange<std::size_t>(0, 20);
    const std::string line = excerpt(bytes, max);
    RC_ASSERT(is_valid_utf8(line));
    RC_ASSERT(std::size_t(std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; })) <= max);
  }));
}

}  // namespace
}  // namespace pult::text
