// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/transfer.hpp"

#include <algorithm>
#include <array>

#include "mime/header_text.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::int8_t kInvalid = -1;
constexpr std::int8_t kBlank = -2;
constexpr std::int8_t kPad = -3;

constexpr std::array<std::int8_t, 256> base64_values() {
  std::array<std::int8_t, 256> values{};
  values.fill(kInvalid);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  for (const char c : {' ', '\t', '\r', '\n'}) values[static_cast<unsigned char>(c)] = kBlank;
  values['='] = kPad;
  return values;
}
constexpr auto kBase64 = base64_values();

// Text that is only labelled base64: words with blanks between them on one line, or much outside the alphabet.
bool looks_like_base64(std::string_view bytes) {
  constexpr std::size_t kSample = 1024;
  std::size_t invalid = 0;
  std::size_t inner_blanks = 0;
  std::size_t letters = 0;
  const std::string_view sample = trim(bytes.substr(0, kSample));
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const std::int8_t value = kBase64[static_cast<unsigned char>(sample[i])];
    if (value == kInvalid) ++invalid;
    if (value >= 0) ++letters;
    if (sample[i] == ' ' && i + 1 < sample.size() && kBase64[static_cast<unsigned char>(sample[i + 1])] >= 0)
      ++inner_blanks;
  }
  return letters > 0 && invalid * 8 <= letters && (inner_blanks * 20 <= letters || sample.size() < 16);
}

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// One line of uuencode: the first character counts the bytes. Missing trailing blanks are read as zero bits.
bool append_uu_line(std::string_view line, std::string& out) {
  if (line.empty() || line[0] < 0x20 || line[0] > 0x60) return false;
  const auto value = [&line](std::size_t i) {
    return i < line.size() ? static_cast<unsigned>(line[i] - 0x20) & 0x3FU : 0U;
  };
  std::size_t count = value(0);
  for (std::size_t i = 1; count > 0; i += 4) {
    const unsigned group = value(i) << 18U | value(i + 1) << 12U | value(i + 2) << 6U | value(i + 3);
    for (int shift = 16; shift >= 0 && count > 0; shift -= 8, --count) {
      out += static_cast<char>(group >> static_cast<unsigned>(shift) & 0xFFU);
    }
  }
  return true;
}

bool is_uu_begin(std::string_view line) {
  if (!line.starts_with("begin ") || line.size() < 11) return false;
  const std::size_t digits_end = line.find_first_not_of("01234567", 6);
  return digits_end != npos && digits_end >= 9 && digits_end <= 10 && line[digits_end] == ' ';
}

bool is_uu_data(std::string_view line) {
  if (line.empty() || line[0] <= 0x20 || line[0] > 0x60) return false;
  const std::size_t expected = (static_cast<std::size_t>(line[0] - 0x20) + 2) / 3 * 4 + 1;
  return line.size() + 4 >= expected && line.size() <= expected + 2;
}

// Reads from behind the "begin" line; `rest` moves behind "end".
std::string read_uu_lines(std::string_view& rest, bool& is_damaged) {
  std::string bytes;
  while (!rest.empty()) {
    const std::string_view before = rest;
    const std::string_view line = next_line(rest);
    if (line == "end" || line.starts_with("end ")) return bytes;
    if (line.empty() || line == "`" || line == " ") continue;
    if (!append_uu_line(line, bytes)) {
      rest = before;
      break;
    }
  }
  is_damaged = true;
  return bytes;
}

Decoded decode_uuencode(std::string_view bytes) {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    if (!is_uu_begin(next_line(rest))) continue;
    Decoded result;
    result.bytes = read_uu_lines(rest, result.is_damaged);
    return result;
  }
  rest = bytes;
  const std::string_view first = next_line(rest);
  rest = bytes;
  if (!is_uu_data(first)) return {std::string(bytes), !trim(bytes).empty()};
  Decoded result;  // the data without its frame
  result.bytes = read_uu_lines(rest, result.is_damaged);
  return result;
}

}  // namespace

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

TransferEncoding transfer_encoding(std::string_view header) {
  const std::string name = lower(header.substr(0, 100));
  if (name.find("base64") != npos || name.find("base-64") != npos) return TransferEncoding::base64;
  if (name.find("quoted") != npos) return TransferEncoding::quoted_printable;
  if (name.find("uue") != npos || name.find("x-uu") != npos) return TransferEncoding::uuencode;
  return TransferEncoding::identity;
}

