// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "net/http_parser.hpp"
#include "net/http_parts.hpp"

namespace pult::net {
namespace {

TEST(Query, DecodesPercentAndPlus) {
  EXPECT_EQ(percent_decode("a%20b+c", true), "a b c");
  EXPECT_EQ(percent_decode("a+%2b", false), "a++");
  EXPECT_EQ(percent_decode("%C3%a9", true), "\xc3\xa9");
  EXPECT_EQ(percent_decode("%", true), std::nullopt);
  EXPECT_EQ(percent_decode("%4", true), std::nullopt);
  EXPECT_EQ(percent_decode("%g0", true), std::nullopt);
  EXPECT_EQ(percent_decode("%00", true), std::nullopt);
}

TEST(Query, KeepsOrderAndRepetition) {
  const Query expected{{"role[]", "agent"}, {"q", "a b&c"}, {"role[]", "admin"}, {"empty", ""}, {"flag", ""}};
  EXPECT_EQ(parse_query("role[]=agent&q=a+b%26c&&role%5B%5D=admin&empty=&flag"), expected);
  EXPECT_EQ(parse_query("q=100%"), (Query{{"q", "100%"}}));
  EXPECT_TRUE(parse_query("").empty());
}

TEST(Query, DecodingUndoesEncoding) {
  EXPECT_TRUE(rc::check([](const std::string& text) {
    RC_PRE(text.find('\0') == std::string::npos);
    std::string encoded;
    for (const unsigned char c : text) {
      encoded += '%';
      encoded += "0123456789abcdef"[c >> 4];
      encoded += "0123456789ABCDEF"[c & 15];
    }
    RC_ASSERT(percent_decode(encoded, true) == text);
  }));
}

TEST(HttpParts, RangesStayInsideTheFile) {
  EXPECT_TRUE(rc::check([](std::uint8_t first, std::uint8_t last, std::uint8_t size) {
    ByteRange range;
    const auto value = "bytes=" + std::to_string(first) + "-" + std::to_string(last);
    if (parse_range(value, size, range) != RangeKind::part) return;
    RC_ASSERT(range.first == first);
    RC_ASSERT(range.count > 0u && range.first + range.count <= size);
  }));
  ByteRange range;
  EXPECT_EQ(parse_range("bytes=-0", 10, range), RangeKind::unsatisfiable);
  EXPECT_EQ(parse_range("bytes=0-", 0, range), RangeKind::unsatisfiable);
  EXPECT_EQ(parse_range("bytes=5-4", 10, range), RangeKind::whole);
  EXPECT_EQ(parse_range("bytes=99999999999999999999-", 10, range), RangeKind::whole);
  EXPECT_EQ(parse_range("lines=0-1", 10, range), RangeKind::whole);
  ASSERT_EQ(parse_range("bytes=-99", 10, range), RangeKind::part);
  EXPECT_EQ(range.count, 10u);
}

TEST(HttpParts, TokensAreWholeWordsOfAnyCase) {
  EXPECT_TRUE(has_token("keep-alive, Upgrade", "upgrade"));
  EXPECT_TRUE(has_token("UPGRADE", "upgrade"));
  EXPECT_FALSE(has_token("upgraded", "upgrade"));
  EXPECT_FALSE(has_token("", "upgrade"));
}

// However the network cuts a request, the same request comes out.
TEST(HttpParser, CutsMakeNoDifference) {
  const std::string bytes =
      "POST /a?b=c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX-Y: z\r\n\r\n"
      "3\r\nabc\r\n5\r\ndefgh\r\n0\r\n\r\n";
  EXPECT_TRUE(rc::check([&](const std::vector<std::uint8_t>& cuts) {
    const Limits limits;
    const std::string no_spool;
    RequestParser parser(limits, no_spool);
    std::string pending;
    std::size_t sent = 0;
    for (std::size_t i = 0; parser.state() != RequestParser::State::done && i < cuts.size() + 3; ++i) {
      const auto piece = i < cuts.size() ? cuts[i] % 16u : bytes.size();
      pending += bytes.substr(std::min(sent, bytes.size()), piece);
      sent += piece;
      pending.erase(0, parser.feed(pending));
    }
    RC_ASSERT(parser.state() == RequestParser::State::done);
    RC_ASSERT(pending.empty());
    RC_ASSERT(parser.request().body == "abcdefgh");
    RC_ASSERT(parser.request().header("x-y") == "z");
    RC_ASSERT(parser.request().query_value("b") == "c");
  }));
}

TEST(HttpParser, TheLastChunkMayComeByteByByte) {
  const Limits limits;
  const std::string no_spool;
  RequestParser parser(limits, no_spool);
  std::string pending;
  for (const char c : std::string_view("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
    pending += c;
    pending.erase(0, parser.feed(pending));
  }
  EXPECT_EQ(parser.state(), RequestParser::State::done);
}

}  // namespace
}  // namespace pult::net
