// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/context_url.hpp"

#include <algorithm>
#include <array>

#include "crypto/crypto.hpp"

namespace pult::automation {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':' || c == '[' || c == ']';
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c))
      out += c;
    else
      out.append("%").append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
  }
  return out;
}

}  // namespace

std::string origin_of(std::string_view url) {
  std::string out;
  for (const char c : url.substr(0, 8)) out += c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  const std::size_t scheme = out.starts_with("https://") ? 8 : out.starts_with("http://") ? 7 : 0;
  if (scheme == 0) return {};
  const auto rest = url.substr(scheme);
  std::string host;
  for (const char c : rest.substr(0, rest.find_first_of("/?#"))) host += c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  if (host.empty() || !std::ranges::all_of(host, is_host_character)) return {};
  return out.substr(0, scheme) + host;
}

std::string render_url(std::string_view url_template, const text::TemplateLookup& lookup) {
  const auto encoded = [&](std::string_view path) { return text::TemplateValue(percent_encoded(lookup(path).text())); };
  return text::render_template(url_template, encoded, text::TemplateOutput::text);
}

std::string sign_url(std::string_view url, std::string_view secret, UserId agent, Micros now) {
  const auto hash = std::min(url.find('#'), url.size());
  const auto mark = std::min(url.substr(0, hash).find('?'), hash);
  std::string query(mark < hash ? url.substr(mark + 1, hash - mark - 1) : std::string_view());
  if (!query.empty()) query += '&';
  query.append("pult_agent=").append(std::to_string(agent.value));
  query.append("&pult_time=").append(std::to_string(now / base::second_us));
  const auto signature = crypto::hmac_hex(secret, query);
  return std::string(url.substr(0, mark)) + "?" + query + "&pult_signature=" + signature +
         std::string(url.substr(hash));
}

}  // namespace pult::automation
