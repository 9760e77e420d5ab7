// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/header_text.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "mime/transfer.hpp"
#include "text/utf8.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

struct EncodedWord {
  std::string_view charset;
  char encoding = 'q';
  std::string_view payload;
  std::size_t end = 0;  // behind "?="
};

// A question mark is legal nowhere in the payload but is written there all the same, and so is "?=41", where the end
// marker is only the start of an encoded byte.
std::size_t find_word_close(std::string_view text, std::size_t from, char encoding) {
  std::size_t close = text.find("?=", from);
  while (close != npos && encoding == 'q' && close + 3 < text.size() &&
         std::isxdigit(static_cast<unsigned char>(text[close + 2])) &&
         std::isxdigit(static_cast<unsigned char>(text[close + 3]))) {
    const std::size_t next = text.find("?=", close + 2);
    const std::size_t gap = text.find_first_of(" \t\r\n", close);
    if (next == npos || gap < next) break;
    close = next;
  }
  return close;
}

// "=?charset*language?encoding?payload?=" (RFC 2047 section 2, RFC 2231 section 5); blanks inside and a missing end are
// tolerated.
std::optional<EncodedWord> word_at(std::string_view text, std::size_t at) {
  constexpr std::size_t kMaxCharset = 60;
  if (text.substr(at, 2) != "=?") return std::nullopt;
  const std::size_t charset_end = text.find('?', at + 2);
  if (charset_end == npos || charset_end - at > kMaxCharset || charset_end + 2 >= text.size()) return std::nullopt;
  if (text[charset_end + 2] != '?') return std::nullopt;
  EncodedWord word;
  word.charset = text.substr(at + 2, charset_end - at - 2);
  if (word.charset.find_first_of("=\r\n") != npos) return std::nullopt;
  word.charset = trim(word.charset.substr(0, word.charset.find('*')));
  word.encoding = static_cast<char>(std::tolower(static_cast<unsigned char>(text[charset_end + 1])));
  if (word.encoding != 'q' && word.encoding != 'b') return std::nullopt;
  const std::size_t start = charset_end + 3;
  // Not searched past the next word: a header of unclosed ones must not cost quadratic time.
  const std::size_t next_word = text.find("=?", start);
  const std::size_t close =
      find_word_close(text.substr(0, next_word == npos ? npos : next_word + 3), start, word.encoding);
  if (close == npos || (next_word < close && next_word + 1 != close)) {
    // No end of its own: it ends where the next one starts, or with the text.
    word.end = std::min(next_word, text.size());
    word.payload = text.substr(start, word.end - start);
    while (word.payload.ends_with('?') || (!word.payload.empty() && is_blank(word.payload.back()))) {
      word.payload.remove_suffix(1);
    }
  } else {
    word.end = close + 2;
    word.payload = text.substr(start, close - start);
  }
  return word;
}

std::string payload_bytes(const EncodedWord& word) {
  if (word.encoding == 'b') return decode_base64(word.payload).bytes;
  std::string bytes;
  for (std::size_t i = 0; i < word.payload.size(); ++i) {
    const char c = word.payload[i];
    if (c == '=' && i + 2 < word.payload.size()) {
      const int high = hex_digit(word.payload[i + 1]);
      const int low = hex_digit(word.payload[i + 2]);
      if (high >= 0 && low >= 0) {
        bytes += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    if (c == '\r' || c == '\n') continue;
    bytes += c == '_' ? ' ' : c;
  }
  return bytes;
}

bool all_blank(std::string_view text) { return std::all_of(text.begin(), text.end(), is_blank); }

// Neighbouring words of one charset are decoded together: many programs split inside a character.
std::string decode_words(std::string_view raw, std::string_view hint, Defects& defects) {
  std::string out;
  std::string pending;
  std::string_view pending_charset;
  bool has_pending = false;
  const auto flush = [&] {
    if (has_pending) out += to_utf8(pending, pending_charset, defects);
    pending.clear();
    has_pending = false;
  };
  std::size_t plain_from = 0;
  std::size_t at = raw.find("=?");
  while (at != npos) {
    const auto word = word_at(raw, at);
    if (!word) {
      at = raw.find("=?", at + 2);
      continue;
    }
    const std::string_view between = raw.substr(plain_from, at - plain_from);
    const bool adjacent = has_pending && all_blank(between);
    if (!adjacent) {
      flush();
      out += to_utf8(between, hint, defects);
    } else if (!equals_ignoring_case(pending_charset, word->charset)) {
      flush();
    }
    pending += payload_bytes(*word);
    pending_charset = word->charset;
    has_pending = true;
    plain_from = word->end;
    at = raw.find("=?", word->end);
  }
  flush();
  return out += to_utf8(raw.substr(plain_from), hint, defects);
}

// Line ends and the controls go, runs of blanks become one space, both ends are trimmed. So is a byte order mark:
// readers take it off the front of what they decode, and a header would not say the same twice.
std::string one_line(std::string_view text) {
  for (text = trim(text); text.starts_with("\xEF\xBB\xBF"); text = trim(text)) text.remove_prefix(3);
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (is_blank(c)) {
      if (!line.empty() && line.back() != ' ') line += ' ';
    } else if (u >= 0x20 && u != 0x7F) {
      line += c;
    }
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::size_t encoded_word_end(std::string_view text, std::size_t at) {
  const auto word = word_at(text, at);
  return word && text.substr(0, word->end).ends_with("?=") ? word->end : npos;
}

std::string decode_header(std::string_view raw, std::string_view charset_hint, Defects& defects) {
  const bool has_high = std::any_of(raw.begin(), raw.end(), [](char c) { return (c & 0x80) || c == 0x1B || c == 0; });
  const bool has_words = raw.find("=?") != npos;
  if (!has_high && !has_words) return one_line(raw);
  if (has_high) add_defect(defects, "header:8bit");
  const std::string decoded =
      has_words ? decode_words(raw, charset_hint, defects) : to_utf8(raw, charset_hint, defects);
  return text::nfc(one_line(decoded));
}

}  // namespace pult::mime
