// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/organization_input.hpp"

#include "tickets/lookup.hpp"
#include "tickets/person_fields.hpp"

namespace pult::api {
namespace {

std::unexpected<Error> forbidden(std::string why) {
  return base::fail(ErrorKind::forbidden, "Forbidden", std::move(why));
}

bool may_write_notes(const Call& call) {
  return people::may(call.actor, &people::Permissions::organization_editing) ||
         people::may(call.actor, &people::Permissions::organization_notes_editing);
}

bool may_create(const Call& call) {
  return people::may(call.actor, &people::Permissions::organization_editing) ||
         people::may_manage(call.actor, people::Thing::organizations);
}

// Only what the caller sent changes.
Result<void> apply_input(Call& call, Body& in, people::Organization& organization) {
  if (const auto v = in.text("name")) organization.name = *v;
  if (const auto v = in.text("details")) organization.details = *v;
  if (const auto v = in.text("notes")) organization.notes = *v;
  if (const auto v = in.text("external_id")) organization.external_id = *v;
  if (const auto v = in.id("group_id")) organization.group = GroupId(*v);
  if (const auto v = in.boolean("shared_tickets")) organization.shared_tickets = *v;
  if (const auto v = in.boolean("shared_comments")) organization.shared_comments = *v;
  if (const auto v = in.words("domain_names")) organization.domain_names = tickets::normalize_tags(*v);
  if (const auto v = in.words("tags")) organization.tags = tickets::normalize_tags(*v);
  if (const auto* sent = in.object("organization_fields")) {
    PULT_TRY(tickets::check_lookups(call.tx, call.actor, *call.services.desk.definitions(call.tx),
                                    tickets::FieldTarget::organization, *sent));
    auto values = PULT_TRY(tickets::merge_person_fields(*call.services.desk.definitions(call.tx),
                                                        tickets::FieldTarget::organization,
                                                        {organization.fields, organization.tags}, *sent));
    organization.fields = std::move(values.fields);
    organization.tags = std::move(values.tags);
  }
  return in.check();
}

bool only_notes(const json::object& object) {
  for (const auto& [key, value] : object)
    if (key != "notes" && key != "id") return false;
  return true;
}

}  // namespace

Result<people::Organization> access_organization(Call& call, OrganizationId id) {
  auto found = PULT_TRY(people::find_organization(call.tx, id));
  if (!found || !people::may_see_organization(call.actor, id)) return base::fail_not_found();
  return std::move(*found);
}

Result<people::Organization> access_organization_to_edit(Call& call, OrganizationId id) {
  auto organization = PULT_TRY(access_organization(call, id));
  if (!may_write_notes(call) && !may_create(call)) return forbidden("You may not change organizations");
  return organization;
}

Result<people::Organization> create_organization_from(Call& call, const json::object& object) {
  if (!may_create(call)) return forbidden("You may not create organizations");
  Body in(object);
  people::Organization wanted;
  PULT_TRY(apply_input(call, in, wanted));
  return people::create_organization(call.tx, wanted, call.now());
}

Result<people::Organization> update_organization_from(Call& call, people::Organization organization,
                                                      const json::object& object) {
  if (!people::may_edit_organization(call.actor, organization.id) && !(may_write_notes(call) && only_notes(object)))
    return forbidden("You may not change organizations");
  Body in(object);
  const bool shared = organization.shared_tickets || organization.shared_comments;
  PULT_TRY(apply_input(call, in, organization));
  // Whoever shares tickets shows them to all members.
  if (!shared && (organization.shared_tickets || organization.shared_comments) && !may_create(call))
    return forbidden("You may not share tickets");
  PULT_TRY(people::save_organization(call.tx, organization, call.now()));
  auto saved = PULT_TRY(people::find_organization(call.tx, organization.id));
  if (!saved) return base::fail_not_found();
  return std::move(*saved);
}

}  // namespace pult::api
