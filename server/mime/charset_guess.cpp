// SPDX-License-Identifier: AGPL-3.0-or-later
// Which charset are these bytes? Cyrillic by letter frequency and case (the detector of ICU confuses the four Cyrillic
// code pages in short text), everything else by ICU, western European when nothing stands out.
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "mime/charset.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t kSampleBytes = 16384;

bool is_cyrillic(char16_t c) {
  return (c >= 0x410 && c <= 0x44F) || c == 0x401 || c == 0x451 || (c >= 0x404 && c <= 0x457);
}
bool is_lower(char16_t c) { return (c >= 0x430 && c <= 0x457); }

std::vector<char16_t> decoded(std::string_view bytes, const char* charset) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(charset, &status);
  std::vector<char16_t> units(bytes.size() * 2 + 1);
  std::int32_t size = 0;
  if (U_SUCCESS(status)) {
    size = ucnv_toUChars(converter, units.data(), static_cast<std::int32_t>(units.size()), bytes.data(),
                         static_cast<std::int32_t>(bytes.size()), &status);
    ucnv_close(converter);
  }
  units.resize(U_SUCCESS(status) ? static_cast<std::size_t>(size) : 0);
  return units;
}

// 0..1.5: the share of non-ASCII characters that are Cyrillic letters in believable case, plus half the share of those
// that are among the most frequent ones. Text of one code page read as another has its cases swapped.
double cyrillic_plausibility(std::string_view bytes, const char* charset) {
  static constexpr std::u16string_view kFrequent = u"оеаинтсрвлкмдпуя";
  double total = 0;
  double believable = 0;
  double frequent = 0;
  char16_t before = 0;
  for (const char16_t c : decoded(bytes, charset)) {
    if (c >= 0x80) {
      ++total;
      const bool upper_inside_word = !is_lower(c) && is_lower(before);
      if (is_cyrillic(c) && !upper_inside_word) ++believable;
      const char16_t small = c >= 0x410 && c < 0x430 ? static_cast<char16_t>(c + 0x20) : c;
      if (kFrequent.find(small) != std::u16string_view::npos) ++frequent;
      if (c >= 0x2500 && c < 0x2600) believable -= 1;  // box drawing
    }
    before = c;
  }
  return total == 0 ? 0 : (believable + frequent / 2) / total;
}

struct Detected {
  std::string name;
  int confidence = 0;
};

std::vector<Detected> detect(std::string_view bytes) {
  std::vector<Detected> found;
  UErrorCode status = U_ZERO_ERROR;
  UCharsetDetector* detector = ucsdet_open(&status);
  ucsdet_setText(detector, bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
  std::int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector, &count, &status);
  for (std::int32_t i = 0; U_SUCCESS(status) && i < count; ++i) {
    const char* name = ucsdet_getName(matches[i], &status);
    if (name) found.push_back({name, ucsdet_getConfidence(matches[i], &status)});
  }
  ucsdet_close(detector);
  return found;
}

double average_run(std::string_view bytes) {
  double high = 0;
  double runs = 0;
  bool inside = false;
  for (const char c : bytes) {
    const bool is_high = (c & 0x80) != 0;
    if (is_high) ++high;
    if (is_high && !inside) ++runs;
    inside = is_high;
  }
  return runs == 0 ? 0 : high / runs;
}

// Mostly UTF-8 with some bytes of another charset pasted in.
bool is_mixed_utf8(std::string_view bytes) {
  std::size_t valid = 0;
  std::size_t invalid = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) continue;
    const std::size_t more = lead >= 0xC2 && lead < 0xE0   ? 1
                             : lead >= 0xE0 && lead < 0xF0 ? 2
                             : lead >= 0xF0 && lead < 0xF5 ? 3
                                                           : 0;
    std::size_t seen = 0;
    while (seen < more && i + seen + 1 < bytes.size() && (bytes[i + seen + 1] & 0xC0) == 0x80) ++seen;
    if (more > 0 && seen == more) {
      ++valid;
      i += more;
    } else {
      ++invalid;
    }
  }
  return valid > 0 && valid >= invalid;
}

// Greek, Hebrew, Arabic, Turkish: what ICU tells apart well and what is no Cyrillic.
std::string guess_other_alphabet(const std::vector<Detected>& found) {
  constexpr int kClear = 40;
  if (found.empty() || found[0].confidence < kClear) return {};
  for (const char* name :
       {"windows-1253", "ISO-8859-7", "windows-1255", "ISO-8859-8", "ISO-8859-8-I", "windows-1256", "ISO-8859-6"}) {
    if (found[0].name == name) return canonical_charset(name);
  }
  return {};
}

// Accented letters are single bytes between ASCII ones.
std::string guess_latin(const std::vector<Detected>& found) {
  constexpr int kClear = 35;
  for (const auto& [name, confidence] : found) {
    if (confidence < kClear) break;
    if (name == "windows-1250" || name == "ISO-8859-2") return name;
    if (name == "windows-1254" || name == "ISO-8859-9") return "windows-1254";
    if (name == "windows-1252" || name == "ISO-8859-1") break;
  }
  return "windows-1252";
}

}  // namespace

std::string guess_charset(std::string_view bytes) {
  if (is_mixed_utf8(bytes)) return "UTF-8";
  // Truncated to what decides, and without the ASCII that would only dilute the statistics of a long mail.
  std::string sample;
  for (std::size_t i = 0; i < bytes.size() && sample.size() < kSampleBytes; ++i) {
    const bool near_high = (bytes[i] & 0x80) || (i + 1 < bytes.size() && (bytes[i + 1] & 0x80)) ||
                           (i > 0 && (bytes[i - 1] & 0x80)) || bytes[i] == ' ';
    if (near_high || bytes.size() < kSampleBytes) sample += bytes[i];
  }
  constexpr double kLongRuns = 2.0;
  const std::vector<Detected> found = detect(sample);
  if (average_run(sample) < kLongRuns) return guess_latin(found);
  if (std::string other = guess_other_alphabet(found); !other.empty()) return other;
  constexpr double kBelievable = 1.2;
  std::string best;
  double best_score = kBelievable;
  for (const char* charset : {"windows-1251", "KOI8-R", "ibm-866", "ISO-8859-5"}) {
    const double score = cyrillic_plausibility(sample, charset);
    if (score > best_score) {
      best = charset;
      best_score = score;
    }
  }
  if (!best.empty()) return best;
  for (const auto& [name, confidence] : found) {
    if (name.starts_with("UTF-") && confidence < 80) continue;
    if (name.starts_with("UTF-16") || name.starts_with("UTF-32") || name.starts_with("IBM")) continue;
    const std::string known = canonical_charset(name);
    if (!known.empty()) return known;
  }
  return "windows-1252";
}

}  // namespace pult::mime
