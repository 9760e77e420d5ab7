// SPDX-License-Identifier: AGPL-3.0-or-later
#include "timers/timers.hpp"

namespace pult::timers {

Result<void> set(sql::Transaction& tx, std::string_view kind, std::string_view subject, Micros due_at) {
  PULT_TRY(
      tx.run("INSERT INTO timers (kind, subject, due_at) VALUES (?1, ?2, ?3) ON CONFLICT (kind, subject) DO UPDATE "
             "SET due_at = excluded.due_at, attempts = 0, error = NULL",
             {kind, subject, due_at}));
  tx.notify(channel, "set");
  return {};
}

Result<void> cancel(sql::Transaction& tx, std::string_view kind, std::string_view subject) {
  PULT_TRY(tx.run("DELETE FROM timers WHERE kind = ?1 AND subject = ?2", {kind, subject}));
  return {};
}

Result<Backlog> load_backlog(sql::Transaction& tx) {
  const auto found = PULT_TRY(
      tx.one("SELECT COUNT(*), COALESCE(SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END), 0), COALESCE(MIN(due_at), 0) "
             "FROM timers",
             {}, [](const sql::Row& row) { return Backlog{row.int64(0), row.int64(1), row.int64(2)}; }));
  return found.value_or(Backlog{});
}

}  // namespace pult::timers
