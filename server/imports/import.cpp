// SPDX-License-Identifier: AGPL-3.0-or-later
#include "imports/import.hpp"

#include <limits>

#include "sql/insert_id.hpp"
#include "sql/params.hpp"

namespace pult::imports {
namespace {

const std::string columns =
    "id, kind, format, mapping, file_name, sha256, in_blobs, dry_run, actor_id, state, message, total, progress, "
    "created_at, updated_at, notify";

Import map(const sql::Row& row) {
  Import out;
  out.id = row.id<ImportId>(0);
  out.kind = parse_kind(row.text(1)).value_or(Kind::users);
  out.format = parse_format(row.text(2)).value_or(Format::csv);
  boost::system::error_code broken;
  const auto mapping = json::parse(row.text(3), broken);
  if (!broken && mapping.is_object())
    for (const auto& [column, field] : mapping.get_object())
      if (field.is_string()) out.mapping[std::string(column)] = std::string(field.get_string());
  out.file_name = row.string(4);
  out.sha256 = row.string(5);
  out.in_blobs = row.boolean(6);
  out.dry_run = row.boolean(7);
  out.actor = row.id<UserId>(8);
  out.state = row.string(9);
  out.message = row.string(10);
  out.total = row.int64(11);
  out.progress = row.int64(12);
  out.created_at = row.int64(13);
  out.updated_at = row.int64(14);
  out.notify = row.boolean(15);
  return out;
}

}  // namespace

Result<Import> create_import(sql::Transaction& tx, Import import, Micros now) {
  import.created_at = import.updated_at = now;
  const auto mapping = render_mapping(import.mapping);
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO imports (kind, format, mapping, file_name, sha256, in_blobs, dry_run, actor_id, state, total, "
      "created_at, updated_at, notify) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11, ?12)",
      {render_kind(import.kind), render_format(import.format), mapping, import.file_name, import.sha256,
       import.in_blobs, import.dry_run, import.actor.value, import.state, import.total, now, import.notify}));
  import.id = ImportId(id.value_or(0));
  tx.notify(channel, "");
  return import;
}

Result<std::optional<Import>> find_import(sql::Transaction& tx, ImportId id) {
  return tx.one("SELECT " + columns + " FROM imports WHERE id = ?1", {id}, map);
}

Result<std::vector<Import>> list_imports(sql::Transaction& tx, ImportId before, std::int64_t offset, int limit) {
  return tx.all("SELECT " + columns + " FROM imports WHERE id < ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3",
                {before ? before.value : std::numeric_limits<std::int64_t>::max(), limit, offset}, map);
}

Result<std::optional<Import>> find_unfinished(sql::Transaction& tx, Kind kind, std::string_view sha256, bool dry_run) {
  return tx.one("SELECT " + columns +
                    " FROM imports WHERE sha256 = ?1 AND kind = ?2 AND dry_run = ?3 AND "
                    "state IN ('queued', 'working') ORDER BY id DESC LIMIT 1",
                {sha256, render_kind(kind), dry_run}, map);
}

Result<std::optional<Import>> claim_import(sql::Transaction& tx, Micros now, Micros lease_until) {
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  return tx.one(
      "UPDATE imports SET state = 'working', lease_until = ?2, updated_at = ?1 WHERE id IN ("
      "SELECT id FROM imports WHERE state IN ('queued', 'working') AND in_blobs = 1 AND lease_until <= ?1 "
      "ORDER BY lease_until, id LIMIT 1" +
          lock + ") RETURNING " + columns,
      {now, lease_until}, map);
}

Result<std::optional<Micros>> next_due(sql::Transaction& tx) {
  const auto due =
      PULT_TRY(tx.one("SELECT MIN(lease_until) FROM imports WHERE state IN ('queued', 'working') AND in_blobs = 1", {},
                      [](const sql::Row& row) { return row.optional_int64(0); }));
  return due.value_or(std::nullopt);
}

namespace {

// For the person who asked for it: "7 import 12".
Result<void> notify_progress(sql::Transaction& tx, ImportId id) {
  const auto actor = PULT_TRY(tx.one_int64("SELECT actor_id FROM imports WHERE id = ?1", {id}));
  if (actor) tx.notify("progress", std::to_string(*actor) + " import " + std::to_string(id.value));
  return {};
}

}  // namespace

