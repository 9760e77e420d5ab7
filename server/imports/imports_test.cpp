// SPDX-License-Identifier: AGPL-3.0-or-later
// The pure parts of imports: rows of files, and which column is which field.
#include <gtest/gtest.h>

#include <sstream>

#include "imports/mapping.hpp"
#include "imports/source.hpp"

namespace pult::imports {
namespace {

std::vector<SourceRow> rows(const std::string& bytes, Format format) {
  std::istringstream in(bytes);
  Source source(in, format);
  std::vector<SourceRow> out;
  while (auto row = source.next()) out.push_back(std::move(*row));
  return out;
}

TEST(Source, ReadsCsvUnderItsHeader) {
  const auto read = rows("name, mail ,\nAnn,a@x.example,ignored\nBob\nx,y,z,too many\n", Format::csv);
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(json::serialize(read[0].values), R"({"name":"Ann","mail":"a@x.example"})");
  EXPECT_EQ(json::serialize(read[1].values), R"({"name":"Bob"})");
  EXPECT_EQ(read[1].number, 2);
  EXPECT_EQ(read[1].line, 3);
  EXPECT_NE(read[2].problem, "");
  EXPECT_TRUE(rows("", Format::csv).empty());
  EXPECT_TRUE(rows("only,a,header\n", Format::csv).empty());
}

TEST(Source, ReadsJsonLines) {
  const auto read = rows("\xef\xbb\xbf{\"a\": 1}\n\n[2]\n{broken\r\n{\"b\": {\"c\": [true]}}", Format::jsonl);
  ASSERT_EQ(read.size(), 4U);
  EXPECT_EQ(read[0].problem, "");
  EXPECT_NE(read[1].problem, "");
  EXPECT_NE(read[2].problem, "");
  EXPECT_EQ(read[3].line, 5);
  EXPECT_EQ(read[3].number, 4);
}

TEST(Source, BytesThatAreNoTextBecomeText) {
  const auto read = rows("name\n\xff\xfe\n", Format::csv);
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].values.at("name").as_string(), "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(Source, FormatsAreGuessed) {
  EXPECT_EQ(guess_format("people.csv", "{"), Format::csv);
  EXPECT_EQ(guess_format("people.ndjson", "x"), Format::jsonl);
  EXPECT_EQ(guess_format("people", "  {\"a\""), Format::jsonl);
  EXPECT_EQ(guess_format("people.txt", "a,b"), Format::csv);
}

TEST(Mapping, GuessesByTheNamesThatOthersUse) {
  const auto users =
      guess_mapping(Kind::users, {"User ID", "Full name", "E-mail address", "Organisation", "Shoe size"});
  EXPECT_EQ(users, (Mapping{{"User ID", "external_id"},
                            {"Full name", "name"},
                            {"E-mail address", "email"},
                            {"Organisation", "organization"}}));
  const auto tickets = guess_mapping(Kind::tickets, {"id", "Title", "external_id", "custom_fields.Color"});
  EXPECT_EQ(
      tickets,
      (Mapping{{"external_id", "external_id"}, {"Title", "subject"}, {"custom_fields.Color", "custom_fields.Color"}}));
}

TEST(Mapping, IsChecked) {
  const auto parse = [](Kind kind, std::string_view text) {
    return parse_mapping(kind, json::parse(text).as_object());
  };
  EXPECT_TRUE(parse(Kind::users, R"({"a": "name", "b": "user_fields.size", "c": null, "d": ""})"));
  EXPECT_FALSE(parse(Kind::users, R"({"a": "subject"})"));
  EXPECT_FALSE(parse(Kind::users, R"({"a": "user_fields."})"));
  EXPECT_FALSE(parse(Kind::users, R"({"a": "name", "b": "name"})"));
  EXPECT_FALSE(parse(Kind::users, R"({"a": 1})"));
  EXPECT_FALSE(parse(Kind::users, R"({"a": null})"));
  EXPECT_EQ(json::serialize(apply_mapping({{"a", "name"}, {"b", "email"}, {"c", "notes"}},
                                          json::parse(R"({"a": "x", "b": "", "d": 1})").as_object())),
            R"({"name":"x"})");
}

}  // namespace
}  // namespace pult::imports
