// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pictures/thumbnail.hpp"

#include <webp/encode.h>

#include "pictures/decoders.hpp"

namespace pult::pictures {
namespace {

using std::string_view_literals::operator""sv;

constexpr float quality = 75;

std::optional<Pixels> shrunk(std::string_view bytes) {
  if (bytes.size() > max_source_bytes) return std::nullopt;
  if (bytes.starts_with("\xff\xd8\xff"sv)) return shrink_jpeg(bytes, longest_side);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return shrink_png(bytes, longest_side);
  if (bytes.starts_with("RIFF") && bytes.substr(8).starts_with("WEBP")) return shrink_webp(bytes, longest_side);
  return std::nullopt;
}

}  // namespace

std::optional<Thumbnail> make_thumbnail(std::string_view bytes) {
  if (bytes.size() < 12) return std::nullopt;
  const auto pixels = shrunk(bytes);
  if (!pixels) return std::nullopt;
  std::uint8_t* written = nullptr;
  const auto size =
      WebPEncodeRGBA(pixels->rgba.data(), pixels->width, pixels->height, pixels->width * 4, quality, &written);
  std::optional<Thumbnail> out;
  if (size > 0 && size < bytes.size())
    out = {std::string(reinterpret_cast<const char*>(written), size), pixels->width, pixels->height};
  WebPFree(written);
  return out;
}

}  // namespace pult::pictures
