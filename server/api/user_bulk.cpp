// SPDX-License-Identifier: AGPL-3.0-or-later
// Many users at once, as jobs; and users who are gone.
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/remote_photo.hpp"
#include "api/routes.hpp"
#include "api/user_input.hpp"
#include "api/user_photo.hpp"
#include "people/deletion.hpp"
#include "people/people_counts.hpp"

namespace pult::api {
namespace {

constexpr std::string_view create_type = "Bulk Create User";
constexpr std::string_view update_type = "Bulk Update User";
constexpr std::string_view either_type = "Bulk Create Or Update User";
constexpr std::string_view delete_type = "Bulk Delete User";

json::object item_of(std::int64_t id, const json::object& user) { return {{"id", id}, {"user", user}}; }

Result<json::array> items_of_list(Call& call) {
  json::array items;
  for (const auto& user : *PULT_TRY(parse_objects(call, "users"))) {
    Body in(user.get_object());
    const auto id = in.id("id").value_or(0);
    PULT_TRY(in.check());
    items.push_back(item_of(id, user.get_object()));
  }
  return items;
}

// The users that ?ids= or ?external_ids= name; unknown ones as -1, so that the result says so.
Result<std::vector<std::int64_t>> users_named(Call& call) {
  if (call.request.query_value("external_ids").empty()) return parse_ids(call);
  const auto wanted = tickets::split_words(call.request.query_value("external_ids"));
  PULT_TRY(check_bulk(wanted.size(), "external_ids"));
  std::vector<std::int64_t> ids(wanted.size(), -1);
  for (const auto& user : PULT_TRY(people::list_users_by_external_ids(call.tx, wanted)))
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (wanted[i] == user.external_id) ids[i] = user.id.value;
  return ids;
}

Result<Answer> create_many(Call& call) { return answer_job(call, create_type, PULT_TRY(items_of_list(call))); }
Result<Answer> create_or_update_many(Call& call) {
  return answer_job(call, either_type, PULT_TRY(items_of_list(call)));
}

// Two forms: ?ids=1,2 with one change for all, or a list of changes that name their users.
Result<Answer> update_many(Call& call) {
  const auto named = [&](std::string_view parameter) { return !call.request.query_value(parameter).empty(); };
  if (!named("ids") && !named("external_ids")) return answer_job(call, update_type, PULT_TRY(items_of_list(call)));
  json::array items;
  const auto* user = PULT_TRY(inner(call.body, "user"));
  for (const auto id : PULT_TRY(users_named(call))) items.push_back(item_of(id, *user));
  return answer_job(call, update_type, items);
}

Result<Answer> destroy_many(Call& call) {
  json::array items;
  for (const auto id : PULT_TRY(users_named(call))) items.push_back(item_of(id, {}));
  return answer_job(call, delete_type, items);
}

json::object result_of(int index, UserId id, std::string_view action, std::string_view status) {
  return {{"index", index}, {"id", id.value}, {"action", action}, {"status", status}, {"success", true}};
}

Result<json::object> create_step(Call& call, UserId, int index) {
  return result_of(index, PULT_TRY(create_user_from(call, call.body)).id, "create", "Created");
}

Result<json::object> update_step(Call& call, UserId id, int index) {
  auto user = id ? PULT_TRY(access_user_to_edit(call, id)) : people::User();
  if (!id) {  // a list may name them by external_id or e-mail
    const auto done = PULT_TRY(create_or_update_user_from(call, call.body));
    if (done.created) return base::fail_not_found();
    return result_of(index, done.user.id, "update", "Updated");
  }
  PULT_TRY(update_user_from(call, std::move(user), call.body));
  return result_of(index, id, "update", "Updated");
}

Result<json::object> either_step(Call& call, UserId, int index) {
  const auto done = PULT_TRY(create_or_update_user_from(call, call.body));
  return result_of(index, done.user.id, done.created ? "create" : "update", done.created ? "Created" : "Updated");
}

Result<json::object> delete_step(Call& call, UserId id, int index) {
  PULT_TRY(remove_user(call, PULT_TRY(access_user_to_edit(call, id))));
  return result_of(index, id, "delete", "Deleted");
}

// Deleted users have only what their object of old had.
json::object present_deleted(const Call& call, people::User user) {
  user.email = user.deleted_email;
  const auto whole = present_user(call, user);
  json::object out;
  for (const auto* key : {"id", "url", "name", "email", "created_at", "updated_at", "time_zone", "phone",
                          "shared_phone_number", "photo", "locale_id", "locale", "organization_id", "role", "active"})
    out[key] = whole.at(key);
  out["url"] = call.url("deleted_users/" + std::to_string(user.id.value));
  return out;
}

Result<people::User> load_deleted(Call& call) {
  auto user = PULT_TRY(people::load_user(call.tx, UserId(call.ids[0])));
  if (user.active || user.purged || !people::may_see_user(call.actor, user)) return base::fail_not_found();
  return user;
}

Result<Answer> list_deleted(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const UserId after(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(people::list_deleted_users(call.tx, after, page.offset, page.fetch()));
  const auto total = PULT_TRY(people::load_people_count(call.tx, people::deleted_people));
  return Answer{200, list_answer(
                         call, page, "deleted_users", rows, [](const people::User& u) { return u.id.value; },
                         [&](const people::User& u) { return present_deleted(call, u); }, [&] { return total; })};
}

Result<Answer> count_deleted(Call& call) {
  const auto value = PULT_TRY(people::load_people_count(call.tx, people::deleted_people));
  return Answer{200, {{"count", {{"value", value}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

Result<Answer> show_deleted(Call& call) {
  return Answer{200, {{"deleted_user", present_deleted(call, PULT_TRY(load_deleted(call)))}}};
}

Result<Answer> purge(Call& call) {
  const auto user = PULT_TRY(load_deleted(call));
  PULT_TRY(forget_photo(call, user.id));
  PULT_TRY(people::purge_user_for(call.tx, user, call.actor.id(), call.now()));
  return Answer{200, {{"deleted_user", present_deleted(call, PULT_TRY(people::load_user(call.tx, user.id)))}}};
}

}  // namespace

void add_user_jobs(jobs::Runner& runner, Services& services) {
  const auto pictures = std::make_shared<RemotePictures>(services);
  const auto handle = [&](std::string_view type, auto* step) {
    runner.handle(std::string(type), with_remote_photos(item_kind(step, services, "user"), services, pictures));
  };
  handle(create_type, create_step);
  handle(update_type, update_step);
  handle(either_type, either_step);
  runner.handle(std::string(delete_type), item_kind(delete_step, services, "user"));
}

std::vector<Route> user_bulk_routes() {
  return {
      {"POST", "users/create_many", Who::agent, Mode::write, create_many},
      {"POST", "users/create_or_update_many", Who::agent, Mode::write, create_or_update_many},
      {"PUT", "users/update_many", Who::agent, Mode::write, update_many},
      {"DELETE", "users/destroy_many", Who::agent, Mode::write, destroy_many},
      {"GET", "deleted_users", Who::admin, Mode::read, list_deleted},
      {"GET", "deleted_users/count", Who::admin, Mode::read, count_deleted},
      {"GET", "deleted_users/{id}", Who::admin, Mode::read, show_deleted},
      {"DELETE", "deleted_users/{id}", Who::admin, Mode::write, purge},
  };
}

}  // namespace pult::api
