// SPDX-License-Identifier: AGPL-3.0-or-later
// Many organizations at once, as jobs.
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/organization_input.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

constexpr std::string_view create_type = "Bulk Create Organization";
constexpr std::string_view update_type = "Bulk Update Organization";
constexpr std::string_view delete_type = "Bulk Delete Organization";

json::object item_of(std::int64_t id, const json::object& organization) {
  return {{"id", id}, {"organization", organization}};
}

Result<json::array> items_of_list(Call& call) {
  json::array items;
  for (const auto& organization : *PULT_TRY(parse_objects(call, "organizations"))) {
    Body in(organization.get_object());
    const auto id = in.id("id").value_or(0);
    PULT_TRY(in.check());
    items.push_back(item_of(id, organization.get_object()));
  }
  return items;
}

Result<std::vector<std::int64_t>> organizations_named(Call& call) {
  if (call.request.query_value("external_ids").empty()) return parse_ids(call);
  const auto wanted = tickets::split_words(call.request.query_value("external_ids"));
  PULT_TRY(check_bulk(wanted.size(), "external_ids"));
  std::vector<std::int64_t> ids(wanted.size(), -1);
  for (const auto& found : PULT_TRY(people::list_organizations_by_external_ids(call.tx, wanted)))
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (wanted[i] == found.external_id) ids[i] = found.id.value;
  return ids;
}

Result<Answer> create_many(Call& call) { return answer_job(call, create_type, PULT_TRY(items_of_list(call))); }

Result<Answer> update_many(Call& call) {
  const auto named = [&](std::string_view parameter) { return !call.request.query_value(parameter).empty(); };
  if (!named("ids") && !named("external_ids")) return answer_job(call, update_type, PULT_TRY(items_of_list(call)));
  json::array items;
  const auto* organization = PULT_TRY(inner(call.body, "organization"));
  for (const auto id : PULT_TRY(organizations_named(call))) items.push_back(item_of(id, *organization));
  return answer_job(call, update_type, items);
}

Result<Answer> destroy_many(Call& call) {
  json::array items;
  for (const auto id : PULT_TRY(organizations_named(call))) items.push_back(item_of(id, {}));
  return answer_job(call, delete_type, items);
}

json::object result_of(int index, OrganizationId id, std::string_view action, std::string_view status) {
  return {{"index", index}, {"id", id.value}, {"action", action}, {"status", status}, {"success", true}};
}

Result<json::object> create_step(Call& call, OrganizationId, int index) {
  return result_of(index, PULT_TRY(create_organization_from(call, call.body)).id, "create", "Created");
}

Result<json::object> update_step(Call& call, OrganizationId id, int index) {
  auto organization = PULT_TRY(access_organization_to_edit(call, id));
  PULT_TRY(update_organization_from(call, std::move(organization), call.body));
  return result_of(index, id, "update", "Updated");
}

Result<json::object> delete_step(Call& call, OrganizationId id, int index) {
  if (!people::may_manage(call.actor, people::Thing::organizations))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not delete organizations");
  PULT_TRY(people::delete_organization(call.tx, PULT_TRY(access_organization(call, id)).id));
  return result_of(index, id, "delete", "Deleted");
}

}  // namespace

void add_organization_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(create_type), item_kind(create_step, services, "organization"));
  runner.handle(std::string(update_type), item_kind(update_step, services, "organization"));
  runner.handle(std::string(delete_type), item_kind(delete_step, services, "organization"));
}

std::vector<Route> organization_bulk_routes() {
  return {
      {"POST", "organizations/create_many", Who::agent, Mode::write, create_many},
      {"PUT", "organizations/update_many", Who::agent, Mode::write, update_many},
      {"DELETE", "organizations/destroy_many", Who::admin, Mode::write, destroy_many},
  };
}

}  // namespace pult::api
