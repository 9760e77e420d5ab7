// SPDX-License-Identifier: AGPL-3.0-or-later
// custom_objects/{key}/records: one record, by its id, or by its external id or name.
#include "api/object_json.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using objects::Object;
using objects::Record;

Answer answer_record(const Call& call, int status, const Object& object, const Record& record) {
  Answer answer{status, nullptr};
  auto shown = RecordView(call, object).present(record);
  if (status == 201) answer.headers.emplace_back("Location", std::string(shown.at("url").as_string()));
  answer.body = {{"custom_object_record", std::move(shown)}};
  return answer;
}

Result<Record> load(const Call& call, const Object& object) {
  return objects::load_record(call.tx, object, objects::RecordId(call.ids[0]));
}

Result<Answer> show(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  return answer_record(call, 200, object, PULT_TRY(load(call, object)));
}

Result<Answer> create(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  const auto change = PULT_TRY(read_record(*PULT_TRY(inner(call.body, "custom_object_record"))));
  return answer_record(call, 201, object, PULT_TRY(put_record(call, object, std::nullopt, change)));
}

Result<Answer> update(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  const auto change = PULT_TRY(read_record(*PULT_TRY(inner(call.body, "custom_object_record"))));
  return answer_record(call, 200, object, PULT_TRY(put_record(call, object, PULT_TRY(load(call, object)), change)));
}

Result<Answer> remove(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  PULT_TRY(remove_record(call, object, PULT_TRY(load(call, object))));
  return Answer{204, nullptr};
}

// The record that `?external_id=` or `?name=` names, if there is one.
Result<std::optional<Record>> find_named(const Call& call, const Object& object) {
  if (const auto id = call.request.query_value("external_id"); !id.empty())
    return objects::find_by_external_id(call.tx, object, id);
  if (const auto name = call.request.query_value("name"); !name.empty())
    return objects::find_by_name(call.tx, object, name);
  return base::fail(ErrorKind::invalid, "InvalidValue", "Parameter external_id or name is required");
}

// Locked before it looks: two who put the same new record at once make one.
Result<Answer> put(Call& call) {
  const auto object = PULT_TRY(objects::lock_object(call.tx, call.actor, object_key_of(call)));
  auto change = PULT_TRY(read_record(*PULT_TRY(inner(call.body, "custom_object_record"))));
  auto record = PULT_TRY(find_named(call, object));
  const bool is_new = !record;
  if (const auto id = call.request.query_value("external_id"); is_new && !id.empty())
    change.external_id = std::string(id);
  else if (is_new && !change.name)
    change.name = std::string(call.request.query_value("name"));
  return answer_record(call, is_new ? 201 : 200, object, PULT_TRY(put_record(call, object, std::move(record), change)));
}

Result<Answer> remove_named(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  const auto record = PULT_TRY(find_named(call, object));
  if (!record) return base::fail_not_found();
  PULT_TRY(remove_record(call, object, *record));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> custom_object_record_routes() {
  return {
      {"POST", "custom_objects/{word}/records", Who::agent, Mode::write, create},
      {"PATCH", "custom_objects/{word}/records", Who::agent, Mode::write, put},
      {"DELETE", "custom_objects/{word}/records", Who::agent, Mode::write, remove_named},
      {"GET", "custom_objects/{word}/records/{id}", Who::agent, Mode::read, show},
      {"PATCH", "custom_objects/{word}/records/{id}", Who::agent, Mode::write, update},
      {"DELETE", "custom_objects/{word}/records/{id}", Who::agent, Mode::write, remove},
  };
}

}  // namespace pult::api
