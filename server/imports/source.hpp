// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows of a file, one by one: CSV with a header line, or JSON lines. Memory is bounded by one row.
#pragma once
#include <boost/json.hpp>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "text/csv.hpp"

namespace pult::imports {

namespace json = boost::json;

enum class Format : std::uint8_t { csv, jsonl };
std::string_view render_format(Format format);
std::optional<Format> parse_format(std::string_view text);
// By the name's ending, else by the first bytes.
Format guess_format(std::string_view file_name, std::string_view first_bytes);

struct SourceRow {
  std::int64_t number = 0;  // from 1, without the header
  std::int64_t line = 0;
  json::object values;  // column -> text (CSV) or whatever JSON has
  std::string raw;      // as it stood, cut to a bound
  std::string problem;  // "" or why it cannot be read
};

class Source {
 public:
  Source(std::istream& bytes, Format format) : bytes_(bytes), format_(format) {}
  // nullopt at the end.
  std::optional<SourceRow> next();
  // Known once the first row was read: of CSV the header; of JSON lines the members of the first objects.
  const std::vector<std::string>& columns() const { return columns_; }

 private:
  std::optional<SourceRow> next_csv();
  std::optional<SourceRow> next_json();
  std::optional<text::CsvRecord> record();

  std::istream& bytes_;
  Format format_;
  text::CsvReader csv_;
  bool has_header_ = false, at_end_ = false;
  std::vector<std::string> columns_;
  std::int64_t number_ = 0, line_ = 0;
};

// How many rows there are: reads to the end.
std::int64_t count_rows(std::istream& bytes, Format format);

}  // namespace pult::imports
