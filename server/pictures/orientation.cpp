// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pictures/orientation.hpp"

#include <cstring>

namespace pult::pictures {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t entry_bytes = 12;
constexpr std::uint32_t orientation_tag = 0x0112;

// A TIFF file says itself in which order its bytes are.
struct Tiff {
  std::string_view bytes;
  bool big_endian = false;

  std::uint32_t number(std::size_t at, std::size_t size) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const auto from = big_endian ? at + i : at + size - 1 - i;
      value = value << 8 | (from < bytes.size() ? std::uint8_t(bytes[from]) : 0U);
    }
    return value;
  }
};

}  // namespace

int orientation_of(std::string_view app1) {
  constexpr auto mark = "Exif\0\0"sv;
  if (!app1.starts_with(mark)) return 1;
  Tiff tiff{app1.substr(mark.size())};
  tiff.big_endian = tiff.bytes.starts_with("MM");
  if (!tiff.big_endian && !tiff.bytes.starts_with("II")) return 1;
  const std::size_t directory = tiff.number(4, 4);
  const std::size_t entries = tiff.number(directory, 2);
  for (std::size_t i = 0; i < entries; ++i) {
    const auto at = directory + 2 + i * entry_bytes;
    if (at + entry_bytes > tiff.bytes.size()) return 1;
    if (tiff.number(at, 2) != orientation_tag) continue;
    const auto value = tiff.number(at + 8, 2);
    return value >= 1 && value <= 8 ? int(value) : 1;
  }
  return 1;
}

Pixels turned(Pixels pixels, int orientation) {
  if (orientation <= 1 || orientation > 8) return pixels;
  const bool is_on_side = orientation >= 5;
  Pixels out;
  out.width = is_on_side ? pixels.height : pixels.width;
  out.height = is_on_side ? pixels.width : pixels.height;
  out.rgba.resize(pixels.rgba.size());
  const int right = pixels.width - 1, bottom = pixels.height - 1;
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      int from_x = is_on_side ? y : x, from_y = is_on_side ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8) from_x = right - from_x;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7) from_y = bottom - from_y;
      const auto from = (std::size_t(from_y) * std::size_t(pixels.width) + std::size_t(from_x)) * 4;
      const auto to = (std::size_t(y) * std::size_t(out.width) + std::size_t(x)) * 4;
      std::memcpy(&out.rgba[to], &pixels.rgba[from], 4);
    }
  return out;
}

}  // namespace pult::pictures
