// SPDX-License-Identifier: AGPL-3.0-or-later
// Imports as stored: what is taken in, how far it is, and what became of each row.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "imports/mapping.hpp"
#include "imports/source.hpp"
#include "sql/database.hpp"

namespace pult::imports {

using ImportId = base::Id<struct ImportTag>;

// queued -> working -> completed | failed; killed by a person.
struct Import {
  ImportId id;
  Kind kind = Kind::users;
  Format format = Format::csv;
  Mapping mapping;
  std::string file_name, sha256;
  bool in_blobs = false;
  bool dry_run = false;
  bool notify = false;  // webhooks and agents are told, as of what happens now; mail never leaves
  UserId actor;         // UserId(-1): the command line
  std::string state = "queued", message;
  std::int64_t total = 0, progress = 0;
  Micros created_at = 0, updated_at = 0;

  bool is_finished() const { return state != "queued" && state != "working"; }
};

struct RowOutcome {
  std::int64_t number = 0, line = 0;
  std::string outcome;  // created | updated | unchanged | skipped
  std::int64_t object_id = 0;
  std::string reason, raw;  // of skipped ones
};

struct Counts {
  std::int64_t created = 0, updated = 0, unchanged = 0, skipped = 0;
  std::int64_t all() const { return created + updated + unchanged + skipped; }
};

Result<Import> create_import(sql::Transaction& tx, Import import, Micros now);
Result<std::optional<Import>> find_import(sql::Transaction& tx, ImportId id);
// Newest first; ids below `before`, 0: from the newest.
Result<std::vector<Import>> list_imports(sql::Transaction& tx, ImportId before, std::int64_t offset, int limit);
// The newest one of this file that did not come to its end.
Result<std::optional<Import>> find_unfinished(sql::Transaction& tx, Kind kind, std::string_view sha256, bool dry_run);
// Of the files in the blob store, the next one for this server until `lease_until`.
Result<std::optional<Import>> claim_import(sql::Transaction& tx, Micros now, Micros lease_until);
Result<std::optional<Micros>> next_due(sql::Transaction& tx);

// False when it ended meanwhile: a person killed it.
Result<bool> note_progress(sql::Transaction& tx, ImportId id, std::int64_t progress, Micros lease_until, Micros now);
Result<void> end_import(sql::Transaction& tx, ImportId id, std::string_view state, std::string_view message,
                        Micros now);
Result<bool> kill_import(sql::Transaction& tx, ImportId id, Micros now);

Result<void> insert_outcome(sql::Transaction& tx, ImportId id, const RowOutcome& outcome);
// Numbers from `first` to `last` that are done.
Result<std::vector<std::int64_t>> done_rows(sql::Transaction& tx, ImportId id, std::int64_t first, std::int64_t last);
Result<Counts> count_outcomes(sql::Transaction& tx, ImportId id);
// Rows behind `after`; of skipped ones only, or all.
Result<std::vector<RowOutcome>> list_outcomes(sql::Transaction& tx, ImportId id, std::int64_t after, bool skipped_only,
                                              int limit);

// Takes away some of what ended before, rows and reports; true when there may be more.
Result<bool> forget(sql::Transaction& tx, Micros before);

// The notification that wakes the servers.
inline constexpr std::string_view channel = "imports";

}  // namespace pult::imports
