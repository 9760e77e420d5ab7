// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/organization_input.hpp"

#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/ticket_list.hpp"
#include "people/people_counts.hpp"

namespace pult::api {
namespace {

Result<people::Organization> load(Call& call) { return access_organization(call, OrganizationId(call.ids[0])); }

Result<Answer> answer_list(Call& call, people::OrganizationFilter filter) {
  const auto page = PULT_TRY(page_of(call));
  filter.condition = people::organization_condition(call.actor);
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = OrganizationId(page.after[0]);
  auto rows = PULT_TRY(people::list_organizations(call.tx, filter));
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(people::count_organizations(call.tx, filter));
  return Answer{
      200, list_answer(
               call, page, "organizations", rows, [](const people::Organization& o) { return o.id.value; },
               [&](const people::Organization& o) { return present_organization(call, o); }, [&] { return total; })};
}

Result<Answer> list(Call& call) {
  people::OrganizationFilter filter;
  filter.external_id = call.request.query_value("external_id");
  return answer_list(call, filter);
}

Result<Answer> autocomplete(Call& call) {
  people::OrganizationFilter filter;
  filter.name_prefix = call.request.query_value("name");
  if (filter.name_prefix.empty()) return base::fail(ErrorKind::invalid, "InvalidValue", "name is needed");
  return answer_list(call, filter);
}

// By the whole name or by external_id, as the conventions have it; autocomplete is for beginnings.
Result<Answer> search(Call& call) {
  people::OrganizationFilter filter;
  filter.external_id = call.request.query_value("external_id");
  filter.name = call.request.query_value("name");
  if (filter.name.empty() && filter.external_id.empty())
    return base::fail(ErrorKind::invalid, "InvalidValue", "name or external_id is needed");
  return answer_list(call, filter);
}

Result<Answer> count(Call& call) {
  people::OrganizationFilter filter;
  filter.condition = people::organization_condition(call.actor);
  const auto value = PULT_TRY(people::count_organizations(call.tx, filter));
  return Answer{200, {{"count", {{"value", value}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

Result<Answer> show_many(Call& call) {
  std::vector<people::Organization> found;
  if (!call.request.query_value("external_ids").empty()) {
    const auto wanted = tickets::split_words(call.request.query_value("external_ids"));
    PULT_TRY(check_bulk(wanted.size(), "external_ids"));
    found = PULT_TRY(people::list_organizations_by_external_ids(call.tx, wanted));
  } else {
    std::vector<OrganizationId> ids;
    for (const auto id : PULT_TRY(parse_ids(call))) ids.emplace_back(id);
    found = PULT_TRY(people::list_organizations(call.tx, ids));
  }
  json::array list;
  for (const auto& organization : found)
    if (people::may_see_organization(call.actor, organization.id))
      list.push_back(present_organization(call, organization));
  const auto total = list.size();
  return Answer{
      200, {{"organizations", std::move(list)}, {"count", total}, {"next_page", nullptr}, {"previous_page", nullptr}}};
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"organization", present_organization(call, PULT_TRY(load(call)))}}};
}

Result<Answer> created(Call& call, int status, const people::Organization& organization) {
  auto presented = present_organization(call, organization);
  Answer answer{status, nullptr};
  answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"organization", std::move(presented)}};
  return answer;
}

Result<Answer> create(Call& call) {
  return created(call, 201, PULT_TRY(create_organization_from(call, *PULT_TRY(inner(call.body, "organization")))));
}

// The organization with this id, external_id or name is updated; none: created.
Result<Answer> create_or_update(Call& call) {
  const auto& object = *PULT_TRY(inner(call.body, "organization"));
  Body in(object);
  const OrganizationId id(in.id("id").value_or(0));
  const auto external_id = in.text("external_id").value_or("");
  const auto name = in.text("name").value_or("");
  PULT_TRY(in.check());
  std::optional<people::Organization> known;
  if (id) known = PULT_TRY(people::find_organization(call.tx, id));
  if (!known && !external_id.empty()) {
    auto found = PULT_TRY(people::list_organizations_by_external_ids(call.tx, {external_id}));
    if (!found.empty()) known = std::move(found.front());
  }
  if (!known && !name.empty()) known = PULT_TRY(people::find_organization_by_name(call.tx, name));
  if (!known) return created(call, 201, PULT_TRY(create_organization_from(call, object)));
  auto allowed = PULT_TRY(access_organization_to_edit(call, known->id));
  return created(call, 200, PULT_TRY(update_organization_from(call, std::move(allowed), object)));
}

Result<Answer> update(Call& call) {
  auto organization = PULT_TRY(access_organization_to_edit(call, OrganizationId(call.ids[0])));
  const auto* object = PULT_TRY(inner(call.body, "organization"));
  const auto updated = PULT_TRY(update_organization_from(call, std::move(organization), *object));
  return Answer{200, {{"organization", present_organization(call, updated)}}};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(people::delete_organization(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

Result<Answer> related(Call& call) {
  const auto id = PULT_TRY(load(call)).id;
  people::UserFilter members;
  members.organization = id;
  members.condition = people::user_condition(call.actor);
  const auto tickets = PULT_TRY(bounded_count(call, "t.status < 6 AND t.organization_id = " + std::to_string(id.value) +
                                                        " AND " + people::ticket_condition(call.actor)));
  return Answer{200,
                {{"organization_related",
                  {{"tickets_count", tickets}, {"users_count", PULT_TRY(people::count_users(call.tx, members))}}}}};
}

}  // namespace

std::vector<Route> organization_routes() {
  return {
      {"GET", "organizations", Who::agent, Mode::read, list},
      {"POST", "organizations", Who::agent, Mode::write, create},
      {"GET", "organizations/autocomplete", Who::agent, Mode::read, autocomplete},
      {"GET", "organizations/search", Who::agent, Mode::read, search},
      {"GET", "organizations/count", Who::agent, Mode::read, count},
      {"GET", "organizations/show_many", Who::agent, Mode::read, show_many},
      {"POST", "organizations/create_or_update", Who::agent, Mode::write, create_or_update},
      {"GET", "organizations/{id}", Who::agent, Mode::read, show},
      {"PUT", "organizations/{id}", Who::agent, Mode::write, update},
      {"DELETE", "organizations/{id}", Who::admin, Mode::write, remove},
      {"GET", "organizations/{id}/related", Who::agent, Mode::read, related},
  };
}

}  // namespace pult::api
