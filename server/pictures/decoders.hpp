// SPDX-License-Identifier: AGPL-3.0-or-later
// Decoders of pictures, each with bounds of its own. They give what is left of a picture when no side is over
// `longest`; nullopt for what is damaged, animated or asks for too much.
#pragma once
#include <optional>
#include <string_view>

#include "pictures/shrink.hpp"

namespace pult::pictures {

// Read in one pass, whatever their size: rows come one by one.
inline constexpr std::int64_t max_pixels = 64'000'000;
// Those that are in memory as a whole: progressive JPEG and WebP.
inline constexpr std::int64_t max_whole_pixels = 25'000'000;
inline constexpr int max_side = 30'000;

std::optional<Pixels> shrink_jpeg(std::string_view bytes, int longest);  // turned as its EXIF data say
std::optional<Pixels> shrink_png(std::string_view bytes, int longest);
std::optional<Pixels> shrink_webp(std::string_view bytes, int longest);

}  // namespace pult::pictures
