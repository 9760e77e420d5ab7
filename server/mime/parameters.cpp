// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <cctype>

#include "mime/fields.hpp"
#include "mime/transfer.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t kMaxParameters = 200;

struct RawParameter {
  std::string name;
  std::string value;
};

// Only quotes and backslashes are unescaped: programs write Windows paths into quoted strings.
std::string quoted_value(std::string_view raw, std::size_t& at) {
  std::string value;
  for (++at; at < raw.size(); ++at) {
    if (raw[at] == '"') {
      ++at;
      return value;
    }
    const bool is_escape = raw[at] == '\\' && at + 1 < raw.size() && (raw[at + 1] == '"' || raw[at + 1] == '\\');
    // `name="C:\temp\"` ends there when nothing but the end or a further parameter follows.
    const bool ends_here =
        is_escape && raw[at + 1] == '"' && trim(raw.substr(at + 2)).substr(0, 1).find_first_not_of(';') == npos;
    if (is_escape && !ends_here) ++at;
    value += raw[at];
  }
  return value;
}

std::string bare_value(std::string_view raw, std::size_t& at) {
  const std::size_t start = at;
  while (at < raw.size() && raw[at] != ';') {
    // An encoded word may hold anything.
    const std::size_t word_end = raw[at] == '=' ? encoded_word_end(raw, at) : npos;
    at = word_end == npos ? at + 1 : word_end;
  }
  std::string_view value = trim(raw.substr(start, at - start));
  // "charset=utf-8 (comment)" and a missing semicolon: "charset=utf-8 name=x".
  if (const std::size_t comment = value.find(" ("); comment != npos && value.ends_with(')'))
    value = value.substr(0, comment);
  return std::string(value);
}

bool is_name_char(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isalnum(u) || (u > 0x20 && u < 0x7F && std::string_view("()<>@,;:\\\"/[]?=").find(c) == npos);
}

std::vector<RawParameter> split_parameters(std::string_view raw, std::size_t at) {
  std::vector<RawParameter> found;
  while (at < raw.size() && found.size() < kMaxParameters) {
    while (at < raw.size() && !is_name_char(raw[at])) ++at;
    const std::size_t start = at;
    while (at < raw.size() && is_name_char(raw[at])) ++at;
    RawParameter parameter{lower(raw.substr(start, at - start)), {}};
    while (at < raw.size() && std::isspace(static_cast<unsigned char>(raw[at]))) ++at;
    if (at >= raw.size()) break;
    if (raw[at] != '=') continue;
    ++at;
    while (at < raw.size() && std::isspace(static_cast<unsigned char>(raw[at]))) ++at;
    parameter.value = at < raw.size() && raw[at] == '"' ? quoted_value(raw, at) : bare_value(raw, at);
    found.push_back(std::move(parameter));
  }
  return found;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool has_hex =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (has_hex) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// RFC 2231: the pieces of one parameter, by number; bytes are joined before the charset is applied.
struct Continuation {
  std::map<int, std::pair<std::string, bool>> pieces;  // value, is percent-encoded
};

std::string joined(const Continuation& continuation, std::string_view hint, Defects& defects) {
  std::string charset(hint);
  std::string bytes;
  bool any_encoded = false;
  for (const auto& [number, piece] : continuation.pieces) {
    std::string_view value = piece.first;
    if (piece.second && !any_encoded) {
      any_encoded = true;
      const std::size_t first = value.find('\'');
      const std::size_t second = first == npos ? npos : value.find('\'', first + 1);
      if (second != npos) {
        charset = std::string(value.substr(0, first));
        value.remove_prefix(second + 1);
      }
    }
    bytes += piece.second ? percent_decoded(value) : std::string(value);
  }
  if (!any_encoded && bytes.find("=?") != npos) return decode_header(bytes, hint, defects);
  return std::string(trim(to_utf8(bytes, charset, defects)));
}

// "name", "name*", "name*3", "name*3*" -> name, number, is encoded.
std::string base_name(std::string_view name, int& number, bool& encoded) {
  encoded = name.ends_with('*');
  if (encoded) name.remove_suffix(1);
  number = -1;
  const std::size_t star = name.rfind('*');
  if (star == npos) return std::string(name);
  const std::string_view digits = name.substr(star + 1);
  constexpr std::size_t kMaxDigits = 4;
  const bool is_number = !digits.empty() && digits.size() <= kMaxDigits &&
                         std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c); });
  if (!is_number) return std::string(name);
  number = std::stoi(std::string(digits));
  return std::string(name.substr(0, star));
}

}  // namespace

std::string_view ParameterField::parameter(std::string_view name) const {
  const auto it = parameters.find(name);
  return it == parameters.end() ? std::string_view{} : std::string_view(it->second);
}

ParameterField parse_parameters(std::string_view raw, std::string_view charset_hint, Defects& defects) {
  ParameterField field;
  const std::size_t value_end = std::min(raw.find(';'), raw.size());
  std::string_view value = trim(raw.substr(0, value_end));
  std::size_t at = value_end;
  // "text/plain charset=utf-8": the separator is missing.
  if (const std::size_t blank = value.find_first_of(" \t\r\n"); blank != npos && value.find('=') != npos) {
    value = value.substr(0, blank);
    at = raw.find(value) + value.size();
  }
  for (const char c : lower(value)) {
    if (!std::isspace(static_cast<unsigned char>(c)) && c != '"' && static_cast<unsigned char>(c) > 0x20 && !(c & 0x80))
      field.value += c;
  }
  std::map<std::string, Continuation> continued;
  for (RawParameter& parameter : split_parameters(raw, at)) {
    int number = -1;
    bool encoded = false;
    const std::string name = base_name(parameter.name, number, encoded);
    if (number >= 0 || encoded) {
      continued[name].pieces.try_emplace(std::max(number, 0), std::move(parameter.value), encoded);
    } else {
      field.parameters.try_emplace(name, decode_header(parameter.value, charset_hint, defects));
    }
  }
  for (const auto& [name, continuation] : continued) {
    std::string decoded = joined(continuation, charset_hint, defects);
    if (!decoded.empty()) field.parameters.insert_or_assign(name, std::move(decoded));
  }
  return field;
}

}  // namespace pult::mime
