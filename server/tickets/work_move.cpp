// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/work_move.hpp"

#include "tickets/approval.hpp"
#include "tickets/approval_rules.hpp"
#include "tickets/checklist.hpp"
#include "tickets/work.hpp"

namespace pult::tickets {

void plan_no_work(const Ticket& source, std::vector<events::Event>& planned) {
  set_on_row(planned, "time_spent", std::to_string(source.time_spent_s), "0");
  set_on_row(planned, "checklist_progress", source.checklist_progress, "");
  set_on_row(planned, "approval_status", source.approval_status, "");
}

Result<void> move_work(sql::Transaction& tx, TicketId source, TicketId target) {
  PULT_TRY(
      tx.run("UPDATE checklists SET position = position + (SELECT COALESCE(MAX(position), 0) FROM checklists WHERE "
             "ticket_id = ?2) WHERE ticket_id = ?1",
             {source, target}));
  for (const auto* table : {"checklists", "checklist_items", "time_entries", "approvals"})
    PULT_TRY(tx.run("UPDATE " + std::string(table) + " SET ticket_id = ?2 WHERE ticket_id = ?1", {source, target}));
  return {};
}

Result<void> plan_work(sql::Transaction& tx, const Ticket& target, std::vector<events::Event>& planned) {
  const auto spent = PULT_TRY(tx.one_int64(
      "SELECT CAST(COALESCE(SUM(seconds), 0) AS BIGINT) FROM time_entries WHERE ticket_id = ?1", {target.id}));
  std::vector<std::string> statuses;
  for (const auto& one : PULT_TRY(list_approvals(tx, target.id))) statuses.push_back(one.status);
  set_on_row(planned, "time_spent", std::to_string(target.time_spent_s), std::to_string(spent.value_or(0)));
  set_on_row(planned, "checklist_progress", target.checklist_progress,
             progress_of(PULT_TRY(list_checklists(tx, target.id))));
  set_on_row(planned, "approval_status", target.approval_status, summary_of(statuses));
  return {};
}

}  // namespace pult::tickets
