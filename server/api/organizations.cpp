// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"

namespace pult::api {
namespace {

Result<people::Organization> load(Call& call) {
  auto found = PULT_TRY(people::find_organization(call.tx, OrganizationId(call.ids[0])));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

Result<Answer> answer_list(Call& call, people::OrganizationFilter filter) {
  const auto page = PULT_TRY(page_of(call));
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = OrganizationId(page.after[0]);
  auto rows = PULT_TRY(people::list_organizations(call.tx, filter));
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(people::count_organizations(call.tx, filter));
  return Answer{200, list_answer(
                         call, page, "organizations", rows,
                         [](const people::Organization& o) { return o.id.value; },
                         [&](const people::Organization& o) { return present_organization(call, o); },
                         [&] { return total; })};
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

Result<Answer> show(Call& call) {
  return Answer{200, {{"organization", present_organization(call, PULT_TRY(load(call)))}}};
}

Result<void> apply_input(Body& in, people::Organization& organization) {
  if (const auto v = in.text("name")) organization.name = *v;
  if (const auto v = in.text("details")) organization.details = *v;
  if (const auto v = in.text("notes")) organization.notes = *v;
  if (const auto v = in.text("external_id")) organization.external_id = *v;
  if (const auto v = in.id("group_id")) organization.group = GroupId(*v);
  if (const auto v = in.boolean("shared_tickets")) organization.shared_tickets = *v;
  if (const auto v = in.boolean("shared_comments")) organization.shared_comments = *v;
  if (const auto v = in.words("domain_names")) organization.domain_names = tickets::normalize_tags(*v);
  if (const auto v = in.words("tags")) organization.tags = tickets::normalize_tags(*v);
  return in.check();
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "organization")));
  people::Organization wanted;
  PULT_TRY(apply_input(in, wanted));
  auto presented = present_organization(call, PULT_TRY(people::create_organization(call.tx, wanted, call.now())));
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"organization", std::move(presented)}};
  return answer;
}

Result<Answer> update(Call& call) {
  auto organization = PULT_TRY(load(call));
  Body in(*PULT_TRY(inner(call.body, "organization")));
  PULT_TRY(apply_input(in, organization));
  PULT_TRY(people::save_organization(call.tx, organization, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(people::delete_organization(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> organization_routes() {
  return {
      {"GET", "organizations", Who::agent, Mode::read, list},
      {"POST", "organizations", Who::agent, Mode::write, create},
      {"GET", "organizations/autocomplete", Who::agent, Mode::read, autocomplete},
      {"GET", "organizations/{id}", Who::agent, Mode::read, show},
      {"PUT", "organizations/{id}", Who::agent, Mode::write, update},
      {"DELETE", "organizations/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