Decoded decode_base64(std::string_view bytes) {
  if (!bytes.empty() && !trim(bytes).empty() && !looks_like_base64(bytes)) return {std::string(bytes), true};
  Decoded result;
  result.bytes.resize(bytes.size() / 4 * 3 + 3);
  char* out = result.bytes.data();
  std::uint32_t group = 0;
  int filled = 0;
  for (const char c : bytes) {
    const std::int8_t value = kBase64[static_cast<unsigned char>(c)];
    if (value >= 0) {
      group = group << 6U | static_cast<std::uint32_t>(value);
      if (++filled < 4) continue;
      *out++ = static_cast<char>(group >> 16U);
      *out++ = static_cast<char>(group >> 8U);
      *out++ = static_cast<char>(group);
      filled = 0;
    } else if (value == kPad) {  // the data may go on behind it: encoders that encode line by line
      if (filled == 2) *out++ = static_cast<char>(group >> 4U);
      if (filled == 3) {
        *out++ = static_cast<char>(group >> 10U);
        *out++ = static_cast<char>(group >> 2U);
      }
      filled = 0;
    } else if (value == kInvalid) {
      result.is_damaged = true;
    }
  }
  if (filled >= 2) {
    result.is_damaged = true;
    *out++ = static_cast<char>(filled == 2 ? group >> 4U : group >> 10U);
    if (filled == 3) *out++ = static_cast<char>(group >> 2U);
  }
  result.bytes.resize(static_cast<std::size_t>(out - result.bytes.data()));
  return result;
}

Decoded decode_quoted_printable(std::string_view bytes) {
  Decoded result;
  result.bytes.resize(bytes.size());
  char* out = result.bytes.data();
  std::size_t i = 0;
  while (i < bytes.size()) {
    const std::size_t stop = std::min(bytes.find('=', i), bytes.size());
    out = std::copy(bytes.begin() + static_cast<std::ptrdiff_t>(i), bytes.begin() + static_cast<std::ptrdiff_t>(stop),
                    out);
    i = stop;
    if (i == bytes.size()) break;
    const int high = i + 1 < bytes.size() ? hex_digit(bytes[i + 1]) : -1;
    const int low = i + 2 < bytes.size() ? hex_digit(bytes[i + 2]) : -1;
    if (high >= 0 && low >= 0) {
      *out++ = static_cast<char>(high * 16 + low);
      i += 3;
      continue;
    }
    // Soft line break; transports leave blanks before the line end (RFC 2045 section 6.7 rule 3).
    std::size_t next = i + 1;
    while (next < bytes.size() && (bytes[next] == ' ' || bytes[next] == '\t')) ++next;
    if (next == bytes.size() || bytes[next] == '\n' || bytes[next] == '\r') {
      if (next < bytes.size() && bytes[next] == '\r') ++next;
      if (next < bytes.size() && bytes[next] == '\n') ++next;
      i = next;
      continue;
    }
    result.is_damaged = true;
    *out++ = bytes[i++];
  }
  result.bytes.resize(static_cast<std::size_t>(out - result.bytes.data()));
  return result;
}

Decoded decode_transfer(std::string_view bytes, TransferEncoding encoding) {
  switch (encoding) {
    case TransferEncoding::base64: return decode_base64(bytes);
    case TransferEncoding::quoted_printable: return decode_quoted_printable(bytes);
    case TransferEncoding::uuencode: return decode_uuencode(bytes);
    case TransferEncoding::identity: break;
  }
  return {std::string(bytes), false};
}

std::vector<UuFile> extract_uuencoded(std::string& text) {
  std::vector<UuFile> files;
  if (!text.starts_with("begin ") && text.find("\nbegin ") == npos) return files;
  std::string kept;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view from_line = rest;
    const std::string_view line = next_line(rest);
    std::string_view peek = rest;
    if (is_uu_begin(line) && is_uu_data(next_line(peek))) {
      bool is_damaged = false;
      std::string bytes = read_uu_lines(rest, is_damaged);
      files.push_back({std::string(trim(line.substr(line.find(' ', 6)))), std::move(bytes)});
    } else {
      kept += from_line.substr(0, from_line.size() - rest.size());
    }
  }
  if (!files.empty()) text = std::move(kept);
  return files;
}

}  // namespace pult::mime
