// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/merging.hpp"

#include <string>

#include "timers/timers.hpp"

namespace pult::search {
namespace {

// One merge of FTS5, in pages of about 4 KB written: 250 take ten milliseconds.
constexpr int pages_at_once = 250;
constexpr Micros between_merges = base::second_us / 4;
constexpr std::uint32_t changes_noted = 64;
// The due time is the same for all changes of such a span, so that a busy desk does not put it off for ever.
constexpr Micros span = 10 * base::second_us;

// How the index lies in pieces: the record that FTS5 writes anew with every change of them.
Result<std::string> layout(sql::Transaction& tx) {
  const auto found = PULT_TRY(tx.one("SELECT block FROM search_index_data WHERE id = 10", {},
                                     [](const sql::Row& row) { return std::string(row.bytes(0)); }));
  return found.value_or("");
}

// False when there was nothing to merge.
Result<bool> merge(sql::Transaction& tx) {
  const auto before = PULT_TRY(layout(tx));
  PULT_TRY(tx.run("INSERT INTO search_index (search_index, rank) VALUES ('merge', ?1)", {pages_at_once}));
  return PULT_TRY(layout(tx)) != before;
}

}  // namespace

Result<void> MergeReminder::note_change(sql::Transaction& tx) {
  if (tx.dialect() != sql::Dialect::sqlite || ++changes_ % changes_noted != 0) return {};
  return timers::set(tx, merge_timer, "", (clock_.now() / span + 1) * span);
}

Result<void> merge_some(sql::Transaction& tx, Micros now) {
  if (tx.dialect() != sql::Dialect::sqlite || !PULT_TRY(merge(tx))) return {};
  return timers::set(tx, merge_timer, "", now + between_merges);
}

Result<void> merge_all(sql::Database& database) {
  for (bool more = database.dialect() == sql::Dialect::sqlite; more;)
    PULT_TRY(database.write([&more](sql::Transaction& tx) -> Result<void> {
      more = PULT_TRY(merge(tx));
      return {};
    }));
  return {};
}

}  // namespace pult::search
