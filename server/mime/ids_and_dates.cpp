// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gmime/gmime.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "mime/fields.hpp"
#include "text/utf8.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t kMaxIds = 1000;
constexpr std::size_t kMaxIdBytes = 995;  // a line holds no more

bool is_id_separator(char c) { return c == ',' || c == ';' || std::isspace(static_cast<unsigned char>(c)); }

std::string bracketed(std::string_view inside) {
  std::string id = "<";
  for (const char c : text::to_valid_utf8(trim(inside).substr(0, kMaxIdBytes))) {
    if (static_cast<unsigned char>(c) > 0x20 && c != '<' && c != '>' && c != 0x7F) id += c;
  }
  return id.size() == 1 ? std::string{} : id + ">";
}

// "2012-05-03T10:11:12Z", "2012-05-03 10:11:12 +0200"
GDateTime* iso_date(const std::string& text) {
  std::string iso = text.substr(0, 40);
  if (iso.size() > 10 && iso[10] == ' ') iso[10] = 'T';
  std::erase(iso, ' ');
  GTimeZone* utc = g_time_zone_new_utc();
  GDateTime* date = g_date_time_new_from_iso8601(iso.c_str(), utc);
  g_time_zone_unref(utc);
  return date;
}

}  // namespace

std::vector<std::string> parse_message_ids(std::string_view raw) {
  std::vector<std::string> ids;
  const auto add = [&ids](std::string_view inside) {
    std::string id = bracketed(inside);
    if (!id.empty() && ids.size() < kMaxIds) ids.push_back(std::move(id));
  };
  if (raw.find('<') != npos) {
    for (std::size_t open = raw.find('<'); open != npos && ids.size() < kMaxIds;) {
      const std::size_t next = raw.find('<', open + 1);
      const std::string_view inside = raw.substr(open + 1, next == npos ? npos : next - open - 1);
      add(inside.substr(0, inside.find('>')));
      open = next;
    }
    return ids;
  }
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < raw.size() && words.size() < kMaxIds;) {
    while (at < raw.size() && is_id_separator(raw[at])) ++at;
    const std::size_t start = at;
    while (at < raw.size() && !is_id_separator(raw[at])) ++at;
    if (at > start) words.push_back(raw.substr(start, at - start));
  }
  for (const std::string_view word : words) {
    if (word.find('@') != npos || words.size() == 1) add(word);
  }
  return ids;
}

std::optional<std::int64_t> parse_date(std::string_view raw) {
  constexpr std::size_t kLongestDate = 200;
  std::string text(trim(raw.substr(0, kLongestDate)));
  std::replace_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  std::erase(text, '\0');
  if (text.empty()) return std::nullopt;
  const bool looks_iso = text.size() >= 10 && text[4] == '-' && text[7] == '-';
  GDateTime* date = looks_iso ? iso_date(text) : nullptr;
  if (!date) date = g_mime_utils_header_decode_date(text.c_str());
  if (!date) return std::nullopt;
  const std::int64_t seconds = g_date_time_to_unix(date);
  g_date_time_unref(date);
  constexpr std::int64_t kMicroseconds = 1'000'000;
  return seconds * kMicroseconds;
}

}  // namespace pult::mime
