// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/postgres/placeholders.hpp"

#include <algorithm>
#include <charconv>

namespace pult::sql::postgres {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::size_t after(std::string_view sql, std::string_view end, std::size_t from) {
  const auto at = sql.find(end, from);
  return at == sql.npos ? sql.size() : at + end.size();
}

// Block comments nest in PostgreSQL (its manual, 4.1.5).
std::size_t after_block_comment(std::string_view sql, std::size_t at) {
  int depth = 0;
  do {
    if (sql.substr(at, 2) == "/*") {
      ++depth;
      at += 2;
    } else if (sql.substr(at, 2) == "*/") {
      --depth;
      at += 2;
    } else {
      ++at;
    }
  } while (depth > 0 && at < sql.size());
  return std::min(at, sql.size());
}

// $tag$ ... $tag$; only the dollar when it starts no quote.
std::size_t after_dollar_quote(std::string_view sql, std::size_t at) {
  std::size_t end = at + 1;
  while (end < sql.size() && is_word(sql[end])) ++end;
  if (end == sql.size() || sql[end] != '$' || is_digit(sql[at + 1])) return at + 1;
  return after(sql, sql.substr(at, end + 1 - at), end + 1);
}

// Where the piece that starts here and is copied as it is ends. A doubled quote is two pieces side by side.
std::size_t after_piece(std::string_view sql, std::size_t at) {
  const char c = sql[at];
  const char next = at + 1 < sql.size() ? sql[at + 1] : '\0';
  if (c == '\'' || c == '"') return after(sql, sql.substr(at, 1), at + 1);
  if (c == '-' && next == '-') return after(sql, "\n", at);
  if (c == '/' && next == '*') return after_block_comment(sql, at);
  if (c == '$') return after_dollar_quote(sql, at);
  return at + 1;
}

}  // namespace

Result<std::string> to_postgres(std::string_view sql, const std::vector<Param>& params) {
  std::string out;
  out.reserve(sql.size() + 8);
  std::size_t highest = 0;
  for (std::size_t at = 0; at < sql.size();) {
    if (sql[at] != '?') {
      const auto end = after_piece(sql, at);
      out += sql.substr(at, end - at);
      at = end;
      continue;
    }
    std::size_t number = 0;
    const char* const end = std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number).ptr;
    at = std::size_t(end - sql.data());
    if (number == 0) {
      at += sql.substr(at).starts_with('?');
      out += '?';
    } else if (number <= params.size() && std::holds_alternative<Null>(params[number - 1].value())) {
      out += "NULL";
    } else {
      out.append("$").append(std::to_string(number));
    }
    highest = std::max(highest, number);
  }
  if (highest == params.size()) return out;
  return base::fail(ErrorKind::internal, "sql_error", "Internal error",
                    std::to_string(params.size()) + " parameters for: " + std::string(sql));
}

}  // namespace pult::sql::postgres
