// SPDX-License-Identifier: AGPL-3.0-or-later
// incremental/tickets, users, organizations: by time, by cursor, and samples.
#include "api/incremental.hpp"

#include <map>

#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/ticket_extras.hpp"

namespace pult::api {
namespace {

constexpr int max_export = 1'000, sample_size = 50;

Result<Answer> answer_tickets(Call& call, int most) {
  const auto request = PULT_TRY(export_request(call, most));
  const auto read = [&](ExportPlace from, int limit) {
    tickets::ChangedFilter filter;
    filter.from = from.at;
    filter.after = tickets::Position{from.at, TicketId(from.id)};
    filter.limit = limit;
    return tickets::list_changed_tickets(call.tx, filter);
  };
  const auto place_of = [](const tickets::Listed& row) { return ExportPlace{row.generated_at, row.ticket.id.value}; };
  const auto found = PULT_TRY(read_export<tickets::Listed>(request, read, place_of));
  const auto end = found.rows.empty() ? request.from : place_of(found.rows.back());
  Mentioned mentioned;
  for (const auto& row : found.rows) mentioned.add(row.ticket);
  json::object body;
  add_export_members(call, request, end, found.rows.size(), found.has_more, body);
  PULT_TRY(add_sideloads(call, mentioned, body));
  const auto extras = PULT_TRY(load_ticket_extras(call, found.rows, body));
  Answer answer{200, std::move(body)};
  answer.members.emplace_back("tickets", write_tickets(showing_of(call), found.rows, {}, extras));
  return answer;
}

// People in the order of their last change; `table` is users or organizations.
Result<ExportPage<ExportPlace>> changed_people(Call& call, const ExportRequest& request, const std::string& table) {
  const auto read = [&](ExportPlace from, int limit) {
    return call.tx.all(
        "SELECT updated_at, id FROM " + table + " WHERE (updated_at, id) > (?1, ?2) ORDER BY updated_at, id LIMIT ?3",
        {from.at, from.id, limit}, [](const sql::Row& row) { return ExportPlace{row.int64(0), row.int64(1)}; });
  };
  return read_export<ExportPlace>(request, read, [](const ExportPlace& place) { return place; });
}

template <class Row, class Present>
std::vector<Exported> present_people(const std::vector<ExportPlace>& places, std::vector<Row> people, Present present) {
  std::map<std::int64_t, const Row*> by_id;
  for (const auto& one : people) by_id[one.id.value] = &one;
  std::vector<Exported> rows;
  for (const auto& place : places)
    if (const auto found = by_id.find(place.id); found != by_id.end()) rows.push_back({place, present(*found->second)});
  return rows;
}

template <class Id>
std::vector<Id> ids_of(const std::vector<ExportPlace>& places) {
  std::vector<Id> ids;
  for (const auto& place : places) ids.emplace_back(place.id);
  return ids;
}

Result<Answer> answer_users(Call& call, int most) {
  const auto request = PULT_TRY(export_request(call, most));
  const auto page = PULT_TRY(changed_people(call, request, "users"));
  auto users = PULT_TRY(people::list_users(call.tx, ids_of<UserId>(page.rows)));
  Mentioned mentioned;
  for (const auto& user : users)
    if (user.organization) mentioned.organizations.insert(user.organization.value);
  auto rows = present_people(page.rows, std::move(users), [&](const people::User& user) {
    auto object = present_user(call, user);
    object["permanently_deleted"] = user.purged;
    return object;
  });
  auto body = export_answer(call, request, "users", std::move(rows), page.has_more);
  if (includes(call, "organizations")) PULT_TRY(add_sideloads(call, mentioned, body));
  return Answer{200, std::move(body)};
}

Result<Answer> answer_organizations(Call& call, int most) {
  const auto request = PULT_TRY(export_request(call, most));
  const auto page = PULT_TRY(changed_people(call, request, "organizations"));
  auto rows = present_people(
      page.rows, PULT_TRY(people::list_organizations(call.tx, ids_of<OrganizationId>(page.rows))),
      [&](const people::Organization& organization) { return present_organization(call, organization); });
  return Answer{200, export_answer(call, request, "organizations", std::move(rows), page.has_more)};
}

Result<Answer> tickets_since(Call& call) { return answer_tickets(call, max_export); }
Result<Answer> users_since(Call& call) { return answer_users(call, max_export); }
Result<Answer> organizations_since(Call& call) { return answer_organizations(call, max_export); }
Result<Answer> tickets_sample(Call& call) { return answer_tickets(call, sample_size); }
Result<Answer> users_sample(Call& call) { return answer_users(call, sample_size); }
Result<Answer> organizations_sample(Call& call) { return answer_organizations(call, sample_size); }

}  // namespace

std::vector<Route> incremental_routes() {
  return {
      {"GET", "incremental/tickets", Who::admin, Mode::read, tickets_since},
      {"GET", "incremental/tickets/cursor", Who::admin, Mode::read, tickets_since},
      {"GET", "incremental/tickets/sample", Who::admin, Mode::read, tickets_sample},
      // The names of an older form, which clients still ask for.
      {"GET", "exports/tickets", Who::admin, Mode::read, tickets_since},
      {"GET", "exports/tickets/sample", Who::admin, Mode::read, tickets_sample},
      {"GET", "incremental/users", Who::admin, Mode::read, users_since},
      {"GET", "incremental/users/cursor", Who::admin, Mode::read, users_since},
      {"GET", "incremental/users/sample", Who::admin, Mode::read, users_sample},
      {"GET", "incremental/organizations", Who::admin, Mode::read, organizations_since},
      {"GET", "incremental/organizations/cursor", Who::admin, Mode::read, organizations_since},
      {"GET", "incremental/organizations/sample", Who::admin, Mode::read, organizations_sample},
  };
}

}  // namespace pult::api