Result<bool> note_progress(sql::Transaction& tx, ImportId id, std::int64_t progress, Micros lease_until, Micros now) {
  const auto changed =
      PULT_TRY(tx.run("UPDATE imports SET state = 'working', progress = ?2, lease_until = ?3, updated_at = ?4 "
                      "WHERE id = ?1 AND state IN ('queued', 'working')",
                      {id, progress, lease_until, now}));
  PULT_TRY(notify_progress(tx, id));
  return changed > 0;
}

Result<void> end_import(sql::Transaction& tx, ImportId id, std::string_view state, std::string_view message,
                        Micros now) {
  PULT_TRY(
      tx.run("UPDATE imports SET state = ?2, message = ?3, updated_at = ?4 WHERE id = ?1 AND "
             "state IN ('queued', 'working')",
             {id, state, sql::text_or_null(message), now}));
  return notify_progress(tx, id);
}

Result<bool> kill_import(sql::Transaction& tx, ImportId id, Micros now) {
  const auto changed = PULT_TRY(
      tx.run("UPDATE imports SET state = 'killed', updated_at = ?2 WHERE id = ?1 AND state IN ('queued', 'working')",
             {id, now}));
  PULT_TRY(notify_progress(tx, id));
  return changed > 0;
}

Result<void> insert_outcome(sql::Transaction& tx, ImportId id, const RowOutcome& outcome) {
  PULT_TRY(
      tx.run("INSERT INTO import_rows (import_id, number, line, outcome, object_id, reason, raw) "
             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
             {id, outcome.number, outcome.line, outcome.outcome,
              outcome.object_id ? sql::Param(outcome.object_id) : sql::Param(sql::Null{}),
              sql::text_or_null(outcome.reason), sql::text_or_null(outcome.raw)}));
  return {};
}

Result<std::vector<std::int64_t>> done_rows(sql::Transaction& tx, ImportId id, std::int64_t first, std::int64_t last) {
  return tx.all("SELECT number FROM import_rows WHERE import_id = ?1 AND number BETWEEN ?2 AND ?3 ORDER BY number",
                {id, first, last}, [](const sql::Row& row) { return row.int64(0); });
}

Result<Counts> count_outcomes(sql::Transaction& tx, ImportId id) {
  Counts out;
  PULT_TRY(tx.each("SELECT outcome, COUNT(*) FROM import_rows WHERE import_id = ?1 GROUP BY outcome", {id},
                   [&](const sql::Row& row) -> Result<void> {
                     const auto what = row.text(0);
                     auto& count = what == "created"   ? out.created
                                   : what == "updated" ? out.updated
                                   : what == "skipped" ? out.skipped
                                                       : out.unchanged;
                     count = row.int64(1);
                     return {};
                   }));
  return out;
}

Result<std::vector<RowOutcome>> list_outcomes(sql::Transaction& tx, ImportId id, std::int64_t after, bool skipped_only,
                                              int limit) {
  const std::string only = skipped_only ? " AND outcome = 'skipped'" : "";
  return tx.all(
      "SELECT number, line, outcome, object_id, reason, raw FROM import_rows WHERE import_id = ?1 AND "
      "number > ?2" +
          only + " ORDER BY number LIMIT ?3",
      {id, after, limit}, [](const sql::Row& row) {
        return RowOutcome{row.int64(0), row.int64(1), row.string(2), row.int64(3), row.string(4), row.string(5)};
      });
}

Result<bool> forget(sql::Transaction& tx, Micros before) {
  constexpr std::int64_t rows_at_once = 2'000;
  const auto old =
      PULT_TRY(tx.one("SELECT id FROM imports WHERE state NOT IN ('queued', 'working') AND updated_at < ?1 "
                      "ORDER BY updated_at LIMIT 1",
                      {before}, [](const sql::Row& row) { return row.id<ImportId>(0); }));
  if (!old) return false;
  const auto rows =
      PULT_TRY(tx.run("DELETE FROM import_rows WHERE import_id = ?1 AND number IN "
                      "(SELECT number FROM import_rows WHERE import_id = ?1 ORDER BY number LIMIT ?2)",
                      {*old, rows_at_once}));
  if (rows < rows_at_once) PULT_TRY(tx.run("DELETE FROM imports WHERE id = ?1", {*old}));
  return true;
}

}  // namespace pult::imports
