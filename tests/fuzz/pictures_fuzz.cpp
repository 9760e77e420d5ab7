// links: pictures
// SPDX-License-Identifier: AGPL-3.0-or-later
// Any bytes have a small copy within its bounds or none, in bounded memory.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pictures/orientation.hpp"
#include "pictures/thumbnail.hpp"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const int orientation = pult::pictures::orientation_of(bytes);
  require(orientation >= 1 && orientation <= 8);
  const auto made = pult::pictures::make_thumbnail(bytes);
  if (!made) return 0;
  require(made->width > 0 && made->width <= pult::pictures::longest_side);
  require(made->height > 0 && made->height <= pult::pictures::longest_side);
  require(made->webp.starts_with("RIFF") && made->webp.size() < size);
  return 0;
}
