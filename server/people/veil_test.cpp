// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/veil.hpp"

#include <gtest/gtest.h>

namespace pult::people {
namespace {

namespace json = boost::json;

const Veil veil({"help@desk.example"});

std::string covered(std::string_view text) {
  auto value = json::parse(text);
  veil.cover(value);
  return json::serialize(value);
}

TEST(Veil, KeepsTheFirstLetters) {
  EXPECT_EQ(veiled_address("alice@example.com"), "a•••@e•••.com");
  EXPECT_EQ(veiled_address("žofie@škola.cz"), "ž•••@š•••.cz");
  EXPECT_EQ(veiled_address("root@localhost"), "r•••@l•••");
  EXPECT_EQ(veiled_phone("+420 601 555 009"), "•••09");
  EXPECT_EQ(veiled_phone("112"), "•••");
  EXPECT_EQ(veiled_phone(""), "");
}

TEST(Veil, CoversWhatStandsInTexts) {
  EXPECT_EQ(veil.cover("Alice <alice@example.com>, bob@x.org."), "Alice <a•••@e•••.com>, b•••@x•••.org.");
  EXPECT_EQ(veil.cover("https://crm.example/?q=alice%40example.com&n=1"), "https://crm.example/?q=a•••@e•••.com&n=1");
  EXPECT_EQ(veil.cover("+420601555009"), "•••09");
  EXPECT_EQ(veil.cover("2026-11-22"), "2026-11-22");
  EXPECT_EQ(veil.cover("@anna and x@"), "@anna and x@");
  EXPECT_EQ(veil.cover(veil.cover("alice@example.com")), "a•••@e•••.com");
}

TEST(Veil, LeavesTheDesksOwn) {
  EXPECT_EQ(veil.cover("help@desk.example Help+id7@Desk.example"), "help@desk.example Help+id7@Desk.example");
}

TEST(Veil, LeavesWhatPeopleWriteAndWhoAgentsAre) {
  EXPECT_EQ(covered(R"({"body":"a@b.org","from":{"address":"a@b.org"}})"),
            R"({"body":"a@b.org","from":{"address":"a•••@b•••.org"}})");
  EXPECT_EQ(covered(R"({"role":"agent","email":"a@b.org","phone":"+420601555009"})"),
            R"({"role":"agent","email":"a@b.org","phone":"+420601555009"})");
  EXPECT_EQ(covered(R"({"role":"end-user","email":"a@b.org","phone":"601555009"})"),
            R"({"role":"end-user","email":"a•••@b•••.org","phone":"•••09"})");
  EXPECT_EQ(covered(R"([{"type":"phone_number","value":"601555009"}])"),
            R"([{"type":"phone_number","value":"•••09"}])");
}

TEST(Veil, IsKnownAgain) {
  EXPECT_TRUE(is_veiled("a•••@b•••.org"));
  EXPECT_FALSE(is_veiled("a@b.org"));
}

}  // namespace
}  // namespace pult::people
