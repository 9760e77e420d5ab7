// SPDX-License-Identifier: AGPL-3.0-or-later
// Labels in mail are written in endless ways around a small core ("win-1251", "cp1251", "_windows1251"), so that core
// is searched for. Like the WHATWG encoding standard, labels of subsets mean the superset used in practice.
#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "mime/charset.hpp"

namespace pult::mime {
namespace {

using Row = std::pair<std::string_view, const char*>;

// In order: the first core contained in the squashed label wins.
constexpr std::array kCores = {
    Row{"utf7", "UTF-7"},
    Row{"utf16le", "UTF-16LE"},
    Row{"utf16be", "UTF-16BE"},
    Row{"utf16", "UTF-16"},
    Row{"utf32le", "UTF-32LE"},
    Row{"utf32be", "UTF-32BE"},
    Row{"utf32", "UTF-32"},
    Row{"utf", "UTF-8"},
    Row{"ansix3", "windows-1252"},
    Row{"ascii", "windows-1252"},
    Row{"2022jp", "ISO-2022-JP"},
    Row{"2022kr", "ISO-2022-KR"},
    Row{"2022cn", "ISO-2022-CN"},
    Row{"eucjp", "EUC-JP"},
    Row{"ujis", "EUC-JP"},
    Row{"euckr", "windows-949"},
    Row{"ksc", "windows-949"},
    Row{"5601", "windows-949"},
    Row{"949", "windows-949"},
    Row{"hzgb", "HZ-GB-2312"},
    Row{"gb", "gb18030"},
    Row{"euccn", "gb18030"},
    Row{"936", "gb18030"},
    Row{"big5", "Big5-HKSCS"},
    Row{"950", "windows-950"},
    Row{"jis", "ibm-943_P15A-2003"},
    Row{"932", "ibm-943_P15A-2003"},
    Row{"31j", "ibm-943_P15A-2003"},
    Row{"mskanji", "ibm-943_P15A-2003"},
    Row{"koi8u", "KOI8-U"},
    Row{"koi8ru", "KOI8-U"},
    Row{"koi", "KOI8-R"},
    Row{"1250", "windows-1250"},
    Row{"1251", "windows-1251"},
    Row{"1252", "windows-1252"},
    Row{"1253", "windows-1253"},
    Row{"1254", "windows-1254"},
    Row{"1255", "windows-1255"},
    Row{"1256", "windows-1256"},
    Row{"1257", "windows-1257"},
    Row{"1258", "windows-1258"},
    Row{"874", "windows-874"},
    Row{"tis620", "windows-874"},
    Row{"866", "ibm-866"},
    Row{"latin1", "windows-1252"},
    Row{"latin2", "ISO-8859-2"},
    Row{"latin5", "windows-1254"},
    Row{"latin9", "ISO-8859-15"},
};

std::string iso_8859(std::string_view squashed, std::size_t at) {
  std::string number;
  while (at < squashed.size() && number.size() < 2 && std::isdigit(static_cast<unsigned char>(squashed[at]))) {
    number += squashed[at++];
  }
  if (number == "1" || number.empty()) return "windows-1252";
  if (number == "9") return "windows-1254";
  if (number == "11") return "windows-874";
  if (number == "16") return "ISO-8859-2";  // ICU has no part 16; part 2 shares most of its letters
  return "ISO-8859-" + number;
}

bool is_known_converter(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(name.c_str(), &status);
  if (converter) ucnv_close(converter);
  return U_SUCCESS(status);
}

}  // namespace

std::string canonical_charset(std::string_view label) {
  std::string squashed;
  std::string plain;
  for (const char c : label.substr(0, 60)) {
    const auto u = static_cast<unsigned char>(c);
    if (c == ':' && !squashed.empty()) break;  // "ISO_8859-1:1987"
    if (std::isalnum(u)) squashed += static_cast<char>(std::tolower(u));
    if (std::isalnum(u) || c == '-' || c == '_' || c == '.') plain += static_cast<char>(std::tolower(u));
  }
  if (squashed.empty()) return {};
  if (const auto at = squashed.find("8859"); at != std::string::npos) return iso_8859(squashed, at + 4);
  for (const auto& [core, name] : kCores) {
    if (squashed.find(core) != std::string::npos) return name;
  }
  if (is_known_converter(plain)) return plain;
  if (plain.starts_with("x-") && is_known_converter(plain.substr(2))) return plain.substr(2);
  return {};
}

}  // namespace pult::mime
