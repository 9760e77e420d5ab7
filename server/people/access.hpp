// SPDX-License-Identifier: AGPL-3.0-or-later
// The one gate. Every path to a ticket or a person asks here: REST, WebSocket, search, export, attachments, counts.
// Deny by default: what no line below allows is refused.
#pragma once
#include <string>
#include <vector>

#include "people/user.hpp"

namespace pult::people {

// Who acts, with all that decides about access. Made once per request.
struct Actor {
  User user;
  std::vector<GroupId> groups;
  bool is_system = false;  // the desk itself: mail intake, imports, the command line

  UserId id() const { return user.id; }
  bool is_agent() const { return is_system || (user.active && !user.suspended && user.is_agent()); }
  bool is_admin() const { return is_system || (is_agent() && user.role == Role::admin); }
  bool in_group(GroupId group) const;
};

Result<Actor> load_actor(sql::Transaction& tx, UserId id);
Result<Actor> load_actor(sql::Transaction& tx, User user);  // of a user just read
Actor system_actor();

// What of a ticket decides who may see it.
struct TicketScope {
  UserId requester;
  UserId assignee;
  GroupId group;
  OrganizationId organization;
  bool in_copy = false;  // the actor is a collaborator or follower
  bool is_public = true;
};

// Admins and unrestricted agents: all tickets. Restricted agents: groups = of their groups, assigned = their own,
// organization = of their organization, each also where they are in copy. End-users: what they requested or are in
// copy of, and only tickets with a public comment.
bool may_see_ticket(const Actor& actor, const TicketScope& scope);
bool may_edit_ticket(const Actor& actor, const TicketScope& scope);
// Private comments and staff-only fields of people.
bool may_see_internal(const Actor& actor);
// End-users see themselves only.
bool may_see_user(const Actor& actor, const User& user);
bool may_edit_user(const Actor& actor, const User& user);

// The same rule as may_see_ticket for lists: a condition on tickets `t`, "1=1" when everything is seen.
// Holds only integers of ours, so it is safe to join into SQL text.
std::string ticket_condition(const Actor& actor);
// The groups whose tickets the actor may see, for counts by group; nullopt-like empty + sees_all for everything.
bool sees_all_tickets(const Actor& actor);

}  // namespace pult::people
