// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/imap_response.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "net/imap_folder_name.hpp"

namespace pult::net {
namespace {

using Kind = ImapValue::Kind;

ImapValue atom(std::string text) { return {Kind::atom, std::move(text)}; }
ImapValue text(std::string text) { return {Kind::string, std::move(text)}; }

std::vector<ImapResponse> read_all(std::string_view bytes, ImapLimits limits = {}) {
  ImapResponseReader reader(limits);
  EXPECT_TRUE(reader.feed(bytes));
  std::vector<ImapResponse> out;
  while (auto response = reader.next()) out.push_back(std::move(*response));
  return out;
}

ImapResponse read_one(std::string_view bytes, ImapLimits limits = {}) {
  auto all = read_all(bytes, limits);
  EXPECT_EQ(all.size(), 1U) << bytes;
  return all.empty() ? ImapResponse{} : all.front();
}

TEST(ImapResponse, StatusWithCodeAndWords) {
  auto untagged = read_one("* OK [UIDVALIDITY 3857529045] UIDs valid\r\n");
  EXPECT_EQ(untagged.kind, ImapResponse::Kind::untagged);
  EXPECT_EQ(untagged.name, "OK");
  EXPECT_EQ(untagged.code, "UIDVALIDITY 3857529045");
  EXPECT_EQ(untagged.text, "UIDs valid");
  auto tagged = read_one("A7 no [TRYCREATE] No {such} folder {5}\r\n");
  EXPECT_EQ(tagged.kind, ImapResponse::Kind::tagged);
  EXPECT_EQ(tagged.tag, "A7");
  EXPECT_EQ(tagged.name, "NO");
  EXPECT_EQ(tagged.text, "No {such} folder {5}") << "free text announces no literal";
  EXPECT_EQ(read_one("* BYE\r\n").name, "BYE");
}

TEST(ImapResponse, Continuation) {
  EXPECT_EQ(read_one("+ idling\r\n").text, "idling");
  EXPECT_EQ(read_one("+\r\n").kind, ImapResponse::Kind::continuation);
}

TEST(ImapResponse, NumbersAndSearch) {
  auto exists = read_one("* 23 EXISTS\n");
  EXPECT_EQ(exists.number, 23U);
  EXPECT_EQ(exists.name, "EXISTS");
  EXPECT_EQ(read_one("* SEARCH 2 84 882\r\n").values, (std::vector{atom("2"), atom("84"), atom("882")}));
  EXPECT_TRUE(read_one("* SEARCH \r\n").values.empty());
}

TEST(ImapResponse, FetchWithLiteralsListsAndQuotes) {
  auto fetch = read_one(
      "* 12 FETCH (UID 7 FLAGS (\\Seen $Forwarded) BODY[HEADER.FIELDS (TO CC)]<0> {9}\r\nTo: (\r\n{3 "
      "X {0}\r\n Y \"a \\\"b\\\\\" NIL)\r\n");
  ASSERT_EQ(fetch.values.size(), 1U);
  const auto& items = fetch.values.front().items;
  ImapValue flags{Kind::list, "", {atom("\\Seen"), atom("$Forwarded")}};
  EXPECT_EQ(items, (std::vector{atom("UID"), atom("7"), atom("FLAGS"), flags, atom("BODY[HEADER.FIELDS (TO CC)]<0>"),
                                text("To: (\r\n{3"), atom("X"), text(""), atom("Y"), text("a \"b\\"), ImapValue{}}));
}

TEST(ImapResponse, LiteralOverTheLimitIsCountedAndSkipped) {
  ImapLimits limits{.literal_bytes = 4};
  auto all = read_all("* 1 FETCH (A {3}\r\nabc B {5}\r\nqwert)\r\n* 2 FETCH (C {4}\r\nwxyz)\r\n", limits);
  ASSERT_EQ(all.size(), 2U);
  const auto& items = all[0].values.front().items;
  EXPECT_EQ(items[1], text("abc"));
  EXPECT_EQ(items[3].kind, Kind::skipped);
  EXPECT_EQ(items[3].octets, 5U);
  EXPECT_EQ(all[1].values.front().items[1], text("wxyz")) << "the limit is per response";
}

TEST(ImapResponse, MalformedInputIsAnErrorForGood) {
  for (std::string_view bytes :
       {"\r\n", "* \r\n", "* LIST (a\r\n", "* LIST a)\r\n", "* LIST \"a\r\n", "* LIST \"a\\\r\n", "A1 FETCH 3\r\n",
        "* LIST {x}\r\n", "* LIST {5} x\r\n", "* LIST {99999999999}\r\n", "* LIST \"{1}\r\nx\r\n", "* LIST a{b\r\n"}) {
    ImapResponseReader reader;
    auto result = reader.feed(bytes);
    ASSERT_FALSE(result) << bytes;
    EXPECT_EQ(result.error().code, "imap_protocol");
    EXPECT_FALSE(reader.feed("* OK fine\r\n"));
    EXPECT_FALSE(reader.next());
  }
}

TEST(ImapResponse, LimitsHold) {
  ImapLimits limits{.line_bytes = 40, .values = 5, .depth = 3};
  auto fails = [&](std::string_view bytes) { return !ImapResponseReader(limits).feed(bytes); };
  EXPECT_TRUE(fails(std::string(41, 'a')));
  EXPECT_TRUE(fails("* LIST (((( \r\n"));
  EXPECT_FALSE(fails("* LIST (((a)))\r\n"));
  EXPECT_TRUE(fails("* LIST a b c d e f\r\n"));
  EXPECT_TRUE(fails("* A {0}\r\n{0}\r\n{0}\r\n{0}\r\n{0}\r\n{0}\r\n{0}\r\n"));
  EXPECT_TRUE(fails(std::string_view("* OK \0\r\n", 8)));
}

// Whatever a server could say, well formed.
rc::Gen<std::string> any_response() {
  using namespace rc;
  auto bytes = gen::container<std::string>(gen::arbitrary<char>());
  auto piece =
      gen::oneOf(gen::element<std::string>("UID 7", "NIL", "\"q\\\"uo\"", "(a (b) ())", "BODY[TEXT (x y)]", "\\Flag"),
                 gen::map(bytes, [](const std::string& b) { return "{" + std::to_string(b.size()) + "}\r\n" + b; }));
  auto data = gen::map(gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& pieces) {
    std::string out = "* 3 FETCH (";
    for (const auto& p : pieces) out += p + " ";
    return out + ")\r\n";
  });
  auto status = gen::element<std::string>("* OK [CODE x] hello\r\n", "A1 OK done\r\n", "+ go on\r\n", "* 3 EXISTS\r\n",
                                          "* SEARCH 1 2 3\r\n", "* BYE\r\n");
  return gen::oneOf(data, status);
}

TEST(ImapResponse, SplittingTheBytesChangesNothing) {
  EXPECT_TRUE(rc::check([] {
    std::string bytes;
    for (const auto& response : *rc::gen::container<std::vector<std::string>>(any_response())) bytes += response;
    auto whole = read_all(bytes);
    ImapResponseReader reader;
    std::vector<ImapResponse> parts;
    for (std::size_t at = 0; at < bytes.size();) {
      auto size = *rc::gen::inRange<std::size_t>(1, 20);
      RC_ASSERT(reader.feed(std::string_view(bytes).substr(at, size)).has_value());
      while (auto response = reader.next()) parts.push_back(std::move(*response));
      at += size;
    }
    RC_ASSERT(parts == whole);
  }));
}

TEST(ImapFolderName, ModifiedUtf7) {
  EXPECT_EQ(render_imap_folder_name("INBOX"), "INBOX");
  EXPECT_EQ(render_imap_folder_name("R&D"), "R&-D");
  // RFC 3501 section 5.1.3
  EXPECT_EQ(render_imap_folder_name("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
  EXPECT_EQ(render_imap_folder_name("Příchozí"), "P&AVkA7Q-choz&AO0-");
  EXPECT_EQ(render_imap_folder_name("😀"), "&2D3eAA-");
  for (std::string_view bad : {"\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf", "\xf5\x80\x80\x80", "a\r\nb"})
    EXPECT_EQ(render_imap_folder_name(bad), std::nullopt);
}

}  // namespace
}  // namespace pult::net
