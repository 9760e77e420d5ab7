// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/csv.hpp"

#include <algorithm>

namespace pult::text {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
constexpr std::size_t max_first_line = 64 * 1024;

// The first line end outside of quotes.
std::size_t first_line_end(std::string_view bytes) {
  bool quoted = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '"') quoted = !quoted;
    if (!quoted && (bytes[i] == '\n' || bytes[i] == '\r')) return i;
  }
  return std::string_view::npos;
}

}  // namespace

char guess_separator(std::string_view first_line) {
  char best = ',';
  std::ptrdiff_t most = 0;
  // Whoever names columns writes commas into the names sooner than tabs.
  for (const char candidate : {'\t', ';', '|', ','}) {
    bool quoted = false;
    std::ptrdiff_t count = 0;
    for (const char c : first_line) {
      if (c == '"') quoted = !quoted;
      count += !quoted && c == candidate;
    }
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

void CsvReader::find_separator(bool at_end) {
  if (waiting_.size() < byte_order_mark.size() && byte_order_mark.starts_with(waiting_) && !at_end) return;
  const auto end = first_line_end(waiting_);
  if (!separator_ && end == std::string_view::npos && !at_end && waiting_.size() < max_first_line) return;
  started_ = true;
  std::string_view bytes(waiting_);
  if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
  if (!separator_) separator_ = guess_separator(std::string_view(waiting_).substr(0, end));
  for (const char c : bytes) take(c);
  waiting_ = std::string();
}

void CsvReader::feed(std::string_view bytes) {
  if (started_) {
    for (const char c : bytes) take(c);
    return;
  }
  waiting_ += bytes;
  find_separator(false);
}

void CsvReader::finish() {
  if (!started_) find_separator(true);
  if (state_ == State::quoted) record_.problem = "a quote is not closed";
  if (state_ != State::start || !record_.fields.empty()) end_record();
}

void CsvReader::take(char c) {
  const bool is_second_half = after_cr_ && c == '\n';  // of CRLF
  after_cr_ = c == '\r';
  if (c == '\n' || (c == '\r')) line_ += !is_second_half;
  if (++record_bytes_ > max_record_bytes && record_.problem.empty()) record_.problem = "the record is too long";
  const bool keeps = record_.problem.empty();
  if (state_ == State::quoted) {
    if (c == '"')
      state_ = State::quote_in_quoted;
    else if (keeps)
      field_ += c;
    return;
  }
  if (state_ == State::quote_in_quoted && c == '"') {
    if (keeps) field_ += c;
    state_ = State::quoted;
    return;
  }
  if (c == '\n' || c == '\r') {
    if (!is_second_half)
      end_record();
    else
      record_bytes_ = 0;
    return;
  }
  if (state_ == State::start && record_.fields.empty() && field_.empty() && record_.line == 0) record_.line = line_;
  if (c == separator_) return end_field();
  if (c == '"' && state_ == State::start) {
    is_quoted_ = true;
    state_ = State::quoted;
    return;
  }
  // What follows a closing quote, or a quote inside a plain field, is taken as it stands.
  state_ = State::plain;
  if (keeps) field_ += c;
}

void CsvReader::end_field() {
  if (record_.fields.size() < max_fields)
    record_.fields.push_back(std::move(field_));
  else
    record_.problem = "there are too many fields";
  field_.clear();
  is_quoted_ = false;
  state_ = State::start;
}

void CsvReader::end_record() {
  const bool is_blank = record_.fields.empty() && field_.empty() && !is_quoted_;
  if (!is_blank) {
    end_field();
    done_.push_back(std::move(record_));
  }
  record_ = CsvRecord();
  field_.clear();
  is_quoted_ = false;
  record_bytes_ = 0;
  state_ = State::start;
}

std::optional<CsvRecord> CsvReader::next() {
  if (done_.empty()) return std::nullopt;
  auto record = std::move(done_.front());
  done_.pop_front();
  return record;
}

std::string render_csv_line(const std::vector<std::string>& cells) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& cell = cells[i];
    out += i ? ",\"" : "\"";
    if (!cell.empty() && std::string_view("=+-@\t\r").find(cell[0]) != std::string_view::npos) out += '\'';
    for (const char c : cell) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  return out + "\r\n";
}

}  // namespace pult::text
