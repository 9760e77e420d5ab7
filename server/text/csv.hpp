// SPDX-License-Identifier: AGPL-3.0-or-later
// CSV as people have it (RFC 4180): quoted fields with line ends in them, any of CRLF, LF and CR, a byte order mark,
// and semicolons or tabs where a spreadsheet wrote those. Reads in pieces; memory is bounded by one record.
#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pult::text {

struct CsvRecord {
  std::vector<std::string> fields;
  std::int64_t line = 0;  // where it begins, from 1
  std::string problem;    // "" or what is wrong with it: an open quote, too long
};

class CsvReader {
 public:
  static constexpr std::size_t max_record_bytes = 4 * 1024 * 1024;
  static constexpr std::size_t max_fields = 1000;

  // `separator` 0: found out from the first line.
  explicit CsvReader(char separator = 0) : separator_(separator) {}

  void feed(std::string_view bytes);
  // No more bytes come: the last record may lack its line end.
  void finish();
  // Records in order; blank lines are none. nullopt: feed more.
  std::optional<CsvRecord> next();
  char separator() const { return separator_; }

 private:
  enum class State : std::uint8_t { start, plain, quoted, quote_in_quoted };
  void take(char c);
  void end_field();
  void end_record();
  void find_separator(bool at_end);

  char separator_;
  bool started_ = false;
  std::string waiting_;  // until the separator is known
  State state_ = State::start;
  bool after_cr_ = false, is_quoted_ = false;
  std::string field_;
  std::size_t record_bytes_ = 0;
  CsvRecord record_;
  std::int64_t line_ = 1;
  std::deque<CsvRecord> done_;
};

// The separator that the first line (outside of quotes) has most of; a comma when it has none.
char guess_separator(std::string_view first_line);

// One record as a line with CRLF; cells that a spreadsheet would run as formulas are disarmed by an apostrophe.
std::string render_csv_line(const std::vector<std::string>& cells);

}  // namespace pult::text
