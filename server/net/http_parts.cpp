// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_parts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/clock.hpp"

namespace pult::net {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};
constexpr std::array phrases = std::to_array<Phrase>({
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {507, "Insufficient Storage"},
});

std::string_view reason_phrase(int status) {
  const auto found = std::ranges::find(phrases, status, &Phrase::status);
  return found == phrases.end() ? std::string_view("Unknown") : found->text;
}

void append_number(std::string& out, std::uint64_t value) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
  out.append(digits.data(), end);
}

// Rendered once a second and thread.
std::string_view http_date() {
  thread_local Micros second = -1;
  thread_local std::string text;
  const Micros now = base::SystemClock().now() / base::second_us;
  if (now != second) {
    text = base::render_rfc5322_date(now * base::second_us);
    if (const auto zone = text.find("+0000"); zone != std::string::npos) text.replace(zone, 5, "GMT");
    second = now;
  }
  return text;
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  const auto start = out.size();
  out += value;
  // Response splitting ends here, whatever a handler was talked into echoing.
  for (auto i = start; i < out.size(); ++i) {
    if (out[i] == '\r' || out[i] == '\n' || out[i] == '\0') out[i] = ' ';
  }
  out += "\r\n";
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::optional<std::uint64_t> parse_number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// "//a///b" -> "/a/b"; false when a segment is "." or "..": clients resolve those, only attackers send them.
bool collapse_slashes(std::string& path) {
  std::string out;
  out.reserve(path.size());
  for (const char c : path) {
    if (c != '/' || out.empty() || out.back() != '/') out += c;
  }
  for (std::size_t at = 0; at < out.size();) {
    const auto end = std::min(out.find('/', at), out.size());
    const auto segment = std::string_view(out).substr(at, end - at);
    if (segment == "." || segment == "..") return false;
    at = end + 1;
  }
  path = std::move(out);
  return true;
}

}  // namespace

Response json_error(int status, std::string_view code, std::string_view description) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  response.body.append(R"({"error":")").append(code).append(R"(","description":")").append(description).append("\"}");
  return response;
}

bool split_target(Request& request) {
  std::string_view target = request.target;
  if (target == "*") {
    request.path = "*";
    return true;
  }
  if (!target.starts_with('/')) {
    const auto scheme = target.find("://");
    if (scheme == std::string_view::npos) return false;
    const auto slash = target.find_first_of("/?", scheme + 3);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  target = target.substr(0, target.find('#'));
  const auto question = target.find('?');
  auto path = percent_decode(target.substr(0, question), false);
  if (!path) return false;
  request.path = path->empty() ? "/" : std::move(*path);
  if (question != std::string_view::npos) request.query = parse_query(target.substr(question + 1));
  return collapse_slashes(request.path);
}

void apply_forwarded(Request& request, const std::vector<std::string>& trusted_proxies) {
  const auto trusted = [&](std::string_view address) {
    return std::ranges::find(trusted_proxies, address) != trusted_proxies.end();
  };
  if (trusted_proxies.empty() || !trusted(request.remote_address)) return;
  const auto scheme = trim(request.header("x-forwarded-proto"));
  if (!scheme.empty()) request.secure = scheme == "https";
  // Proxies append, so that only the right end is theirs: the client is the last address that is no proxy of ours.
  std::string_view list = request.header("x-forwarded-for");
  while (!list.empty()) {
    const auto comma = list.rfind(',');
    const auto address = trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
    list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
    if (address.empty()) continue;
    request.remote_address = address;
    if (!trusted(address)) return;
  }
}

bool has_token(std::string_view list, std::string_view lower_token) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    const auto token = trim(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    if (std::ranges::equal(token, lower_token, {}, lower)) return true;
  }
  return false;
}

RangeKind parse_range(std::string_view value, std::uint64_t size, ByteRange& range) {
  if (!value.starts_with("bytes=") || value.find(',') != std::string_view::npos) return RangeKind::whole;
  value.remove_prefix(6);
  const auto dash = value.find('-');
  if (dash == std::string_view::npos) return RangeKind::whole;
  const auto first = parse_number(value.substr(0, dash));
  const auto last = parse_number(value.substr(dash + 1));
  if (dash == 0) {
    if (!last) return RangeKind::whole;
    const auto count = std::min(*last, size);
    if (count == 0) return RangeKind::unsatisfiable;
    range = {size - count, count};
    return RangeKind::part;
  }
  if (!first || (!last && dash + 1 != value.size()) || (last && *last < *first)) return RangeKind::whole;
  if (*first >= size) return RangeKind::unsatisfiable;
  range = {*first, std::min(last.value_or(size - 1), size - 1) - *first + 1};
  return RangeKind::part;
}

bool status_has_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_head(std::string& out, const Response& response, const Exchange& exchange, std::uint64_t body_bytes) {
  out += exchange.version >= 11 ? "HTTP/1.1 " : "HTTP/1.0 ";
  append_number(out, static_cast<std::uint64_t>(response.status));
  out += ' ';
  out += reason_phrase(response.status);
  out += "\r\nDate: ";
  out += http_date();
  out += "\r\n";
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  if (status_has_body(response.status)) {
    out += "Content-Length: ";
    append_number(out, body_bytes);
    out += "\r\n";
  }
  if (!exchange.keep_alive)
    out += "Connection: close\r\n";
  else if (exchange.version < 11)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
}

}  // namespace pult::net
