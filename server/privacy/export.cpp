// SPDX-License-Identifier: AGPL-3.0-or-later
#include "privacy/export.hpp"

#include "sql/insert_id.hpp"
#include "timers/timers.hpp"

namespace pult::privacy {
namespace {

const std::string columns = "id, user_id, actor_id, sha256, size, created_at, finished_at, expires_at";

Export map(const sql::Row& row) {
  return {row.id<ExportId>(0), row.id<UserId>(1), row.id<UserId>(2),     row.string(3),
          row.int64(4),        row.int64(5),      row.optional_int64(6), row.optional_int64(7)};
}

}  // namespace

Result<Export> create_export(sql::Transaction& tx, UserId user, UserId actor, Micros now) {
  const auto id = PULT_TRY(sql::insert_id(
      tx, "INSERT INTO personal_data_exports (user_id, actor_id, created_at) VALUES (?1, ?2, ?3)", {user, actor, now}));
  return Export{ExportId(id.value_or(0)), user, actor, {}, 0, now, {}, {}};
}

Result<std::optional<Export>> find_export(sql::Transaction& tx, ExportId id) {
  return tx.one("SELECT " + columns + " FROM personal_data_exports WHERE id = ?1", {id.value}, map);
}

Result<std::vector<Export>> list_exports(sql::Transaction& tx, UserId user) {
  return tx.all("SELECT " + columns + " FROM personal_data_exports WHERE user_id = ?1 ORDER BY id", {user}, map);
}

Result<void> keep_export(sql::Transaction& tx, ExportId id, const blobs::Staged& archive, Micros now) {
  PULT_TRY(blobs::BlobStore::keep(tx, archive, now));
  const auto until = now + export_lifetime;
  PULT_TRY(
      tx.run("UPDATE personal_data_exports SET sha256 = ?2, size = ?3, finished_at = ?4, expires_at = ?5 WHERE id = ?1",
             {id.value, archive.sha256, std::int64_t(archive.size), now, until}));
  return timers::set(tx, export_timer, std::to_string(id.value), until);
}

Result<std::string> expire_export(sql::Transaction& tx, ExportId id) {
  const auto found = PULT_TRY(find_export(tx, id));
  PULT_TRY(tx.run("UPDATE personal_data_exports SET sha256 = NULL WHERE id = ?1", {id.value}));
  return found ? found->sha256 : std::string();
}

Result<std::vector<std::string>> delete_exports_of(sql::Transaction& tx, UserId user) {
  auto digests =
      PULT_TRY(tx.all("SELECT DISTINCT sha256 FROM personal_data_exports WHERE user_id = ?1 AND sha256 IS NOT NULL",
                      {user}, [](const sql::Row& row) { return row.string(0); }));
  PULT_TRY(tx.run("DELETE FROM personal_data_exports WHERE user_id = ?1", {user}));
  return digests;
}

}  // namespace pult::privacy
