// SPDX-License-Identifier: AGPL-3.0-or-later
// Many records of a custom object at once, as jobs; and what is left to do after records and objects are deleted.
#include <algorithm>
#include <array>
#include <charconv>

#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/object_json.hpp"
#include "api/routes.hpp"
#include "objects/references.hpp"

namespace pult::api {
namespace {

using objects::Object;
using objects::Record;

constexpr std::string_view bulk_type = "Bulk Custom Object Records";
constexpr std::array<std::string_view, 6> actions{"create",
                                                  "update",
                                                  "delete",
                                                  "delete_by_external_id",
                                                  "create_or_update_by_external_id",
                                                  "create_or_update_by_name"};

// Any of these lets a job begin; each item is asked for its own.
std::vector<people::RecordScope> scopes_of(std::string_view action) {
  using people::RecordScope;
  if (action == "create") return {RecordScope::create};
  if (action == "update") return {RecordScope::update};
  if (action.starts_with("delete")) return {RecordScope::remove};
  return {RecordScope::create, RecordScope::update};
}

// {"job": {"action": "create", "items": [...]}}
Result<Answer> enqueue(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  Body in(*PULT_TRY(inner(call.body, "job")));
  const auto action = in.text("action").value_or("");
  const auto* given = in.array("items");
  PULT_TRY(in.check());
  if (std::ranges::find(actions, action) == actions.end())
    return base::fail(ErrorKind::invalid, "InvalidValue", "action is not one of those that jobs have");
  if (std::ranges::none_of(scopes_of(action), [&](people::RecordScope scope) {
        return people::may_use_records(call.actor, object.key, scope);
      }))
    return base::fail(ErrorKind::forbidden, "Forbidden", "Your role does not let you do this with records");
  if (!given || given->empty()) return base::fail(ErrorKind::invalid, "InvalidValue", "items must be a list");
  PULT_TRY(check_bulk(given->size(), "items"));
  const bool takes_ids = action.starts_with("delete");
  json::array items;
  for (const auto& one : *given) {
    if (!one.is_object() && (!takes_ids || (!one.is_string() && !one.is_int64())))
      return base::fail(ErrorKind::invalid, "InvalidValue",
                        takes_ids ? "items must be a list of ids" : "items must be a list of objects");
    items.push_back(json::object{{"object", object.key}, {"action", action}, {"record", one}});
  }
  auto answer = PULT_TRY(answer_job(call, bulk_type, items));
  answer.status = 201;
  return answer;
}

// The text by which an item names a record: the item itself, or a member of it.
std::string name_in(const json::value& item, std::string_view member) {
  const auto* value = item.is_object() ? item.get_object().if_contains(member) : &item;
  if (!value) return {};
  if (value->is_string()) return std::string(value->get_string());
  return value->is_int64() ? std::to_string(value->get_int64()) : std::string();
}

Result<Record> load_named(const Call& call, const Object& object, const json::value& item) {
  const auto text = name_in(item, "id");
  std::int64_t id = -1;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return objects::load_record(call.tx, object, objects::RecordId(id));
}

Result<std::optional<Record>> find_named(const Call& call, const Object& object, std::string_view action,
                                         const json::value& item) {
  if (action == "create") return std::nullopt;
  if (action == "update" || action == "delete") return PULT_TRY(load_named(call, object, item));
  const bool by_name = action.ends_with("by_name");
  const auto text = name_in(item, by_name ? "name" : "external_id");
  if (text.empty())
    return base::fail_field(by_name ? "name" : "external_id", "BlankValue",
                            by_name ? "Name: cannot be blank" : "External id: cannot be blank");
  return by_name ? objects::find_by_name(call.tx, object, text) : objects::find_by_external_id(call.tx, object, text);
}

Result<json::object> bulk_step(Call& call, std::int64_t, int index) {
  const auto key = std::string(call.body.at("object").as_string());
  const auto action = std::string(call.body.at("action").as_string());
  const auto& item = call.body.at("record");
  const auto object = PULT_TRY(objects::lock_object(call.tx, call.actor, key));
  auto record = PULT_TRY(find_named(call, object, action, item));
  const auto result = [&](const Record& of, std::string_view done, std::string_view status) {
    return json::object{
        {"index", index}, {"id", std::to_string(of.id.value)}, {"action", done}, {"status", status}, {"success", true}};
  };
  if (action.starts_with("delete")) {
    if (!record) return base::fail_not_found();
    PULT_TRY(remove_record(call, object, *record));
    return result(*record, "delete", "Deleted");
  }
  const auto change = PULT_TRY(read_record(item.as_object()));
  const bool is_new = !record;
  const auto written = PULT_TRY(put_record(call, object, std::move(record), change));
  return is_new ? result(written, "create", "Created") : result(written, "update", "Updated");
}

Result<json::object> clear_step(Call& call, std::int64_t, int) {
  const auto& key = call.body.at("object").as_string();
  const objects::RecordId record(call.body.at("record").as_int64());
  json::object out{{"success", true}};
  if (PULT_TRY(objects::clear_references(call.tx, call.services.desk, call.actor, key, record)))
    jobs::continue_with(out, call.body);
  return out;
}

Result<json::object> sweep_step(Call& call, std::int64_t, int) {
  json::object out{{"success", true}};
  if (PULT_TRY(objects::sweep_records(call.tx, objects::ObjectId(call.body.at("object_id").as_int64()))))
    jobs::continue_with(out, call.body);
  return out;
}

}  // namespace

void add_custom_object_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(bulk_type), item_kind(bulk_step, services));
  auto clear = item_kind(clear_step, services), sweep = item_kind(sweep_step, services);
  clear.in_flight = sweep.in_flight = 1;
  runner.handle(std::string(clear_lookups_type), std::move(clear));
  runner.handle(std::string(sweep_records_type), std::move(sweep));
}

std::vector<Route> custom_object_job_routes() {
  return {{"POST", "custom_objects/{word}/jobs", Who::agent, Mode::write, enqueue}};
}

}  // namespace pult::api
