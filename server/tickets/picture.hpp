// SPDX-License-Identifier: AGPL-3.0-or-later
// What a picture is and how large, by its first bytes: PNG, JPEG, GIF, WebP. Pure; trusts nothing but the bytes.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace pult::tickets {

struct Picture {
  std::string_view content_type;
  std::int64_t width = 0, height = 0;  // pixels
};

// nullopt for what is none of them, or says no size.
std::optional<Picture> read_picture(std::string_view bytes);

}  // namespace pult::tickets
