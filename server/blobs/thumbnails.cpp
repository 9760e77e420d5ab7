// SPDX-License-Identifier: AGPL-3.0-or-later
#include "blobs/thumbnails.hpp"

namespace pult::blobs {

Result<std::optional<KeptThumbnail>> find_thumbnail(sql::Transaction& tx, std::string_view sha256) {
  return tx.one("SELECT webp FROM thumbnails WHERE sha256 = ?1", {sha256}, [](const sql::Row& row) {
    return KeptThumbnail{row.is_null(0) ? std::nullopt : std::optional(std::string(row.bytes(0)))};
  });
}

Result<void> keep_thumbnail(sql::Transaction& tx, std::string_view sha256, const std::optional<std::string>& webp,
                            Micros now) {
  if (!PULT_TRY(tx.one_int64("SELECT 1 FROM blobs WHERE sha256 = ?1", {sha256}))) return {};
  PULT_TRY(
      tx.run("INSERT INTO thumbnails (sha256, webp, created_at) VALUES (?1, ?2, ?3) ON CONFLICT (sha256) DO NOTHING",
             {sha256, webp ? sql::Param(sql::Blob{*webp}) : sql::Param(sql::Null{}), now}));
  return {};
}

}  // namespace pult::blobs
