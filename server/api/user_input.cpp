// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/user_input.hpp"

#include "api/organization_input.hpp"
#include "api/user_photo.hpp"
#include "people/locale.hpp"
#include "people/membership.hpp"
#include "people/organization.hpp"
#include "people/role.hpp"
#include "sla/time_zone.hpp"
#include "text/one_line.hpp"
#include "tickets/counts.hpp"
#include "tickets/lookup.hpp"
#include "tickets/person_fields.hpp"

namespace pult::api {
namespace {

std::unexpected<Error> forbidden(std::string why) {
  return base::fail(ErrorKind::forbidden, "Forbidden", std::move(why));
}

std::unexpected<Error> invalid_organization(std::string field) {
  return base::fail_field(std::move(field), "InvalidValue", "Organization: is invalid");
}

// What decides about access is the admins' business.
Result<void> apply_access(Call& call, Body& in, people::User& user) {
  const auto role = in.text("role");
  const auto restriction = in.text("ticket_restriction");
  const auto suspended = in.boolean("suspended");
  const auto custom_role = in.id("custom_role_id");
  PULT_TRY(in.check());
  if (role && !people::parse_role(*role))
    return base::fail_field("role", "InvalidValue", "Role: " + *role + " is not included in the list");
  const auto wanted_role = role ? *people::parse_role(*role) : user.role;
  const bool changes_role = custom_role && people::CustomRoleId(*custom_role) != user.custom_role;
  const bool changes_restriction = restriction && *restriction != user.ticket_restriction && user.is_agent();
  const bool changes_suspension = suspended && *suspended != user.suspended;
  const bool of_customer = !user.is_agent() && user.id != call.actor.id();
  if ((changes_role || wanted_role != user.role || changes_restriction || (changes_suspension && !of_customer)) &&
      !call.actor.is_admin())
    return forbidden("Only admins may change roles and access");
  user.role = wanted_role;
  if (restriction && user.is_agent() && !user.custom_role) user.ticket_restriction = *restriction;
  if (suspended) user.suspended = *suspended;
  const bool is_self = user.id && user.id == call.actor.id();
  if (is_self && (changes_suspension || wanted_role != call.actor.user.role))
    return base::fail_field("base", "InvalidValue", "You cannot change your own role or suspend yourself");
  const bool may_hold = user.role == people::Role::agent;
  if (changes_role && *custom_role && !may_hold)
    return base::fail_field("custom_role_id", "InvalidValue", "Custom role: is for agents");
  if (changes_role || (user.custom_role && !may_hold))
    PULT_TRY(people::give_role(call.tx, user, people::CustomRoleId(may_hold ? custom_role.value_or(0) : 0)));
  return {};
}

// Only what the caller sent changes.
Result<void> apply_input(Call& call, Body& in, people::User& user) {
  if (const auto v = in.text("name")) user.name = text::one_line(*v);
  if (const auto v = in.text("phone")) user.phone = *v;
  if (const auto v = in.text("alias")) user.alias = text::one_line(*v);
  if (const auto v = in.text("signature")) user.signature = *v;
  if (const auto v = in.text("locale"); v && !v->empty()) user.locale = *v;
  if (const auto v = in.id("locale_id"); v && *v && !in.has("locale")) {
    const auto* locale = people::find_locale(*v);
    if (!locale) return base::fail_field("locale_id", "InvalidValue", "Locale: is unknown");
    user.locale = locale->language;
  }
  if (const auto v = in.text("time_zone"); v && !v->empty() && *v != user.time_zone) {
    if (!sla::TimeZone::find(*v))
      return base::fail_field("time_zone", "InvalidValue", "Time zone: " + *v + " is unknown");
    user.time_zone = *v;
  }
  if (!call.actor.is_agent()) return in.check();
  if (const auto v = in.text("details")) user.details = *v;
  if (const auto v = in.text("notes")) user.notes = *v;
  if (const auto v = in.text("external_id")) user.external_id = *v;
  if (const auto v = in.boolean("verified")) user.verified = *v;
  if (const auto v = in.id("default_group_id")) user.default_group = GroupId(*v);
  if (const auto v = in.words("tags")) user.tags = tickets::normalize_tags(*v);
  if (const auto* sent = in.object("user_fields")) {
    PULT_TRY(tickets::check_lookups(call.tx, call.actor, *call.services.desk.definitions(call.tx),
                                    tickets::FieldTarget::user, *sent));
    auto values = PULT_TRY(tickets::merge_person_fields(*call.services.desk.definitions(call.tx),
                                                        tickets::FieldTarget::user, {user.fields, user.tags}, *sent));
    user.fields = std::move(values.fields);
    user.tags = std::move(values.tags);
  }
  const auto organization = in.id("organization_id");
  PULT_TRY(in.check());
  if (organization && OrganizationId(*organization) != user.organization) {
    // An agent bound to an organization would choose what tickets to see.
    if (user.is_agent() && !call.actor.is_admin()) return forbidden("Only admins may move agents");
    user.organization = OrganizationId(*organization);
    const bool seen = !user.organization || people::may_see_organization(call.actor, user.organization);
    if (user.organization && (!seen || !PULT_TRY(people::find_organization(call.tx, user.organization))))
      return invalid_organization("organization_id");
  }
  return apply_access(call, in, user);
}

// Of those that the caller sees; one there is none of is made by who may.
Result<OrganizationId> organization_named(Call& call, const json::object& object) {
  const auto* sent = object.if_contains("name");
  const std::string name(sent && sent->is_string() ? std::string_view(sent->get_string()) : std::string_view());
  const auto known = PULT_TRY(people::find_organization_by_name(call.tx, name));
  const auto id = known ? known->id : PULT_TRY(create_organization_from(call, {{"name", name}})).id;
  if (!people::may_see_organization(call.actor, id)) return invalid_organization("organization");
  return id;
}

// Adds the identities named beside the main address.
Result<void> add_identities(Call& call, const json::array* list, UserId user) {
  if (!list) return {};
  for (const auto& item : *list) {
    if (!item.is_object())
      return base::fail(ErrorKind::invalid, "InvalidAttribute", "identities must be an array of objects");
    Body in(item.get_object());
    people::Identity identity;
    identity.user = user;
    identity.type = in.text("type").value_or("email");
    identity.value = in.text("value").value_or("");
    identity.verified = in.boolean("verified").value_or(false);
    PULT_TRY(in.check());
    const auto added = PULT_TRY(people::add_identity(call.tx, identity, call.now()));
    const auto owner = PULT_TRY(people::load_user(call.tx, user));
    if (owner.email.empty() && identity.type == "email") PULT_TRY(people::make_primary(call.tx, added, call.now()));
  }
  return {};
}

Result<void> add_organizations(Call& call, const std::vector<std::int64_t>& ids, UserId user) {
  for (const auto id : ids) {
    if (PULT_TRY(people::find_organization_membership(call.tx, user, OrganizationId(id)))) continue;
    if (!people::may_see_organization(call.actor, OrganizationId(id))) return invalid_organization("organization_ids");
    people::OrganizationMembership wanted;
    wanted.user = user;
    wanted.organization = OrganizationId(id);
    PULT_TRY(people::add_organization_membership(call.tx, wanted, call.now()));
  }
  return {};
}

// A new address in the user object adds an identity; the old one stays known (v2 conventions).
Result<void> add_address(Call& call, const people::User& user, const std::string& email) {
  if (email.empty() || people::address_key(email) == people::address_key(user.email)) return {};
  if (!call.actor.is_agent()) return forbidden("Only agents may add addresses");
  for (const auto& known : PULT_TRY(people::list_identities(call.tx, user.id)))
    if (known.type == "email" && people::address_key(known.value) == people::address_key(email)) return {};
  people::Identity identity;
  identity.user = user.id;
  identity.value = email;
  const auto added = PULT_TRY(people::add_identity(call.tx, identity, call.now()));
  if (user.email.empty()) PULT_TRY(people::make_primary(call.tx, added, call.now()));
  return {};
}

}  // namespace

Result<people::User> access_user(Call& call, UserId id) {
  auto user = PULT_TRY(people::load_user(call.tx, id));
  if (user.purged || !people::may_see_user(call.actor, user)) return base::fail_not_found();
  return user;
}

Result<people::User> access_user_to_edit(Call& call, UserId id) {
  auto user = PULT_TRY(access_user(call, id));
  if (!people::may_edit_user(call.actor, user)) return forbidden("You may not change this user");
  return user;
}

Result<people::User> create_user_from(Call& call, const json::object& object) {
  if (!call.actor.is_admin() && call.actor.permissions.end_user_profiles == people::ProfileAccess::readonly)
    return forbidden("You may not create users");
  Body in(object);
  people::User user;
  user.email = in.text("email").value_or("");
  const auto* organization = in.object("organization");
  const auto* identities = in.array("identities");
  const auto organizations = in.ids("organization_ids").value_or(std::vector<std::int64_t>());
  PULT_TRY(apply_input(call, in, user));
  if (organization && !user.organization) user.organization = PULT_TRY(organization_named(call, *organization));
  const auto created = PULT_TRY(people::create_user(call.tx, std::move(user), call.now()));
  PULT_TRY(add_identities(call, identities, created.id));
  PULT_TRY(add_organizations(call, organizations, created.id));
  return apply_photo(call, object, PULT_TRY(people::load_user(call.tx, created.id)));
}

Result<people::User> update_user_from(Call& call, people::User user, const json::object& object) {
  Body in(object);
  const auto email = in.text("email");
  const auto* organization = in.object("organization");
  const auto organizations = in.ids("organization_ids").value_or(std::vector<std::int64_t>());
  PULT_TRY(apply_input(call, in, user));
  if (organization && call.actor.is_agent() && !user.is_agent())
    user.organization = PULT_TRY(organization_named(call, *organization));
  PULT_TRY(people::save_user(call.tx, user, call.now()));
  if (email) PULT_TRY(add_address(call, user, *email));
  if (!organizations.empty() && user.is_agent() && !call.actor.is_admin())
    return forbidden("Only admins may move agents");
  if (call.actor.is_agent()) PULT_TRY(add_organizations(call, organizations, user.id));
  return apply_photo(call, object, PULT_TRY(people::load_user(call.tx, user.id)));
}

Result<CreatedOrUpdated> create_or_update_user_from(Call& call, const json::object& object) {
  Body in(object);
  const auto email = in.text("email").value_or("");
  const auto external_id = in.text("external_id").value_or("");
  PULT_TRY(in.check());
  std::optional<people::User> known;
  if (!external_id.empty()) {
    people::UserFilter filter;
    filter.external_id = external_id;
    filter.limit = 1;
    auto found = PULT_TRY(people::list_users(call.tx, filter));
    if (!found.empty()) known = std::move(found.front());
  }
  if (!known && !email.empty()) known = PULT_TRY(people::find_user_by_email(call.tx, email));
  if (!known) return CreatedOrUpdated{PULT_TRY(create_user_from(call, object)), true};
  if (!people::may_edit_user(call.actor, *known)) return forbidden("You may not change this user");
  return CreatedOrUpdated{PULT_TRY(update_user_from(call, std::move(*known), object)), false};
}

Result<void> remove_user(Call& call, const people::User& user) {
  if (user.id == call.actor.id()) return base::fail_field("base", "InvalidValue", "You cannot delete yourself");
  if (user.is_agent() && !call.actor.is_admin()) return forbidden("Only admins may delete agents");
  if (!call.actor.is_admin() && call.actor.permissions.end_user_profiles != people::ProfileAccess::full)
    return forbidden("You may not delete users");
  if (user.is_agent())
    for (const auto& cell : PULT_TRY(tickets::load_counts(call.tx)))
      if (cell.assignee == user.id && cell.tickets > 0 && cell.status < tickets::Status::solved)
        return base::fail_field("base", "InvalidValue", "Agents with unsolved tickets cannot be deleted");
  return people::delete_user(call.tx, user.id, call.now());
}

}  // namespace pult::api
