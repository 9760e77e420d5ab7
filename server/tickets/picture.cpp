// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/picture.hpp"

namespace pult::tickets {
namespace {

using std::string_view_literals::operator""sv;

// Bytes as a number; 0 behind the end.
std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value = value << 8 | (at + i < bytes.size() ? std::uint8_t(bytes[at + i]) : 0);
  return value;
}

std::int64_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::int64_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | (at + i < bytes.size() ? std::uint8_t(bytes[at + i]) : 0);
  return value;
}

std::optional<Picture> sized(std::string_view type, std::int64_t width, std::int64_t height) {
  if (width <= 0 || height <= 0) return std::nullopt;
  return Picture{type, width, height};
}

// ITU-T T.81, annex B: the frame header (SOF0 to SOF15 but DHT, JPG and DAC) has the size.
std::optional<Picture> read_jpeg(std::string_view bytes) {
  for (std::size_t at = 2; at + 9 <= bytes.size();) {
    if (bytes[at] != '\xff') return std::nullopt;
    const auto marker = std::uint8_t(bytes[at + 1]);
    if (marker == 0xff) {
      ++at;
      continue;
    }
    const bool is_frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (is_frame) return sized("image/jpeg", big_endian(bytes, at + 7, 2), big_endian(bytes, at + 5, 2));
    const auto length = big_endian(bytes, at + 2, 2);
    if (length < 2) return std::nullopt;
    at += 2 + std::size_t(length);
  }
  return std::nullopt;
}

// RFC 9649: VP8X has the canvas, else the frame of VP8 (RFC 6386 section 9.1) or VP8L.
std::optional<Picture> read_webp(std::string_view bytes) {
  const auto chunk = bytes.substr(12, 4);
  const auto type = "image/webp";
  if (chunk == "VP8X") return sized(type, little_endian(bytes, 24, 3) + 1, little_endian(bytes, 27, 3) + 1);
  if (chunk == "VP8 ") return sized(type, little_endian(bytes, 26, 2) & 0x3fff, little_endian(bytes, 28, 2) & 0x3fff);
  if (chunk != "VP8L") return std::nullopt;
  const auto sizes = little_endian(bytes, 21, 4);
  return sized(type, (sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1);
}

}  // namespace

std::optional<Picture> read_picture(std::string_view bytes) {
  if (bytes.size() >= 24 && bytes.starts_with("\x89PNG\r\n\x1a\n"sv))
    return sized("image/png", big_endian(bytes, 16, 4), big_endian(bytes, 20, 4));
  if (bytes.starts_with("\xff\xd8\xff"sv)) return read_jpeg(bytes);
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a"))
    return sized("image/gif", little_endian(bytes, 6, 2), little_endian(bytes, 8, 2));
  if (bytes.size() >= 30 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return read_webp(bytes);
  return std::nullopt;
}

}  // namespace pult::tickets
