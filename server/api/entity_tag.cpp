// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/entity_tag.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <cinttypes>
#include <cstdio>

namespace pult::api {

std::string entity_tag(std::string_view body) {
  const auto digest = XXH3_128bits(body.data(), body.size());
  std::array<char, 48> out{};
  const int size =
      std::snprintf(out.data(), out.size(), "W/\"%016" PRIx64 "%016" PRIx64 "\"", digest.high64, digest.low64);
  return {out.data(), std::size_t(size)};
}

}  // namespace pult::api
