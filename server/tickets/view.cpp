// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/view.hpp"

#include <algorithm>

namespace pult::tickets {
namespace {

bool by_groups(const people::Actor& actor) { return actor.user.ticket_restriction == "groups"; }

// Same rule as `counted` below, as SQL.
std::string scope(const people::Actor& actor) {
  if (people::sees_all_tickets(actor)) return "";
  if (!actor.is_agent()) return " AND 1=0";
  std::string sql = " AND (t.assignee_id = " + std::to_string(actor.id().value);
  if (by_groups(actor) && !actor.groups.empty()) {
    sql += " OR t.group_id IN (";
    for (std::size_t i = 0; i < actor.groups.size(); ++i)
      sql += (i ? "," : "") + std::to_string(actor.groups[i].value);
    sql += ")";
  }
  return sql + ")";
}

bool counted(const people::Actor& actor, const CountCell& cell) {
  if (people::sees_all_tickets(actor)) return true;
  return actor.is_agent() && (cell.assignee == actor.id() || (by_groups(actor) && actor.in_group(cell.group)));
}

}  // namespace

std::optional<View> find_view(std::int64_t id) {
  const auto found = std::ranges::find(system_views, id, &View::id);
  return found == system_views.end() ? std::nullopt : std::optional(*found);
}

TicketFilter filter_of(const View& view, const people::Actor& actor) {
  TicketFilter filter;
  if (view.key == "mine") filter.condition = "t.status < 4 AND t.assignee_id = " + std::to_string(actor.id().value);
  else if (view.key == "unassigned") filter.condition = "t.status < 4 AND t.assignee_id IS NULL";
  else if (view.key == "all_open") filter.condition = "t.status < 4";
  else filter.condition = "t.status = 4";
  filter.condition += scope(actor);
  return filter;
}

std::int64_t count_of(const View& view, const people::Actor& actor, const std::vector<CountCell>& cells) {
  std::int64_t sum = 0;
  for (const auto& cell : cells) {
    const bool unsolved = cell.status < Status::solved;
    const bool inside = view.key == "mine"         ? unsolved && cell.assignee == actor.id()
                        : view.key == "unassigned" ? unsolved && !cell.assignee
                        : view.key == "all_open"   ? unsolved
                                                   : cell.status == Status::solved;
    if (inside && counted(actor, cell)) sum += cell.tickets;
  }
  return sum;
}

}  // namespace pult::tickets
