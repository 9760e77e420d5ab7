// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/charset.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>

#include "text/utf8.hpp"

namespace pult::mime {
namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

// Opening a converter costs more than most conversions; a thread meets few different ones.
UConverter* converter_of(const std::string& name) {
  constexpr std::size_t kKeptConverters = 32;
  static thread_local std::map<std::string, Converter> kept;
  if (const auto it = kept.find(name); it != kept.end()) return it->second.get();
  UErrorCode status = U_ZERO_ERROR;
  Converter opened(ucnv_open(name.c_str(), &status));
  if (U_FAILURE(status)) return nullptr;
  if (kept.size() >= kKeptConverters) kept.clear();
  return kept.emplace(name, std::move(opened)).first->second.get();
}

// windows-1252 for 0x80..0x9F, the part that differs from Unicode.
constexpr char16_t kWestern[32] = {0x20AC, '?',    0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, '?',    0x017D, '?',
                                   '?',    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, '?',    0x017E, 0x0178};

struct Errors {
  std::size_t count = 0;
  bool is_utf8 = false;
};

// A stray single byte is read as windows-1252, a longer broken sequence becomes one question mark.
void on_bad_bytes(const void* context, UConverterToUnicodeArgs* args, const char* units, std::int32_t length,
                  UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;
  *status = U_ZERO_ERROR;
  Errors& errors = *static_cast<Errors*>(const_cast<void*>(context));
  ++errors.count;
  if (errors.is_utf8 && args->source == args->sourceLimit) return;  // a character cut by the end of the text
  char16_t replacement = u'?';
  if (length == 1) {
    const auto byte = static_cast<unsigned char>(units[0]);
    if (byte >= 0xA0) replacement = byte;
    if (byte >= 0x80 && byte < 0xA0) replacement = kWestern[byte - 0x80];
  }
  ucnv_cbToUWriteUChars(args, &replacement, 1, 0, status);
}

struct Conversion {
  std::string text;
  std::size_t errors = 0;
};

Conversion convert(std::string_view bytes, const std::string& charset) {
  UConverter* converter = converter_of(charset);
  if (!converter) return {std::string(bytes), bytes.size()};
  Errors errors{0, charset == "UTF-8"};
  UErrorCode status = U_ZERO_ERROR;
  ucnv_reset(converter);
  ucnv_setToUCallBack(converter, on_bad_bytes, &errors, nullptr, nullptr, &status);
  // No charset gives more UTF-16 units than it has bytes, a byte order mark of one unit aside.
  const auto units = std::make_unique_for_overwrite<char16_t[]>(bytes.size() + 2);
  char16_t* units_end = units.get();
  const char* source = bytes.data();
  ucnv_toUnicode(converter, &units_end, units_end + bytes.size() + 2, &source, source + bytes.size(), nullptr, true,
                 &status);
  const auto count = static_cast<std::int32_t>(units_end - units.get());
  Conversion result{std::string(static_cast<std::size_t>(count) * 3, '\0'), errors.count};
  std::int32_t written = 0;
  status = U_ZERO_ERROR;
  u_strToUTF8WithSub(result.text.data(), count * 3, &written, units.get(), count, u'?', nullptr, &status);
  result.text.resize(static_cast<std::size_t>(written));
  return result;
}

bool is_ascii(std::string_view bytes) {
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    if (word & 0x8080808080808080ULL) return false;
  }
  for (; left > 0; ++at, --left) {
    if (static_cast<unsigned char>(*at) & 0x80U) return false;
  }
  return true;
}

std::string without_nul(std::string_view bytes) {
  std::string text(bytes);
  if (text.find('\0') != std::string::npos) std::erase(text, '\0');
  return text;
}

// Charsets whose bytes are not ASCII even when all of them are below 0x80.
bool is_ascii_escape(std::string_view charset) {
  return charset == "UTF-7" || charset.starts_with("ISO-2022") || charset.starts_with("HZ");
}
bool is_wide(std::string_view charset) { return charset.starts_with("UTF-16") || charset.starts_with("UTF-32"); }
bool is_two_byte(std::string_view charset) {
  return charset == "gb18030" || charset.starts_with("Big5") || charset.starts_with("ibm-943") || charset == "EUC-JP" ||
         charset == "windows-949" || charset == "windows-950";
}

// Other than white space: one of the two bytes of most characters in UTF-16, and nothing text has.
bool has_controls(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(),
                     [](char c) { return c >= 0 && c < 0x20 && c != '\n' && c != '\r' && c != '\t'; });
}

std::size_t high_bytes(std::string_view bytes) {
  return static_cast<std::size_t>(std::count_if(bytes.begin(), bytes.end(), [](char c) { return c & 0x80; }));
}

