// SPDX-License-Identifier: AGPL-3.0-or-later
// Who points at a thing with a lookup field: {target_type}/{id}/relationship_fields/{field}/{source_type}.
#include "api/object_json.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/ticket_list.hpp"
#include "tickets/lookup.hpp"

namespace pult::api {
namespace {

using tickets::Field;
using tickets::FieldTarget;

std::string type_of_source(const Field& field) {
  switch (field.target) {
    case FieldTarget::ticket: return "zen:ticket";
    case FieldTarget::user: return "zen:user";
    case FieldTarget::organization: return "zen:organization";
    case FieldTarget::object: return std::string(tickets::object_lookup_prefix) + field.object;
  }
  return {};
}

Result<Answer> pointing_tickets(Call& call, const Field& field, const std::string& id) {
  tickets::TicketFilter filter;
  filter.condition = "t.status < 6 AND t.id IN (SELECT v.ticket_id FROM ticket_field_values v WHERE v.field_id = " +
                     std::to_string(field.id.value) + " AND v.value_key = '" + id + "') AND " +
                     people::ticket_condition(call.actor);
  return answer_ticket_list(call, filter, {});
}

// How a value of a person's lookup stands in the JSON of their fields.
std::string has_value(const std::string& column, const Field& field, const std::string& id) {
  return column + " LIKE '%\"" + std::to_string(field.id.value) + "\":\"" + id + "\"%'";
}

Result<Answer> pointing_users(Call& call, const Field& field, const std::string& id) {
  const auto page = PULT_TRY(page_of(call));
  people::UserFilter filter;
  filter.condition = people::user_condition(call.actor) + " AND " + has_value("u.user_fields", field, id);
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = UserId(page.after[0]);
  auto rows = PULT_TRY(people::list_users(call.tx, filter));
  return Answer{200, list_answer(
                         call, page, "users", rows, [](const people::User& u) { return u.id.value; },
                         [&](const people::User& u) { return present_user(call, u); }, {})};
}

Result<Answer> pointing_organizations(Call& call, const Field& field, const std::string& id) {
  const auto page = PULT_TRY(page_of(call));
  people::OrganizationFilter filter;
  filter.condition =
      people::organization_condition(call.actor) + " AND " + has_value("o.organization_fields", field, id);
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = OrganizationId(page.after[0]);
  auto rows = PULT_TRY(people::list_organizations(call.tx, filter));
  return Answer{200, list_answer(
                         call, page, "organizations", rows, [](const people::Organization& o) { return o.id.value; },
                         [&](const people::Organization& o) { return present_organization(call, o); }, {})};
}

Result<Answer> pointing_records(Call& call, const Field& field, const std::string& id) {
  const auto object = PULT_TRY(objects::access_object(call.tx, call.actor, field.object));
  objects::RecordQuery query;
  query.filter = json::object{{"custom_object_fields." + field.key, json::object{{"$eq", id}}}};
  return answer_records(call, object, objects::Order::id, std::move(query));
}

Result<Answer> list(Call& call) {
  const auto target = object_key_of(call), source = field_key_of(call);
  const auto definitions = call.services.desk.definitions(call.tx);
  const auto* field = definitions->find_field(tickets::FieldId(call.ids[1]));
  if (!field || field->type != tickets::FieldType::lookup || field->lookup_target != target ||
      type_of_source(*field) != source)
    return base::fail_not_found();
  const auto id = std::to_string(call.ids[0]);
  // Who may not see the thing itself is not told what points at it.
  if (!tickets::check_lookup(call.tx, call.actor, *field, json::value(id))) return base::fail_not_found();
  switch (field->target) {
    case FieldTarget::ticket: return pointing_tickets(call, *field, id);
    case FieldTarget::user: return pointing_users(call, *field, id);
    case FieldTarget::organization: return pointing_organizations(call, *field, id);
    case FieldTarget::object: return pointing_records(call, *field, id);
  }
  return base::fail_not_found();
}

}  // namespace

std::vector<Route> relationship_routes() {
  return {{"GET", "{word}/{id}/relationship_fields/{id}/{word}", Who::agent, Mode::read, list}};
}

}  // namespace pult::api
