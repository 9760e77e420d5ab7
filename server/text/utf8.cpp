// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/utf8.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace pult::text {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Length of the valid character at `at`, 0 when there is none.
std::size_t character_bytes(std::string_view bytes, std::size_t at) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data()) + at;
  const auto length = static_cast<std::int32_t>(std::min<std::size_t>(bytes.size() - at, 4));
  std::int32_t i = 0;
  UChar32 c = 0;
  U8_NEXT(data, i, length, c);
  return c < 0 ? 0 : static_cast<std::size_t>(i);
}

std::size_t first_invalid(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = character_bytes(bytes, i);
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) { return first_invalid(bytes) == std::string_view::npos; }

std::string to_valid_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes) && bytes.find('\0') == std::string_view::npos) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t length = character_bytes(bytes, i);
    if (length == 0)
      out += kReplacement;
    else if (bytes[i] != '\0')
      out += bytes.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* form = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status) || text.size() > std::numeric_limits<std::int32_t>::max()) return std::string(text);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  form->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr, status);
  return U_FAILURE(status) ? std::string(text) : out;
}

std::string_view truncate_utf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  for (int back = 0; back < 3 && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80; ++back) --end;
  return text.substr(0, end);
}

}  // namespace pult::text
