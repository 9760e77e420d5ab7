// SPDX-License-Identifier: AGPL-3.0-or-later
// The small copy of a picture.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pult::pictures {

inline constexpr std::size_t max_source_bytes = 32 * 1024 * 1024;
inline constexpr int longest_side = 400;  // of the copy, pixels

struct Thumbnail {
  std::string webp;
  int width = 0, height = 0;
};
// nullopt: no JPEG, PNG or WebP, animated, damaged, with too many pixels, or not smaller as a copy. May take a second
// and some 100 MB: not for a thread that others wait for.
std::optional<Thumbnail> make_thumbnail(std::string_view bytes);

}  // namespace pult::pictures
