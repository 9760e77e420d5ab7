// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/page.hpp"

#include <charconv>

#include "crypto/crypto.hpp"
#include "text/utf8.hpp"

namespace pult::api {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::unexpected<Error> bad(std::string why) {
  return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", std::move(why));
}

Result<Page> cursor_page(const net::Request& request, std::string_view size, int max_size) {
  Page page;
  page.by_cursor = true;
  const auto wanted = number(size);
  if (!wanted || *wanted < 1 || *wanted > max_size)
    return bad("page[size] must be between 1 and " + std::to_string(max_size));
  page.size = int(*wanted);
  const auto cursor = request.query_value("page[after]");
  if (cursor.empty()) return page;
  page.after = PULT_TRY(parse_cursor(cursor, &page.after_text));
  return page;
}

std::string escaped(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    const bool plain = std::isalnum(c) || std::string_view("-._~:,").find(char(c)) != std::string_view::npos;
    if (plain)
      out += char(c);
    else
      out.append("%").append(1, digits[c >> 4]).append(1, digits[c & 15]);
  }
  return out;
}

// The request's own address with some query members replaced.
std::string address_with(const Call& call, const std::vector<std::pair<std::string, std::string>>& replaced) {
  std::string out = call.base_url + call.request.path;
  char separator = '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    out.append(1, separator).append(escaped(name)).append("=").append(escaped(value));
    separator = '&';
  };
  for (const auto& [name, value] : call.request.query) {
    bool is_replaced = false;
    for (const auto& [other, ignored] : replaced) is_replaced |= other == name;
    if (!is_replaced) add(name, value);
  }
  for (const auto& [name, value] : replaced)
    if (!value.empty()) add(name, value);
  return out;
}

}  // namespace

Result<std::vector<std::int64_t>> parse_cursor(std::string_view cursor, std::string* text) {
  const auto forged = [] { return bad("page[after] is not a valid cursor"); };
  const auto plain = crypto::parse_base64(cursor);
  if (!plain || !plain->starts_with("v1:")) return forged();
  const std::string_view whole(*plain);
  const auto bar = whole.find('|');
  std::string_view numbers = whole.substr(3, bar == std::string_view::npos ? bar : bar - 3);
  const auto rest = bar == std::string_view::npos ? std::string_view() : whole.substr(bar + 1);
  if (!text::is_valid_utf8(rest) || rest.find('\0') != std::string::npos) return forged();
  if (text) *text = rest;
  std::vector<std::int64_t> values;
  while (!numbers.empty()) {
    const auto comma = numbers.find(',');
    const auto value = number(numbers.substr(0, comma));
    if (!value) return forged();
    values.push_back(*value);
    numbers = comma == std::string_view::npos ? std::string_view() : numbers.substr(comma + 1);
  }
  return values;
}

Result<Page> page_of(const Call& call, bool always_cursor, int max_size) {
  const auto& request = call.request;
  const bool goes_on = !request.query_value("page[after]").empty();
  if (const auto size = request.query_value("page[size]"); !size.empty() || goes_on || always_cursor)
    return cursor_page(request, size.empty() ? "100" : size, max_size);
  Page page;
  const auto per_page = request.query_value("per_page");
  const auto size = per_page.empty() ? std::optional<std::int64_t>(max_page_size) : number(per_page);
  if (!size || *size < 1) return bad("per_page must be between 1 and 100");
  page.size = int(std::min<std::int64_t>(*size, max_page_size));
  const auto which = request.query_value("page");
  const auto wanted = which.empty() ? std::optional<std::int64_t>(1) : number(which);
  if (!wanted || *wanted < 1) return bad("page must be a positive number");
  page.number = *wanted;
  if (page.number > max_offset || (page.number - 1) * page.size >= max_offset)
    return base::fail(ErrorKind::invalid, "InvalidPaginationDepth",
                      "Pages beyond 10,000 records need cursor pagination: page[size]");
  page.offset = (page.number - 1) * page.size;
  return page;
}

std::string render_cursor(const std::vector<std::int64_t>& values, std::string_view text) {
  std::string plain = "v1:";
  for (std::size_t i = 0; i < values.size(); ++i) plain += (i ? "," : "") + std::to_string(values[i]);
  if (!text.empty()) plain.append("|").append(text);
  auto out = crypto::base64(plain);
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (!out.empty() && out.back() == '=') out.pop_back();
  return out;
}

void add_page_members(const Call& call, const Page& page, std::size_t rows_fetched, const std::string& last_cursor,
                      const std::function<std::int64_t()>& count, json::object& body) {
  const bool has_more = rows_fetched > std::size_t(page.size);
  if (page.by_cursor) {
    json::object meta, links;
    meta["has_more"] = has_more;
    meta["after_cursor"] = last_cursor.empty() ? json::value(nullptr) : json::value(last_cursor);
    meta["before_cursor"] = nullptr;
    links["prev"] = nullptr;
    links["next"] = has_more ? json::value(address_with(call, {{"page[after]", last_cursor}})) : json::value(nullptr);
    body["meta"] = std::move(meta);
    body["links"] = std::move(links);
    return;
  }
  body["next_page"] =
      has_more ? json::value(address_with(call, {{"page", std::to_string(page.number + 1)}})) : json::value(nullptr);
  body["previous_page"] = page.number > 1 ? json::value(address_with(call, {{"page", std::to_string(page.number - 1)}}))
                                          : json::value(nullptr);
  body["count"] = count ? count() : std::int64_t(page.offset) + std::int64_t(rows_fetched);
}

}  // namespace pult::api
