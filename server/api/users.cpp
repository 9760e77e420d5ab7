// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/user_input.hpp"

#include <algorithm>

#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/ticket_list.hpp"
#include "api/user_photo.hpp"
#include "api/user_search.hpp"
#include "api/user_sideloads.hpp"
#include "tickets/counts.hpp"

namespace pult::api {
namespace {

Result<Answer> answer_users(Call& call, people::UserFilter filter) {
  const auto page = PULT_TRY(page_of(call));
  filter.condition = people::user_condition(call.actor);
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = UserId(page.after[0]);
  auto rows = PULT_TRY(people::list_users(call.tx, filter));
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(people::count_users(call.tx, filter));
  auto body = list_answer(
      call, page, "users", rows, [](const people::User& u) { return u.id.value; },
      [&](const people::User& u) { return present_user(call, u); }, [&] { return total; });
  PULT_TRY(add_user_sideloads(call, rows, body));
  return Answer{200, std::move(body)};
}

Result<people::UserFilter> filter_of(const Call& call) {
  people::UserFilter filter;
  for (const auto& [name, value] : call.request.query) {
    if ((name != "role" && name != "role[]") || value.empty()) continue;
    for (const auto& word : tickets::split_words(value)) {
      const auto role = people::parse_role(word);
      if (!role) return base::fail(ErrorKind::invalid, "InvalidValue", "role must be end-user, agent or admin");
      filter.roles.push_back(*role);
    }
  }
  filter.external_id = call.request.query_value("external_id");
  if (!call.request.query_value("permission_set").empty())
    filter.custom_role = people::CustomRoleId(PULT_TRY(parse_ids(call, "permission_set")).front());
  return filter;
}

Result<Answer> list(Call& call) { return answer_users(call, PULT_TRY(filter_of(call))); }

Result<Answer> answer_count(Call& call, people::UserFilter filter) {
  filter.condition = people::user_condition(call.actor);
  const auto value = PULT_TRY(people::count_users(call.tx, filter));
  return Answer{200, {{"count", {{"value", value}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

Result<Answer> count(Call& call) { return answer_count(call, PULT_TRY(filter_of(call))); }

Result<Answer> autocomplete(Call& call) {
  people::UserFilter filter;
  filter.external_id = call.request.query_value("external_id");
  filter.name_prefix = call.request.query_value("name");
  if (filter.name_prefix.empty()) filter.name_prefix = call.request.query_value("query");
  if (filter.name_prefix.empty() && filter.external_id.empty())
    return base::fail(ErrorKind::invalid, "InvalidValue", "query, name or external_id is needed");
  filter.names_only = !people::may_see_personal_data(call.actor);
  return answer_users(call, filter);
}

Result<Answer> search(Call& call) {
  const auto query = call.request.query_value("query");
  return query.empty() ? autocomplete(call) : answer_found_users(call, query);
}

Result<people::UserFilter> members_of_organization(Call& call) {
  people::UserFilter filter = PULT_TRY(filter_of(call));
  filter.organization = OrganizationId(call.ids[0]);
  const bool known = PULT_TRY(people::find_organization(call.tx, filter.organization)).has_value();
  if (!known || !people::may_see_organization(call.actor, filter.organization)) return base::fail_not_found();
  return filter;
}

Result<people::UserFilter> members_of_group(Call& call) {
  people::UserFilter filter = PULT_TRY(filter_of(call));
  filter.group = GroupId(call.ids[0]);
  if (!PULT_TRY(people::find_group(call.tx, filter.group))) return base::fail_not_found();
  return filter;
}

Result<Answer> of_organization(Call& call) { return answer_users(call, PULT_TRY(members_of_organization(call))); }
Result<Answer> count_of_organization(Call& call) { return answer_count(call, PULT_TRY(members_of_organization(call))); }
Result<Answer> of_group(Call& call) { return answer_users(call, PULT_TRY(members_of_group(call))); }
Result<Answer> count_of_group(Call& call) { return answer_count(call, PULT_TRY(members_of_group(call))); }

Result<Answer> show_many(Call& call) {
  std::vector<people::User> found;
  if (!call.request.query_value("external_ids").empty()) {
    const auto wanted = tickets::split_words(call.request.query_value("external_ids"));
    PULT_TRY(check_bulk(wanted.size(), "external_ids"));
    found = PULT_TRY(people::list_users_by_external_ids(call.tx, wanted));
  } else {
    std::vector<UserId> ids;
    for (const auto id : PULT_TRY(parse_ids(call))) ids.emplace_back(id);
    found = PULT_TRY(people::list_users(call.tx, ids));
  }
  std::erase_if(found,
                [&](const people::User& user) { return user.purged || !people::may_see_user(call.actor, user); });
  json::array list;
  for (const auto& user : found) list.push_back(present_user(call, user));
  json::object body{
      {"users", std::move(list)}, {"count", found.size()}, {"next_page", nullptr}, {"previous_page", nullptr}};
  PULT_TRY(add_user_sideloads(call, found, body));
  return Answer{200, std::move(body)};
}

Result<Answer> show(Call& call) {
  const auto user = PULT_TRY(access_user(call, UserId(call.ids[0])));
  json::object body;
  body["user"] = present_user(call, user);
  PULT_TRY(add_user_sideloads(call, {user}, body));
  return Answer{200, std::move(body)};
}

Result<Answer> created(Call& call, int status, const people::User& user) {
  auto presented = present_user(call, user);
  Answer answer{status, nullptr};
  answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"user", std::move(presented)}};
  return answer;
}

Result<Answer> with_photo(Call& call, Answer answer, const json::object& object, UserId user) {
  PULT_TRY(add_remote_photo(call, object, user, answer));
  return answer;
}

Result<Answer> create(Call& call) {
  const auto* object = PULT_TRY(inner(call.body, "user"));
  const auto user = PULT_TRY(create_user_from(call, *object));
  return with_photo(call, PULT_TRY(created(call, 201, user)), *object, user.id);
}

Result<Answer> create_or_update(Call& call) {
  const auto* object = PULT_TRY(inner(call.body, "user"));
  const auto outcome = PULT_TRY(create_or_update_user_from(call, *object));
  auto answer = PULT_TRY(created(call, outcome.created ? 201 : 200, outcome.user));
  return with_photo(call, std::move(answer), *object, outcome.user.id);
}

Result<Answer> update(Call& call) {
  auto user = PULT_TRY(access_user_to_edit(call, UserId(call.ids[0])));
  const auto* object = PULT_TRY(inner(call.body, "user"));
  const auto updated = PULT_TRY(update_user_from(call, std::move(user), *object));
  return with_photo(call, Answer{200, {{"user", present_user(call, updated)}}}, *object, updated.id);
}

Result<Answer> remove(Call& call) {
  const auto user = PULT_TRY(access_user_to_edit(call, UserId(call.ids[0])));
  PULT_TRY(remove_user(call, user));
  return Answer{200, {{"user", present_user(call, PULT_TRY(people::load_user(call.tx, user.id)))}}};
}

// How much of a person's the caller may see, counted as far as lists go.
Result<Answer> related(Call& call) {
  const auto user = PULT_TRY(access_user(call, UserId(call.ids[0])));
  const auto id = std::to_string(user.id.value);
  const auto count = [&](const std::string& condition) {
    return bounded_count(call, "t.status < 6 AND " + condition + " AND " + people::ticket_condition(call.actor));
  };
  const auto subscriptions =
      PULT_TRY(call.tx.one_int64("SELECT COUNT(*) FROM organization_subscriptions WHERE user_id = ?1", {user.id}));
  std::int64_t assigned = 0;
  if (people::sees_all_tickets(call.actor)) {
    for (const auto& cell : PULT_TRY(tickets::load_counts(call.tx)))
      if (cell.assignee == user.id) assigned += cell.tickets;
  } else {
    assigned = PULT_TRY(count("t.assignee_id = " + id + " AND t.status < 4"));
  }
  return Answer{200,
                {{"user_related",
                  {{"assigned_tickets", assigned},
                   {"requested_tickets", PULT_TRY(count("t.requester_id = " + id))},
                   {"ccd_tickets", PULT_TRY(count("t.id IN (SELECT ticket_id FROM ticket_people WHERE user_id = " + id +
                                                  " AND kind = 'cc')"))},
                   {"organization_subscriptions", subscriptions.value_or(0)}}}}};
}

// A customer's own page: the same person, never staff.
Result<people::User> access_end_user(Call& call) {
  auto user = PULT_TRY(access_user(call, UserId(call.ids[0])));
  if (user.is_agent()) return base::fail_not_found();
  return user;
}

Result<Answer> show_end_user(Call& call) {
  return Answer{200, {{"user", present_user(call, PULT_TRY(access_end_user(call)))}}};
}

Result<Answer> update_end_user(Call& call) {
  PULT_TRY(access_end_user(call));
  return update(call);
}

}  // namespace

std::vector<Route> user_routes() {
  return {
      {"GET", "users", Who::agent, Mode::read, list},
      {"POST", "users", Who::agent, Mode::write, create, false, nullptr, nullptr, true},
      {"GET", "users/count", Who::agent, Mode::read, count},
      {"POST", "users/create_or_update", Who::agent, Mode::write, create_or_update, false, nullptr, nullptr, true},
      {"GET", "users/show_many", Who::agent, Mode::read, show_many},
      {"GET", "users/autocomplete", Who::agent, Mode::read, autocomplete},
      {"GET", "users/search", Who::agent, Mode::read, search},
      {"GET", "users/{id}", Who::user, Mode::read, show},
      {"PUT", "users/{id}", Who::user, Mode::write, update, false, nullptr, nullptr, true},
      {"DELETE", "users/{id}", Who::agent, Mode::write, remove},
      {"GET", "users/{id}/related", Who::agent, Mode::read, related},
      {"GET", "organizations/{id}/users", Who::agent, Mode::read, of_organization},
      {"GET", "organizations/{id}/users/count", Who::agent, Mode::read, count_of_organization},
      {"GET", "groups/{id}/users", Who::agent, Mode::read, of_group},
      {"GET", "groups/{id}/users/count", Who::agent, Mode::read, count_of_group},
      {"GET", "end_users/{id}", Who::user, Mode::read, show_end_user},
      {"PUT", "end_users/{id}", Who::user, Mode::write, update_end_user, false, nullptr, nullptr, true},
  };
}

}  // namespace pult::api