// NEC and IBM extensions (circled digits, half-width kana) are common in ISO-2022-JP mail and unknown to the strict
// converter; as Shift_JIS pairs they are known (the arithmetic of JIS X 0208 annex 1).
std::string iso_2022_jp_as_shift_jis(std::string_view bytes) {
  std::string out;
  bool wide = false;
  bool kana = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    if (c == 0x1B && i + 2 < bytes.size()) {
      wide = bytes[i + 1] == '$';
      kana = bytes[i + 1] == '(' && bytes[i + 2] == 'I';
      i += wide && bytes[i + 2] == '(' ? 3 : 2;
    } else if (c == '\n' || c == '\r') {
      wide = kana = false;
      out += bytes[i];
    } else if (wide && c > 0x20 && c < 0x7F && i + 1 < bytes.size() &&
               static_cast<unsigned char>(bytes[i + 1]) > 0x20) {
      const auto low = static_cast<unsigned char>(bytes[++i]);
      out += static_cast<char>((c - 0x21) / 2 + (c < 0x5F ? 0x81 : 0xC1));
      out += static_cast<char>(c % 2 == 0 ? low + 0x7E : low + (low < 0x60 ? 0x1F : 0x20));
    } else {
      out += static_cast<char>(kana && c > 0x20 && c < 0x60 ? c + 0x80 : c);
    }
  }
  return out;
}

std::string from_declared(std::string_view bytes, const std::string& charset, std::size_t& errors) {
  Conversion converted = convert(bytes, charset);
  if (converted.errors > 0 && charset == "ISO-2022-JP") {
    Conversion second = convert(iso_2022_jp_as_shift_jis(bytes), "ibm-943_P15A-2003");
    if (second.errors < converted.errors) converted = std::move(second);
  }
  errors = converted.errors;
  return std::move(converted.text);
}

std::string by_guess(std::string_view bytes) { return convert(bytes, guess_charset(bytes)).text; }

}  // namespace

void add_defect(Defects& defects, std::string code) {
  constexpr std::size_t kMaxDefects = 100;
  if (defects.size() >= kMaxDefects || std::find(defects.begin(), defects.end(), code) != defects.end()) return;
  defects.push_back(std::move(code));
}

std::string to_utf8(std::string_view bytes, std::string_view label, Defects& defects) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::string charset = canonical_charset(label);
  if (charset.empty() && !label.empty())
    add_defect(defects, "charset:" + without_nul(to_utf8(label.substr(0, 40), {}, defects)));
  const bool has_nul = bytes.find('\0') != std::string_view::npos;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    if (!is_wide(charset)) charset = has_nul || charset.empty() ? "UTF-16" : charset;
  } else if (is_wide(charset) && !has_nul && !has_controls(bytes) && text::is_valid_utf8(bytes)) {
    charset = "UTF-8";  // mislabelled by a program that thinks in UTF-16
  }
  if (is_wide(charset)) {
    std::size_t errors = 0;
    return without_nul(from_declared(bytes, charset, errors));
  }
  const bool has_escape = bytes.find('\x1B') != std::string_view::npos;
  if (has_escape && (charset.empty() || charset == "windows-1252") &&
      (bytes.find("\x1B$B") != std::string_view::npos || bytes.find("\x1B$@") != std::string_view::npos)) {
    charset = "ISO-2022-JP";
  }
  if (is_ascii(bytes)) {
    if (!is_ascii_escape(charset) || (charset.starts_with("ISO") && !has_escape)) return without_nul(bytes);
    std::size_t errors = 0;
    std::string text = without_nul(from_declared(bytes, charset, errors));
    return charset == "UTF-7" && errors > 0 ? without_nul(bytes) : text;
  }
  std::size_t errors = bytes.size();
  std::string declared;
  const std::size_t high = high_bytes(bytes);
  if (text::is_valid_utf8(bytes)) {
    constexpr std::size_t kFewHighBytes = 8;  // so few may be both: two CJK letters look like valid UTF-8 now and then
    if (is_two_byte(charset) && high <= kFewHighBytes) declared = from_declared(bytes, charset, errors);
    return errors == 0 ? declared : without_nul(bytes);
  }
  if (charset.empty()) return without_nul(by_guess(bytes));
  if (charset == "windows-1252" && guess_charset(bytes) == "UTF-8") charset = "UTF-8";
  declared = from_declared(bytes, charset, errors);
  if (errors == 0) return without_nul(declared);
  add_defect(defects, "charset-mismatch:" + charset);
  const std::size_t tolerated = charset == "UTF-8" || is_two_byte(charset) ? high / 8 + 1 : high / 3;
  if (errors <= tolerated && high > 4) return without_nul(declared);
  return without_nul(by_guess(bytes));
}

}  // namespace pult::mime
