// SPDX-License-Identifier: AGPL-3.0-or-later
// The one gate. Every path to a ticket or a person asks here: REST, WebSocket, search, export, attachments, counts.
// Deny by default: what no line below allows is refused.
#pragma once
#include <string>
#include <vector>

#include "people/permissions.hpp"
#include "people/user.hpp"

namespace pult::people {

// Who acts, with all that decides about access. Made once per request.
struct Actor {
  User user;
  std::vector<GroupId> groups;
  std::vector<GroupId> open_groups;  // others whose tickets an agent restricted to groups sees, too
  Permissions permissions;           // of agents; admins and the desk itself may do everything
  // Whose tickets the actor sees as a member: of end-users where tickets are shared, of agents restricted to them.
  std::vector<OrganizationId> organizations;
  std::vector<OrganizationId> answerable;  // those of them in whose tickets an end-user may also write
  bool is_system = false;                  // the desk itself: mail intake, imports, the command line

  UserId id() const { return user.id; }
  bool is_agent() const { return is_system || (user.active && !user.suspended && user.is_agent()); }
  bool is_admin() const { return is_system || (is_agent() && user.role == Role::admin); }
  bool in_group(GroupId group) const;
  bool sees_group(GroupId group) const;  // and its tickets, where groups are what the actor is restricted to
  bool in_organization(OrganizationId organization) const;  // sees its tickets as a member
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
// organization = of their organizations, each also where they are in copy. End-users: what they requested or are in
// copy of or an organization shares with them, and only tickets with a public comment.
bool may_see_ticket(const Actor& actor, const TicketScope& scope);
// Agents who see it. What of it they may change is up to their permissions (tickets/permits.hpp).
bool may_edit_ticket(const Actor& actor, const TicketScope& scope);
// End-users: their own, where they are in copy, and their organizations' if comments are shared.
bool may_answer_ticket(const Actor& actor, const TicketScope& scope);

// A permission that is on or off: may(actor, &Permissions::ticket_merge).
bool may(const Actor& actor, bool Permissions::* what);
// Things that admins look after and custom roles may be trusted with.
bool may_manage(const Actor& actor, Thing thing);
// Of agents: what their role says of the object.
bool may_use_records(const Actor& actor, std::string_view object_key, RecordScope scope);
RuleAccess view_access(const Actor& actor);
RuleAccess macro_access(const Actor& actor);
// Private comments and staff-only fields of people.
bool may_see_internal(const Actor& actor);
// Addresses and phone numbers of customers as they are; to others they are veiled (people/veil.hpp), in everything.
bool may_see_personal_data(const Actor& actor);
// End-users see themselves only. Agents restricted to their organizations see agents and the people of those, and
// nobody sees end-users whose role takes their list away, but oneself.
bool may_see_user(const Actor& actor, const User& user);
bool may_edit_user(const Actor& actor, const User& user);
// The same rule as may_see_user for lists: a condition on users `u`, "1=1" when everybody is seen.
std::string user_condition(const Actor& actor);
// End-users see those they belong to (their default one); agents restricted to their organizations only those.
bool may_see_organization(const Actor& actor, OrganizationId organization);
bool may_edit_organization(const Actor& actor, OrganizationId organization);
// On organizations `o`.
std::string organization_condition(const Actor& actor);

// The same rule as may_see_ticket for lists: a condition on tickets `t`, "1=1" when everything is seen.
// Holds only integers of ours, so it is safe to join into SQL text.
std::string ticket_condition(const Actor& actor);
// The groups whose tickets the actor may see, for counts by group; nullopt-like empty + sees_all for everything.
bool sees_all_tickets(const Actor& actor);

}  // namespace pult::people
