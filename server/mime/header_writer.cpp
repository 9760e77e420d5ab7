// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/header_writer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "mime/header_text.hpp"
#include "text/utf8.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t kLineWidth = 76;
constexpr std::string_view kFold = "\r\n ";

bool is_atom_char(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u > 0x20 && u < 0x7F && std::string_view("()<>[]:;@\\,.\"").find(c) == std::string_view::npos;
}

// Controls and line ends become blanks, bad UTF-8 is replaced: what is left can not leave its line.
std::string clean_value(std::string_view value) {
  std::string clean = text::to_valid_utf8(value);
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return std::string(trim(clean));
}

// RFC 2047: words of at most 75 characters that never cut a character, one per line after the first.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kMaxBytes = 39;  // 52 characters of base64, 12 of frame, 10 of "Reply-To: "
  std::string out;
  while (!text.empty()) {
    std::string_view piece = text::truncate_utf8(text, kMaxBytes);
    if (piece.empty()) piece = text.substr(0, 1);
    text.remove_prefix(piece.size());
    if (!out.empty()) out += kFold;
    out += "=?UTF-8?B?" + encode_base64(piece, "") + "?=";
  }
  return out;
}

bool has_long_word(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    length = c == ' ' ? 0 : length + 1;
    if (length > kLineWidth - 16) return true;
  }
  return false;
}

// Folds ASCII words at single blanks only, so that unfolding gives the same text.
std::string folded(std::string_view text, std::size_t column) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' ', 1), text.size());
    if (column + end > kLineWidth && text[0] == ' ' && !out.empty()) {
      out += "\r\n";
      column = 0;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(end);
  }
  return out;
}

std::string phrase(std::string_view name) {
  constexpr std::size_t kLongestQuoted = 60;
  if (!is_ascii_text(name) || name.size() > kLongestQuoted || name.find("=?") != std::string_view::npos)
    return encoded_words(name);
  if (std::all_of(name.begin(), name.end(), [](char c) { return is_atom_char(c) || c == ' '; }))
    return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string clean_address(std::string_view address) {
  std::string clean = clean_value(address);
  std::erase_if(clean, [](char c) { return c == '<' || c == '>' || c == ' ' || c == ',' || c == ';'; });
  return clean;
}

std::string clean_id(std::string_view id) {
  std::string inside;
  for (const char c : id) {
    const auto u = static_cast<unsigned char>(c);
    if (u > 0x20 && u < 0x7F && c != '<' && c != '>') inside += c;
  }
  constexpr std::size_t kMaxId = 900;
  return inside.empty() || inside.size() > kMaxId ? std::string{} : "<" + inside + ">";
}

std::string percent_encoded(char c) {
  char hex[4];
  std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return hex;
}

}  // namespace

bool is_ascii_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

bool is_field_name(std::string_view name) {
  constexpr std::size_t kLongestName = 70;
  return !name.empty() && name.size() <= kLongestName &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7F && c != ':'; });
}

std::string encode_base64(std::string_view bytes, std::string_view line_end) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve(bytes.size() / 3 * 4 + bytes.size() / 57 * line_end.size() + 8);
  std::size_t column = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    if (column == kLineWidth && !line_end.empty()) {
      out += line_end;
      column = 0;
    }
    const auto byte = [&](std::size_t n) {
      return i + n < bytes.size() ? static_cast<unsigned char>(bytes[i + n]) : 0U;
    };
    const unsigned group = byte(0) << 16U | byte(1) << 8U | byte(2);
    out += kAlphabet[group >> 18U];
    out += kAlphabet[group >> 12U & 63U];
    out += i + 1 < bytes.size() ? kAlphabet[group >> 6U & 63U] : '=';
    out += i + 2 < bytes.size() ? kAlphabet[group & 63U] : '=';
    column += 4;
  }
  return out;
}

std::string unstructured_field(std::string_view name, std::string_view value) {
  const std::string clean = clean_value(value);
  if (!is_field_name(name)) return {};
  const bool needs_encoding = !is_ascii_text(clean) || has_long_word(clean) || clean.find("=?") != std::string::npos;
  const std::string body = needs_encoding ? encoded_words(clean) : folded(clean, name.size() + 2);
  const std::string_view separator = needs_encoding && name.size() > 8 ? ":\r\n " : ": ";
  return std::string(name).append(separator).append(body).append("\r\n");
}

std::string address_field(std::string_view name, const std::vector<Address>& addresses) {
  std::string out;
  for (const Address& address : addresses) {
    const std::string mailbox = clean_address(address.address);
    if (mailbox.empty()) continue;
    const std::string display = clean_value(address.name);
    out += out.empty() ? std::string(name) + ": " : ",\r\n ";
    out += display.empty() ? mailbox : phrase(display) + (display.size() > 30 ? "\r\n <" : " <") + mailbox + ">";
  }
  return out.empty() ? out : out + "\r\n";
}

std::string ids_field(std::string_view name, const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) {
    const std::string clean = clean_id(id);
    if (clean.empty()) continue;
    out += out.empty() ? std::string(name) + ": " : std::string(kFold);
    out += clean;
  }
  return out.empty() ? out : out + "\r\n";
}

std::string date_field(std::int64_t date_us) {
  using namespace std::chrono;
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_seconds moment{floor<seconds>(microseconds(date_us))};
  const sys_days day = floor<days>(moment);
  const year_month_day date(day);
  const hh_mm_ss time(moment - day);
  char line[80];
  std::snprintf(line, sizeof line, "Date: %s, %02u %s %04d %02d:%02d:%02d +0000\r\n", kDays[weekday(day).c_encoding()],
                static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                static_cast<int>(date.year()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return line;
}

std::string file_name_parameter(std::string_view parameter, std::string_view file_name) {
  const std::string clean = clean_value(file_name);
  std::string ascii;
  for (const char c : clean) {
    if ((c & 0xC0) == 0x80) continue;
    const bool is_plain = !(c & 0x80) && c != '"' && c != '\\' && c != '%' && c != '\'';
    ascii += is_plain ? c : '_';
  }
  constexpr std::size_t kLongestPlain = 60;
  const std::string head = ";\r\n " + std::string(parameter);
  if (ascii == clean && clean.size() <= kLongestPlain && clean.find("=?") == std::string::npos)
    return head + "=\"" + clean + "\"";
  if (ascii.size() > kLongestPlain) ascii = ascii.substr(0, kLongestPlain);
  std::string out = head + "=\"" + ascii + "\"";
  std::string piece;
  int number = 0;
  const auto flush = [&] {
    out += head + "*" + std::to_string(number) + "*=" + (number == 0 ? "UTF-8''" : "") + piece;
    ++number;
    piece.clear();
  };
  for (const char c : clean) {
    const auto u = static_cast<unsigned char>(c);
    const bool is_safe =
        (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || c == '.' || c == '-' || c == '_';
    piece += is_safe ? std::string(1, c) : percent_encoded(c);
    constexpr std::size_t kPieceWidth = 48;
    if (piece.size() >= kPieceWidth) flush();
  }
  if (!piece.empty()) flush();
  return out;
}

}  // namespace pult::mime
