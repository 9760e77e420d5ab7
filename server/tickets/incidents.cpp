// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/incidents.hpp"

#include "sql/id_list.hpp"
#include "tickets/split.hpp"
#include "tickets/store.hpp"

namespace pult::tickets {
namespace {

constexpr int incidents_at_once = 20;

}  // namespace

Result<void> check_problem(sql::Transaction& tx, const people::Actor& actor, TicketId problem) {
  if (!problem) return {};
  const auto found = Desk::access_ticket(tx, actor, problem);
  if (found && found->type == "problem") return {};
  return base::fail_field("problem_id", "InvalidValue", "Problem: is not a problem ticket");
}

Result<std::set<std::int64_t>> find_with_incidents(sql::Transaction& tx, const std::vector<TicketId>& problems) {
  std::set<std::int64_t> out;
  if (problems.empty()) return out;
  const sql::IdList list(tx, problems);
  PULT_TRY(tx.each("SELECT t.id FROM tickets t WHERE t.id" + list.among(1) +
                       " AND EXISTS (SELECT 1 FROM tickets i WHERE i.problem_id = t.id AND i.status < 6)",
                   {list}, [&](const sql::Row& row) -> Result<void> {
                     out.insert(row.int64(0));
                     return {};
                   }));
  return out;
}

bool solves_problem(const Notice& notice) {
  return notice.before && notice.after.type == "problem" && notice.after.status == Status::solved &&
         notice.before->status < Status::solved;
}

Result<TicketId> solve_incidents(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId problem,
                                 CommentId comment, TicketId after) {
  const auto waiting = PULT_TRY(
      tx.all("SELECT id FROM tickets WHERE problem_id = ?1 AND id > ?2 AND status < 4 "
             "ORDER BY id LIMIT ?3",
             {problem, after.value, incidents_at_once}, [](const sql::Row& row) { return row.id<TicketId>(0); }));
  const auto said = PULT_TRY(find_comment(tx, comment));
  for (const auto id : waiting) {
    const auto incident = PULT_TRY(find_ticket_for_update(tx, id));
    if (!incident || incident->status >= Status::solved || incident->problem != problem) continue;
    Planned planned{{{events::EventType::change, "status", "solved", std::string(render_status(incident->status)), {}}},
                    std::nullopt,
                    "api",
                    "problem",
                    {}};
    if (!incident->assignee && actor.id().value > 0)
      planned.events.push_back(
          {events::EventType::change, "assignee_id", std::to_string(actor.id().value), std::nullopt, {}});
    if (said) {
      planned.comment = PULT_TRY(copy_of(tx, *said));
      planned.comment->author = actor.id();
    }
    PULT_TRY(desk.record(tx, actor, *incident, std::move(planned)));
  }
  return int(waiting.size()) < incidents_at_once ? TicketId() : waiting.back();
}

}  // namespace pult::tickets
