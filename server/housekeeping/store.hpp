// SPDX-License-Identifier: AGPL-3.0-or-later
// Reports and findings as rows. A finding is one row through all reports that tell it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "housekeeping/finding.hpp"
#include "sql/database.hpp"

namespace pult::housekeeping {

using ReportId = base::Id<struct ReportTag>;
using FindingId = base::Id<struct FindingTag>;

// Tells the service's thread that there is work.
inline constexpr std::string_view channel = "housekeeping";
// More of one kind are not told: whoever has mended these asks again.
inline constexpr std::size_t max_of_kind = 100;
// How long what was fixed can be undone.
inline constexpr Micros undo_for = 30 * base::day_us;

struct Report {
  ReportId id;
  std::string state = "queued";  // queued | working | completed | failed
  UserId asked_by;               // UserId(-1): the desk itself
  Micros created_at = 0;
  std::optional<Micros> finished_at;

  bool is_finished() const { return state == "completed" || state == "failed"; }
};

struct StoredFinding {
  FindingId id;
  Finding finding;
  std::string state = "open";  // open | fixing | fixed | undoing | dismissed
  std::string undo;            // JSON object, "" for none
  UserId acted_by;
  std::optional<Micros> acted_at;
  Micros created_at = 0;
};

// The one that is under way, if there is one: two would find the same.
Result<Report> ask_for_report(sql::Transaction& tx, UserId asked_by, Micros now);
Result<std::optional<Report>> newest_report(sql::Transaction& tx);
// The newest that has been made; 0 before the first.
Result<ReportId> newest_finished(sql::Transaction& tx);
Result<std::optional<Report>> find_report(sql::Transaction& tx, ReportId id);
// The oldest unfinished one that nobody works on, for this long.
Result<std::optional<Report>> claim_report(sql::Transaction& tx, Micros now, Micros lease_until);
Result<void> set_state(sql::Transaction& tx, const Report& report, std::string_view state, Micros now);

// What a report found, in place of what it had found before. Dismissed findings stay dismissed; those that are found
// again after a fix are open again, unless the fix is under way.
Result<void> keep_findings(sql::Transaction& tx, const Report& report, const Findings& findings, Micros now);
// Of this report, and what was fixed within `undo_for`; by kind and how sure we are.
Result<std::vector<StoredFinding>> list_findings(sql::Transaction& tx, ReportId report, Micros now);
Result<std::optional<StoredFinding>> find_finding(sql::Transaction& tx, FindingId id);
// Locked until the end of the transaction: two people may press at once.
Result<std::optional<StoredFinding>> find_finding_for_update(sql::Transaction& tx, FindingId id);
// State, undo and who did it.
Result<void> save_finding(sql::Transaction& tx, const StoredFinding& finding);

// Whoever looks at the report is told on the live wire that it is another one now.
void tell_progress(sql::Transaction& tx, UserId user, std::string_view name);

}  // namespace pult::housekeeping
