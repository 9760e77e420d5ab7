// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/changes.hpp"

#include <algorithm>

namespace pult::live {
namespace {

bool creates(const events::Audit& audit) {
  return std::ranges::any_of(audit.events,
                             [](const events::Event& event) { return event.type == events::EventType::create; });
}

// Puts back the fields that the audit changed. Its comment stays: no comment ever took access away.
void undo(tickets::Ticket& ticket, const events::Audit& audit) {
  for (const auto& event : audit.events) {
    if (event.type != events::EventType::change) continue;
    events::Event back{events::EventType::change, event.field, event.previous, event.value};
    tickets::apply(ticket, back, audit);
  }
}

}  // namespace

Result<Named> find_new_audits(sql::Transaction& tx, AuditId last, int limit) {
  Named named;
  PULT_TRY(tx.each("SELECT ticket_id, id FROM audits WHERE id > ?1 ORDER BY id LIMIT ?2", {last.value, limit},
                   [&](const sql::Row& row) -> Result<void> {
                     named[row.id<TicketId>(0)].insert(row.id<AuditId>(1));
                     return {};
                   }));
  return named;
}

Result<AuditId> newest_audit(sql::Transaction& tx) {
  return AuditId(PULT_TRY(tx.one_int64("SELECT COALESCE(MAX(id), 0) FROM audits")).value_or(0));
}

Result<std::vector<TicketChange>> load_changes(sql::Transaction& tx, const Named& named, int limit) {
  std::vector<TicketChange> changes;
  for (const auto& [ticket, ids] : named) {
    auto listed = PULT_TRY(tickets::find_listed(tx, ticket));
    if (!listed) continue;
    // What came after the named ones is in the row already and must be undone too; it is told in its own turn.
    auto audits = PULT_TRY(events::list_audits(tx, ticket, AuditId(ids.begin()->value - 1), 0, limit + 1));
    if (int(audits.size()) > limit)
      return base::fail(ErrorKind::unavailable, "too_many_changes", "Too many changes at once");
    TicketChange change{std::move(*listed), {}, {}};
    auto state = change.now.ticket;
    for (auto audit = audits.rbegin(); audit != audits.rend() && !creates(*audit); ++audit) {
      undo(state, *audit);
      change.earlier.push_back(state);
    }
    for (auto& audit : audits)
      if (ids.contains(audit.id)) change.audits.push_back(std::move(audit));
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace pult::live
