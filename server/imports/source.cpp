// SPDX-License-Identifier: AGPL-3.0-or-later
#include "imports/source.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace pult::imports {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024, max_raw_bytes = 2000, max_line_bytes = 16 * 1024 * 1024;
constexpr std::size_t max_json_depth = 32;

std::string bounded(std::string_view raw) {
  const auto valid = text::to_valid_utf8(raw.substr(0, max_raw_bytes));
  return std::string(text::truncate_utf8(valid, max_raw_bytes));
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && (unsigned char)text.front() <= ' ') text.remove_prefix(1);
  while (!text.empty() && (unsigned char)text.back() <= ' ') text.remove_suffix(1);
  return text::to_valid_utf8(text);
}

}  // namespace

std::string_view render_format(Format format) { return format == Format::csv ? "csv" : "jsonl"; }

std::optional<Format> parse_format(std::string_view text) {
  if (text == "csv" || text == "tsv") return Format::csv;
  if (text == "jsonl" || text == "ndjson") return Format::jsonl;
  return std::nullopt;
}

Format guess_format(std::string_view file_name, std::string_view first_bytes) {
  if (const auto by_name = parse_format(file_name.substr(file_name.rfind('.') + 1))) return *by_name;
  const auto first = first_bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && first_bytes[first] == '{' ? Format::jsonl : Format::csv;
}

std::optional<SourceRow> Source::next() { return format_ == Format::csv ? next_csv() : next_json(); }

std::optional<text::CsvRecord> Source::record() {
  for (;;) {
    if (auto record = csv_.next()) return record;
    if (at_end_) return std::nullopt;
    std::string piece(piece_bytes, '\0');
    bytes_.read(piece.data(), std::streamsize(piece.size()));
    piece.resize(std::size_t(bytes_.gcount()));
    csv_.feed(piece);
    at_end_ = !bytes_;
    if (at_end_) csv_.finish();
  }
}

std::optional<SourceRow> Source::next_csv() {
  if (!has_header_) {
    const auto header = record();
    if (!header) return std::nullopt;
    has_header_ = true;
    for (const auto& name : header->fields) columns_.push_back(trimmed(name));
  }
  auto found = record();
  if (!found) return std::nullopt;
  SourceRow row;
  row.number = ++number_;
  row.line = found->line;
  row.problem = std::move(found->problem);
  std::string raw;
  for (const auto& field : found->fields) raw.append(raw.empty() ? "" : ",").append(field);
  row.raw = bounded(raw);
  if (found->fields.size() > columns_.size() && row.problem.empty())
    row.problem =
        "it has " + std::to_string(found->fields.size()) + " fields, the header has " + std::to_string(columns_.size());
  for (std::size_t i = 0; i < std::min(columns_.size(), found->fields.size()); ++i)
    if (!columns_[i].empty()) row.values[columns_[i]] = trimmed(found->fields[i]);
  return row;
}

std::optional<SourceRow> Source::next_json() {
  std::string text;
  do {
    if (!std::getline(bytes_, text)) return std::nullopt;
    ++line_;
    if (line_ == 1 && text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  } while (text.find_first_not_of(" \t\r") == std::string::npos);
  SourceRow row;
  row.number = ++number_;
  row.line = line_;
  row.raw = bounded(text);
  if (text.size() > max_line_bytes) {
    row.problem = "the line is too long";
    return row;
  }
  json::parse_options options;
  options.max_depth = max_json_depth;
  boost::system::error_code broken;
  auto value = json::parse(text, broken, {}, options);
  if (broken || !value.is_object()) {
    row.problem = "the line is no JSON object";
    return row;
  }
  row.values = std::move(value.get_object());
  constexpr std::size_t max_columns = 200;
  for (const auto& [name, ignored] : row.values)
    if (columns_.size() < max_columns && std::ranges::find(columns_, std::string_view(name)) == columns_.end())
      columns_.emplace_back(name);
  return row;
}

std::int64_t count_rows(std::istream& bytes, Format format) {
  Source source(bytes, format);
  std::int64_t count = 0;
  while (source.next()) ++count;
  return count;
}

}  // namespace pult::imports
