// SPDX-License-Identifier: AGPL-3.0-or-later
// Small copies of kept pictures, by the digest of the picture; gone when its content is forgotten.
#pragma once
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "sql/database.hpp"

namespace pult::blobs {

struct KeptThumbnail {
  std::optional<std::string> webp;  // nullopt: there can be none
};
// nullopt: nobody has looked yet.
Result<std::optional<KeptThumbnail>> find_thumbnail(sql::Transaction& tx, std::string_view sha256);
// Nothing happens when the picture itself is gone.
Result<void> keep_thumbnail(sql::Transaction& tx, std::string_view sha256, const std::optional<std::string>& webp,
                            Micros now);

}  // namespace pult::blobs
