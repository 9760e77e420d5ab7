// SPDX-License-Identifier: AGPL-3.0-or-later
// dashboard: how much there is to do and who has it, from the counters that every change keeps, and what is due next.
#include <map>

#include "api/call.hpp"
#include "api/routes.hpp"
#include "api/ticket_sla.hpp"
#include "tickets/counts.hpp"

namespace pult::api {
namespace {

using tickets::Status;

constexpr Status shown[] = {Status::fresh, Status::open, Status::pending, Status::hold};

struct Load {
  std::map<Status, std::int64_t> by_status;
  std::int64_t unassigned = 0;

  void add(const tickets::CountCell& cell) {
    by_status[cell.status] += cell.tickets;
    if (!cell.assignee) unassigned += cell.tickets;
  }
};

json::object present(const Load& load) {
  json::object out;
  for (const auto status : shown) {
    const auto found = load.by_status.find(status);
    out[tickets::render_status(status)] = found == load.by_status.end() ? 0 : found->second;
  }
  return out;
}

template <class Id>
json::array present(const std::map<Id, Load>& loads, std::string_view id_name, bool with_unassigned) {
  json::array out;
  for (const auto& [id, load] : loads) {
    auto one = present(load);
    one[id_name] = id ? json::value(id.value) : json::value(nullptr);
    if (with_unassigned) one["unassigned"] = load.unassigned;
    out.push_back(std::move(one));
  }
  return out;
}

// A cell knows assignee and group only: agents whose access depends on more see what is certain.
Result<Answer> show(Call& call) {
  Load all;
  std::map<GroupId, Load> groups;
  std::map<UserId, Load> agents;
  for (const auto& cell : PULT_TRY(tickets::load_counts(call.tx, Status::hold))) {
    people::TicketScope scope;
    scope.assignee = cell.assignee;
    scope.group = cell.group;
    if (cell.tickets <= 0 || !people::may_see_ticket(call.actor, scope)) continue;
    all.add(cell);
    groups[cell.group].add(cell);
    if (cell.assignee) agents[cell.assignee].add(cell);
  }
  auto total = present(all);
  total["unassigned"] = all.unassigned;
  return Answer{200,
                {{"dashboard",
                  {{"total", std::move(total)},
                   {"groups", present(groups, "group_id", true)},
                   {"agents", present(agents, "user_id", false)},
                   {"sla", PULT_TRY(present_sla_risk(call))},
                   {"generated_at", base::render_iso8601(call.now())}}}}};
}

}  // namespace

std::vector<Route> dashboard_routes() { return {{"GET", "dashboard", Who::agent, Mode::read, show}}; }

}  // namespace pult::api
