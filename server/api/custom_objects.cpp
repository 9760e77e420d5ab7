// SPDX-License-Identifier: AGPL-3.0-or-later
// custom_objects, and how many there may be.
#include "api/field_json.hpp"
#include "api/job_kinds.hpp"
#include "api/object_json.hpp"
#include "api/routes.hpp"
#include "jobs/jobs.hpp"

namespace pult::api {
namespace {

using objects::Object;

Answer answer_object(const Call& call, int status, const Object& object) {
  return Answer{status, {{"custom_object", present_object(call, object)}}};
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto all = PULT_TRY(objects::list_objects(call.tx, call.actor));
  std::vector<std::pair<std::int64_t, Object>> rows;
  for (auto& one : all) rows.emplace_back(std::int64_t(rows.size()) + 1, std::move(one));
  return Answer{200, whole_list_answer(
                         call, page, "custom_objects", rows, [](const auto& row) { return row.first; },
                         [&](const auto& row) { return present_object(call, row.second); })};
}

Result<Answer> show(Call& call) { return answer_object(call, 200, PULT_TRY(access_object(call))); }

Result<void> read(const json::object& from, Object& object) {
  Body in(from);
  const auto text = [&](const char* name, const char* raw_name, std::string& into) {
    if (const auto value = in.text(in.has(name) ? name : raw_name)) into = *value;
  };
  text("title", "raw_title", object.title);
  text("title_pluralized", "raw_title_pluralized", object.title_plural);
  text("description", "raw_description", object.description);
  return in.check();
}

Result<Answer> create(Call& call) {
  const auto* sent = PULT_TRY(inner(call.body, "custom_object"));
  Object object;
  PULT_TRY(read(*sent, object));
  Body in(*sent);
  object.key = in.text("key").value_or("");
  PULT_TRY(in.check());
  object.creator = call.actor.id();
  object = PULT_TRY(objects::create_object(call.tx, std::move(object), call.now()));
  auto answer = answer_object(call, 201, object);
  answer.headers.emplace_back("Location", call.url("custom_objects/" + object.key));
  return answer;
}

Result<Answer> update(Call& call) {
  auto object = PULT_TRY(objects::lock_object(call.tx, call.actor, object_key_of(call)));
  PULT_TRY(read(*PULT_TRY(inner(call.body, "custom_object")), object));
  object.updater = call.actor.id();
  return answer_object(call, 200, PULT_TRY(objects::save_object(call.tx, std::move(object), call.now())));
}

Result<Answer> remove(Call& call) {
  const auto object = PULT_TRY(objects::lock_object(call.tx, call.actor, object_key_of(call)));
  PULT_TRY(objects::delete_object(call.tx, *call.services.desk.definitions(call.tx), object));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  const json::array items{json::object{{"object_id", object.id.value}}};
  PULT_TRY(jobs::enqueue(call.tx, people::system_actor(), sweep_records_type, items, call.now()));
  return Answer{204, nullptr};
}

Result<Answer> object_limit(Call& call) {
  const auto count = PULT_TRY(objects::list_objects(call.tx)).size();
  return Answer{200, {{"count", count}, {"limit", objects::max_objects}}};
}

Result<Answer> record_limit(Call& call) {
  return Answer{200, {{"count", PULT_TRY(objects::count_records(call.tx))}, {"limit", objects::max_records}}};
}

}  // namespace

std::vector<Route> custom_object_routes() {
  return {
      {"GET", "custom_objects", Who::agent, Mode::read, list},
      {"POST", "custom_objects", Who::admin, Mode::write, create},
      {"GET", "custom_objects/limits/object_limit", Who::agent, Mode::read, object_limit},
      {"GET", "custom_objects/limits/record_limit", Who::agent, Mode::read, record_limit},
      {"GET", "custom_objects/{word}", Who::agent, Mode::read, show},
      {"PATCH", "custom_objects/{word}", Who::admin, Mode::write, update},
      {"DELETE", "custom_objects/{word}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
