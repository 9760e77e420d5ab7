// SPDX-License-Identifier: AGPL-3.0-or-later
// Archives of what is known of a person: offered for a week, then gone.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "blobs/blob_store.hpp"
#include "people/user.hpp"

namespace pult::privacy {

using ExportId = base::Id<struct PersonalExportTag>;

inline constexpr Micros export_lifetime = 7 * base::day_us;
// Fires when one is no longer offered; its subject is the number of the export.
inline constexpr std::string_view export_timer = "personal_data_export";

struct Export {
  ExportId id;
  UserId user, actor;
  std::string sha256;  // "" before it is made and when it is gone
  std::int64_t size = 0;
  Micros created_at = 0;
  std::optional<Micros> finished_at, expires_at;

  // in_progress | complete | expired
  std::string_view state() const { return !finished_at ? "in_progress" : sha256.empty() ? "expired" : "complete"; }
};

Result<Export> create_export(sql::Transaction& tx, UserId user, UserId actor, Micros now);
Result<std::optional<Export>> find_export(sql::Transaction& tx, ExportId id);
// In id order, whole.
Result<std::vector<Export>> list_exports(sql::Transaction& tx, UserId user);
Result<void> keep_export(sql::Transaction& tx, ExportId id, const blobs::Staged& archive, Micros now);
// The digest of what may be forgotten, "" for none.
Result<std::string> expire_export(sql::Transaction& tx, ExportId id);
Result<std::vector<std::string>> delete_exports_of(sql::Transaction& tx, UserId user);

}  // namespace pult::privacy
