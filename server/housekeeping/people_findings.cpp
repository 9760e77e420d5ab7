// SPDX-License-Identifier: AGPL-3.0-or-later
// Whose owner is away: views, macros, tickets; groups in which nobody is.
#include <algorithm>

#include "housekeeping/findings.hpp"

namespace pult::housekeeping {
namespace {

std::string_view absence_of(const Inventory& desk, const Agent& agent) {
  if (!agent.active) return "deleted";
  if (agent.suspended) return "suspended";
  const auto seen = std::max(agent.last_seen_at.value_or(0), agent.created_at);
  return desk.now - seen > absent_after ? "away" : "";
}

void add_owned(const Inventory& desk, const Subject& subject, UserId owner, Findings& out) {
  if (!owner) return;
  const auto* agent = desk.find_agent(owner.value);
  const std::string how(agent ? absence_of(desk, *agent) : "deleted");
  // Whoever is on a long leave finds their own things again.
  if (how.empty() || how == "away") return;
  Finding finding{.kind = "owner_absent", .subject = subject, .detail = std::to_string(owner.value)};
  finding.facts = {{"title", subject.title}, {"name", agent ? agent->name : "#" + finding.detail}, {"how", how}};
  finding.confidence = 97;
  finding.fix = Fix{"take_over", {}};
  out.push_back(std::move(finding));
}

void find_tickets(const Inventory& desk, const Agent& agent, Findings& out) {
  const auto open = desk.open_of_agent.find(agent.id);
  const auto how = absence_of(desk, agent);
  if (open == desk.open_of_agent.end() || open->second <= 0 || how.empty()) return;
  const auto id = std::to_string(agent.id.value);
  Finding finding{.kind = "tickets_of_absent", .subject = {"user", id, agent.name}};
  finding.facts = {{"name", agent.name}, {"tickets", open->second}, {"how", how}};
  if (agent.last_seen_at) finding.facts["since"] = base::render_iso8601(*agent.last_seen_at);
  finding.confidence = how == "away" ? 80 : 99;
  finding.fix = Fix{"unassign", {}};
  out.push_back(std::move(finding));
}

}  // namespace

const people::Group* Inventory::find_group(std::int64_t id) const {
  const auto found = std::ranges::find(groups, GroupId(id), &people::Group::id);
  return found == groups.end() ? nullptr : &*found;
}

const Agent* Inventory::find_agent(std::int64_t id) const {
  const auto found = std::ranges::find(agents, UserId(id), &Agent::id);
  return found == agents.end() ? nullptr : &*found;
}

void find_in_people(const Inventory& desk, Findings& out) {
  for (const auto& view : desk.views)
    if (view.active) add_owned(desk, subject_of(view), view.owner, out);
  for (const auto& rule : desk.rules)
    if (rule.active) add_owned(desk, subject_of(rule), rule.owner, out);
  for (const auto& agent : desk.agents) find_tickets(desk, agent, out);
  for (const auto& group : desk.groups) {
    const auto in = desk.agents_in_group.find(group.id);
    if (group.deleted || (in != desk.agents_in_group.end() && in->second > 0)) continue;
    const auto open = desk.open_of_group.find(group.id);
    Finding finding{.kind = "group_empty", .subject = {"group", std::to_string(group.id.value), group.name}};
    finding.facts = {{"name", group.name}, {"tickets", open == desk.open_of_group.end() ? 0 : open->second}};
    finding.confidence = 97;
    out.push_back(std::move(finding));
  }
}

}  // namespace pult::housekeeping
