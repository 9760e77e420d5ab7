// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/access.hpp"

#include <algorithm>

#include "people/group.hpp"

namespace pult::people {

bool Actor::in_group(GroupId group) const { return group && std::ranges::find(groups, group) != groups.end(); }

Result<Actor> load_actor(sql::Transaction& tx, UserId id) { return load_actor(tx, PULT_TRY(load_user(tx, id))); }

Result<Actor> load_actor(sql::Transaction& tx, User user) {
  Actor actor;
  actor.user = std::move(user);
  if (actor.user.is_agent())
    actor.groups = PULT_TRY(tx.all("SELECT group_id FROM group_memberships WHERE user_id = ?1", {actor.user.id},
                                   [](const sql::Row& row) { return row.id<GroupId>(0); }));
  return actor;
}

Actor system_actor() {
  Actor actor;
  actor.is_system = true;
  actor.user.id = UserId(-1);
  actor.user.name = "Pult";
  actor.user.role = Role::admin;
  return actor;
}

bool sees_all_tickets(const Actor& actor) {
  return actor.is_admin() || (actor.is_agent() && actor.user.ticket_restriction.empty());
}

bool may_see_ticket(const Actor& actor, const TicketScope& scope) {
  if (sees_all_tickets(actor)) return true;
  if (!actor.user.active || actor.user.suspended || !actor.user.id) return false;
  if (!actor.is_agent()) return scope.is_public && (scope.requester == actor.id() || scope.in_copy);
  if (scope.in_copy || scope.assignee == actor.id() || scope.requester == actor.id()) return true;
  const auto& restriction = actor.user.ticket_restriction;
  if (restriction == "groups") return actor.in_group(scope.group);
  if (restriction == "organization")
    return actor.user.organization && scope.organization == actor.user.organization;
  return false;
}

bool may_edit_ticket(const Actor& actor, const TicketScope& scope) {
  return actor.is_agent() && may_see_ticket(actor, scope);
}

bool may_see_internal(const Actor& actor) { return actor.is_agent(); }

bool may_see_user(const Actor& actor, const User& user) {
  return actor.is_agent() || (user.id && user.id == actor.id() && actor.user.active && !actor.user.suspended);
}

bool may_edit_user(const Actor& actor, const User& user) {
  if (actor.is_admin()) return true;
  if (actor.is_agent()) return !user.is_agent() || user.id == actor.id();
  return may_see_user(actor, user);
}

std::string ticket_condition(const Actor& actor) {
  if (sees_all_tickets(actor)) return "1=1";
  if (!actor.user.active || actor.user.suspended || !actor.user.id) return "1=0";
  const auto me = std::to_string(actor.id().value);
  const auto in_copy = "t.id IN (SELECT ticket_id FROM ticket_people WHERE user_id = " + me + ")";
  if (!actor.is_agent()) return "(t.is_public = 1 AND (t.requester_id = " + me + " OR " + in_copy + "))";
  std::string own = "t.assignee_id = " + me + " OR t.requester_id = " + me + " OR " + in_copy;
  const auto& restriction = actor.user.ticket_restriction;
  if (restriction == "groups" && !actor.groups.empty()) {
    own += " OR t.group_id IN (";
    for (std::size_t i = 0; i < actor.groups.size(); ++i)
      own += (i ? "," : "") + std::to_string(actor.groups[i].value);
    own += ")";
  }
  if (restriction == "organization" && actor.user.organization)
    own += " OR t.organization_id = " + std::to_string(actor.user.organization.value);
  return "(" + own + ")";
}

}  // namespace pult::people
