// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/sla_risk.hpp"

namespace pult::automation {

Result<SlaRisk> load_sla_risk(sql::Transaction& tx, const people::Actor& actor, Micros now) {
  const auto seen = "t.status < 4 AND " + people::ticket_condition(actor);
  const auto from = " FROM sla_tickets z JOIN tickets t ON t.id = z.ticket_id WHERE " + seen;
  const auto count = [&](const std::string& condition, std::vector<sql::Param> params) -> Result<std::int64_t> {
    const auto limit = " LIMIT " + std::to_string(max_risk_count);
    return PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM (SELECT 1" + from + " AND " + condition + limit + ") AS bounded",
                                 params))
        .value_or(0);
  };
  SlaRisk out;
  out.at_risk = PULT_TRY(count("z.due_at IS NOT NULL AND z.due_at <= ?1", {now + sla::at_risk_within}));
  out.breached = PULT_TRY(count("z.breached_at IS NOT NULL", {}));
  out.next = PULT_TRY(tx.all("SELECT t.id, t.subject, z.due_at, t.group_id, t.assignee_id" + from +
                                 " AND z.due_at IS NOT NULL ORDER BY z.due_at, z.ticket_id LIMIT ?1",
                             {max_next}, [](const sql::Row& row) {
                               return NextDeadline{row.id<TicketId>(0), row.string(1),      sla::Metric::first_reply,
                                                   row.int64(2),        row.id<GroupId>(3), row.id<UserId>(4)};
                             }));
  std::vector<TicketId> ids;
  for (const auto& one : out.next) ids.push_back(one.ticket);
  const auto clocks = PULT_TRY(list_sla_clocks(tx, ids));
  for (auto& one : out.next)
    for (const auto& clock : clocks)
      if (clock.ticket == one.ticket && clock.is_ticking() && clock.due_at == one.due_at) {
        one.metric = clock.metric;
        break;
      }
  return out;
}

}  // namespace pult::automation
