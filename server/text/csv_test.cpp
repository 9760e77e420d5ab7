// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/csv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::text {
namespace {

using Fields = std::vector<std::vector<std::string>>;

std::vector<CsvRecord> read(const std::string& bytes, std::size_t piece = std::string::npos, char separator = 0) {
  CsvReader reader(separator);
  for (std::size_t at = 0; at < bytes.size(); at += std::min(piece, bytes.size() - at))
    reader.feed(std::string_view(bytes).substr(at, piece));
  reader.finish();
  std::vector<CsvRecord> out;
  while (auto record = reader.next()) out.push_back(std::move(*record));
  return out;
}

Fields fields(const std::string& bytes, std::size_t piece = std::string::npos) {
  Fields out;
  for (auto& record : read(bytes, piece)) out.push_back(std::move(record.fields));
  return out;
}

TEST(Csv, ReadsWhatRfc4180Describes) {
  EXPECT_EQ(fields("a,b\r\n1,2\r\n"), (Fields{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(fields("a,b\n\"1,\"\"x\"\"\",\"two\r\nlines\""), (Fields{{"a", "b"}, {"1,\"x\"", "two\r\nlines"}}));
  EXPECT_EQ(fields("a,,\n,b,\n"), (Fields{{"a", "", ""}, {"", "b", ""}}));
  EXPECT_EQ(fields("a\rb\r\rc"), (Fields{{"a"}, {"b"}, {"c"}}));
  EXPECT_EQ(fields(""), Fields{});
  EXPECT_EQ(fields("\n\n"), Fields{});
  EXPECT_EQ(fields("\"\"\n"), (Fields{{""}}));
}

TEST(Csv, FindsTheSeparatorAndTheByteOrderMark) {
  EXPECT_EQ(fields("\xef\xbb\xbfname;mail\nAnn;a@x.example\n"), (Fields{{"name", "mail"}, {"Ann", "a@x.example"}}));
  EXPECT_EQ(fields("name\tmail, or phone\nAnn\t1\n"), (Fields{{"name", "mail, or phone"}, {"Ann", "1"}}));
  EXPECT_EQ(fields("\"a;b\",c\n1,2"), (Fields{{"a;b", "c"}, {"1", "2"}}));
  EXPECT_EQ(guess_separator("one column"), ',');
}

TEST(Csv, SaysWhatIsWrongAndWhere) {
  const auto records = read("a,b\n1,2\n\n\"open,3\n4,5\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[1].line, 2);
  EXPECT_EQ(records[2].line, 4);
  EXPECT_EQ(records[2].problem, "a quote is not closed");
  EXPECT_EQ(records[0].problem, "");
  const auto odd = fields("a\"b,\"c\"d\n");
  EXPECT_EQ(odd, (Fields{{"a\"b", "cd"}}));
}

TEST(Csv, IsBounded) {
  const auto records = read("a,b\n\"" + std::string(CsvReader::max_record_bytes + 10, 'x') + "\",1\n2,3\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[1].problem, "the record is too long");
  EXPECT_EQ(records[2].fields, (std::vector<std::string>{"2", "3"}));
  EXPECT_EQ(read(std::string(3000, ',')).front().problem, "there are too many fields");
}

TEST(Csv, WritesCellsThatNoSpreadsheetRuns) {
  EXPECT_EQ(render_csv_line({"a", "b\"c", "=1+1", "-x", ""}), "\"a\",\"b\"\"c\",\"'=1+1\",\"'-x\",\"\"\r\n");
}

rc::Gen<std::string> cell() {
  return rc::gen::container<std::string>(rc::gen::element('a', 'b', ' ', '"', ',', ';', '\n', '\r', '\t', '\xc3'));
}

RC_GTEST_PROP(CsvProperty, WhatIsWrittenIsRead, ()) {
  auto rows = *rc::gen::resize(15, rc::gen::container<Fields>(rc::gen::container<std::vector<std::string>>(cell())));
  std::erase_if(rows, [](const auto& row) { return row.empty(); });
  std::string bytes;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      bytes += i ? ",\"" : "\"";
      for (const char c : row[i]) bytes.append(c == '"' ? 2 : 1, c);
      bytes += i + 1 == row.size() ? "\"\r\n" : "\"";
    }
  Fields got;
  for (auto& record : read(bytes, std::string::npos, ',')) got.push_back(std::move(record.fields));
  RC_ASSERT(got == rows);
}

RC_GTEST_PROP(CsvProperty, PiecesMakeNoDifference, ()) {
  const auto bytes = *cell();
  const auto piece = *rc::gen::inRange<std::size_t>(1, 5);
  const auto whole = read(bytes), pieces = read(bytes, piece);
  RC_ASSERT(whole.size() == pieces.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    RC_ASSERT(whole[i].fields == pieces[i].fields);
    RC_ASSERT(whole[i].line == pieces[i].line);
    RC_ASSERT(whole[i].problem == pieces[i].problem);
  }
}

}  // namespace
}  // namespace pult::text
