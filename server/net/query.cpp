// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "net/http_server.hpp"

namespace pult::net {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A name or value that does not decode is kept as it was sent: a stray "%" in a search box is no reason to fail.
std::string decode_or_keep(std::string_view raw) {
  auto decoded = percent_decode(raw, true);
  return decoded ? std::move(*decoded) : std::string(raw);
}

std::string_view find_value(const Query& pairs, std::string_view name) {
  const auto found = std::ranges::find_if(pairs, [&](const auto& pair) { return pair.first == name; });
  return found == pairs.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '+' && plus_is_space) {
      c = ' ';
    } else if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return std::nullopt;
    out += c;
  }
  return out;
}

Query parse_query(std::string_view raw) {
  Query query;
  while (!raw.empty()) {
    const auto end = std::min(raw.find('&'), raw.size());
    const auto pair = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
    query.emplace_back(decode_or_keep(pair.substr(0, equals)), decode_or_keep(value));
  }
  return query;
}

std::string_view Request::header(std::string_view lower_name) const { return find_value(headers, lower_name); }

std::string_view Request::query_value(std::string_view name) const { return find_value(query, name); }

bool Request::has_query(std::string_view name) const {
  return std::ranges::any_of(query, [&](const auto& pair) { return pair.first == name; });
}

}  // namespace pult::net
