// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/access.hpp"

#include <algorithm>

#include "people/group.hpp"
#include "people/role.hpp"

namespace pult::people {
namespace {

bool is_here(const Actor& actor) { return actor.user.id && actor.user.active && !actor.user.suspended; }

// " IN (1,2)"; " IN (NULL)" for none, which nothing equals.
template <class Id>
std::string in_list(const std::vector<Id>& ids) {
  std::string out = " IN (";
  for (std::size_t i = 0; i < ids.size(); ++i) out += (i ? "," : "") + std::to_string(ids[i].value);
  return out + (ids.empty() ? "NULL)" : ")");
}

std::vector<GroupId> seen_groups(const Actor& actor) {
  auto out = actor.groups;
  out.insert(out.end(), actor.open_groups.begin(), actor.open_groups.end());
  return out;
}

bool bound_to_organizations(const Actor& actor) {
  return !actor.is_admin() && actor.user.ticket_restriction == "organization";
}

Result<void> load_organizations_of_agent(sql::Transaction& tx, Actor& actor) {
  actor.organizations =
      PULT_TRY(tx.all("SELECT organization_id FROM organization_memberships WHERE user_id = ?1", {actor.user.id},
                      [](const sql::Row& row) { return row.id<OrganizationId>(0); }));
  return {};
}

Result<void> load_open_groups(sql::Transaction& tx, Actor& actor) {
  actor.open_groups = PULT_TRY(tx.all("SELECT id FROM groups WHERE is_public = 1 AND deleted = 0", {},
                                      [](const sql::Row& row) { return row.id<GroupId>(0); }));
  return {};
}

Result<void> load_shared_organizations(sql::Transaction& tx, Actor& actor) {
  return tx.each(
      "SELECT o.id, o.shared_comments FROM organization_memberships m JOIN organizations o ON "
      "o.id = m.organization_id WHERE m.user_id = ?1 AND (o.shared_tickets = 1 OR m.view_tickets = 1)",
      {actor.user.id}, [&](const sql::Row& row) -> Result<void> {
        actor.organizations.push_back(row.id<OrganizationId>(0));
        if (row.boolean(1)) actor.answerable.push_back(row.id<OrganizationId>(0));
        return {};
      });
}

}  // namespace

bool Actor::in_group(GroupId group) const { return group && std::ranges::find(groups, group) != groups.end(); }

bool Actor::sees_group(GroupId group) const {
  return in_group(group) || (group && std::ranges::find(open_groups, group) != open_groups.end());
}

bool Actor::in_organization(OrganizationId organization) const {
  return organization && std::ranges::find(organizations, organization) != organizations.end();
}

Result<Actor> load_actor(sql::Transaction& tx, UserId id) { return load_actor(tx, PULT_TRY(load_user(tx, id))); }

Result<Actor> load_actor(sql::Transaction& tx, User user) {
  Actor actor;
  actor.user = std::move(user);
  if (!actor.user.is_agent()) {
    PULT_TRY(load_shared_organizations(tx, actor));
    return actor;
  }
  actor.groups = PULT_TRY(tx.all("SELECT group_id FROM group_memberships WHERE user_id = ?1", {actor.user.id},
                                 [](const sql::Row& row) { return row.id<GroupId>(0); }));
  if (bound_to_organizations(actor)) PULT_TRY(load_organizations_of_agent(tx, actor));
  // Who is held to some tickets neither deletes nor merges people.
  if (!actor.user.ticket_restriction.empty()) actor.permissions.end_user_profiles = ProfileAccess::edit;
  if (actor.user.custom_role && !actor.is_admin()) {
    const auto role = PULT_TRY(find_custom_role(tx, actor.user.custom_role));
    const auto configuration = role ? role->configuration : boost::json::object();
    actor.permissions = permissions_of(configuration);
    if (sees_public_groups(configuration)) PULT_TRY(load_open_groups(tx, actor));
  }
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

bool may(const Actor& actor, bool Permissions::* what) {
  return actor.is_admin() || (actor.is_agent() && actor.permissions.*what);
}

bool may_manage(const Actor& actor, Thing thing) {
  if (actor.is_admin()) return true;
  if (thing == Thing::suspended_tickets && actor.permissions.no_custom_role) return sees_all_tickets(actor);
  return actor.is_agent() && actor.permissions.manages(thing);
}

bool may_use_records(const Actor& actor, std::string_view object_key, RecordScope scope) {
  if (actor.is_admin() || !actor.is_agent()) return actor.is_admin();
  const auto named = actor.permissions.record_scopes.find(object_key);
  if (named != actor.permissions.record_scopes.end()) return (named->second & std::uint8_t(scope)) != 0;
  return scope == RecordScope::read || actor.permissions.ticket_editing;
}

RuleAccess view_access(const Actor& actor) {
  return actor.is_admin() ? RuleAccess::full : actor.is_agent() ? actor.permissions.views : RuleAccess::none;
}

RuleAccess macro_access(const Actor& actor) {
  return actor.is_admin() ? RuleAccess::full : actor.is_agent() ? actor.permissions.macros : RuleAccess::none;
}

bool sees_all_tickets(const Actor& actor) {
  return actor.is_admin() || (actor.is_agent() && actor.user.ticket_restriction.empty());
}

bool may_see_ticket(const Actor& actor, const TicketScope& scope) {
  if (sees_all_tickets(actor)) return true;
  if (!is_here(actor)) return false;
  if (!actor.is_agent())
    return scope.is_public &&
           (scope.requester == actor.id() || scope.in_copy || actor.in_organization(scope.organization));
  if (scope.in_copy || scope.assignee == actor.id() || scope.requester == actor.id()) return true;
  const auto& restriction = actor.user.ticket_restriction;
  if (restriction == "groups") return actor.sees_group(scope.group);
  if (restriction == "organization")
    return actor.in_organization(scope.organization) ||
           (actor.user.organization && scope.organization == actor.user.organization);
  return false;
}

bool may_edit_ticket(const Actor& actor, const TicketScope& scope) {
  return actor.is_agent() && may_see_ticket(actor, scope);
}

bool may_answer_ticket(const Actor& actor, const TicketScope& scope) {
  if (!may_see_ticket(actor, scope)) return false;
  if (actor.is_agent() || scope.requester == actor.id() || scope.in_copy) return true;
  return std::ranges::find(actor.answerable, scope.organization) != actor.answerable.end();
}

bool may_see_internal(const Actor& actor) { return actor.is_agent(); }

bool may_see_personal_data(const Actor& actor) {
  return !actor.is_agent() || actor.is_admin() || actor.permissions.personal_data;
}

bool may_see_user(const Actor& actor, const User& user) {
  if (user.id && user.id == actor.id()) return is_here(actor);
  if (!actor.is_agent()) return false;
  if (actor.is_admin() || user.is_agent()) return true;
  if (!actor.permissions.list_end_users) return false;
  return !bound_to_organizations(actor) || actor.in_organization(user.organization) ||
         (actor.user.organization && user.organization == actor.user.organization);
}

bool may_edit_user(const Actor& actor, const User& user) {
  if (actor.is_admin() || (user.id && user.id == actor.id())) return actor.is_admin() || is_here(actor);
  if (!actor.is_agent() || user.is_agent() || !may_see_user(actor, user)) return false;
  switch (actor.permissions.end_user_profiles) {
    case ProfileAccess::full:
    case ProfileAccess::edit: return true;
    case ProfileAccess::edit_within_org: return user.organization && user.organization == actor.user.organization;
    case ProfileAccess::readonly: break;
  }
  return false;
}

std::string user_condition(const Actor& actor) {
  const auto me = "u.id = " + std::to_string(actor.id().value);
  if (actor.is_admin()) return "1=1";
  if (!is_here(actor)) return "1=0";
  if (!actor.is_agent()) return me;
  const auto staff = "u.role <> 'end-user' OR " + me;
  if (!actor.permissions.list_end_users) return "(" + staff + ")";
  if (!bound_to_organizations(actor)) return "1=1";
  auto theirs = actor.organizations;
  if (actor.user.organization) theirs.push_back(actor.user.organization);
  return "(" + staff + " OR u.organization_id" + in_list(theirs) + ")";
}

bool may_see_organization(const Actor& actor, OrganizationId organization) {
  if (actor.is_agent() && !bound_to_organizations(actor)) return true;
  if (!is_here(actor) || !organization) return false;
  return actor.in_organization(organization) || actor.user.organization == organization;
}

bool may_edit_organization(const Actor& actor, OrganizationId organization) {
  const bool trusted = may_manage(actor, Thing::organizations) || may(actor, &Permissions::organization_editing);
  return trusted && may_see_organization(actor, organization);
}

std::string organization_condition(const Actor& actor) {
  if (actor.is_agent() && !bound_to_organizations(actor)) return "1=1";
  if (!is_here(actor)) return "1=0";
  auto theirs = actor.organizations;
  if (actor.user.organization) theirs.push_back(actor.user.organization);
  return "o.id" + in_list(theirs);
}

std::string ticket_condition(const Actor& actor) {
  if (sees_all_tickets(actor)) return "1=1";
  if (!is_here(actor)) return "1=0";
  const auto me = std::to_string(actor.id().value);
  const auto in_copy = "t.id IN (SELECT ticket_id FROM ticket_people WHERE user_id = " + me + ")";
  auto organizations = actor.organizations;
  if (!actor.is_agent()) {
    const auto shared = organizations.empty() ? "" : " OR t.organization_id" + in_list(organizations);
    return "(t.is_public = 1 AND (t.requester_id = " + me + " OR " + in_copy + shared + "))";
  }
  std::string own = "t.assignee_id = " + me + " OR t.requester_id = " + me + " OR " + in_copy;
  const auto& restriction = actor.user.ticket_restriction;
  if (restriction == "groups") own += " OR t.group_id" + in_list(seen_groups(actor));
  if (restriction == "organization") {
    if (actor.user.organization) organizations.push_back(actor.user.organization);
    if (!organizations.empty()) own += " OR t.organization_id" + in_list(organizations);
  }
  return "(" + own + ")";
}

}  // namespace pult::people
