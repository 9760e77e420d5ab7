// SPDX-License-Identifier: AGPL-3.0-or-later
// custom_objects/{key}/fields: the fields of a custom object, and the rule of its records' names ("standard::name").
#include <algorithm>

#include "api/field_json.hpp"
#include "api/object_json.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using objects::Object;
using tickets::Field;

constexpr std::string_view name_key = "standard::name";

Result<Field> load_field(const Call& call, const Object& object) {
  const auto definitions = call.services.desk.definitions(call.tx);
  const auto* field = objects::find_field(*definitions, object, field_key_of(call));
  if (!field) return base::fail_not_found();
  return *field;
}

json::object field_body(const Call& call, const Field& field) {
  return {{"custom_object_field", present_field(call, *call.services.desk.definitions(call.tx), field)}};
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const auto object = PULT_TRY(access_object(call));
  const auto definitions = call.services.desk.definitions(call.tx);
  std::vector<std::pair<std::vector<std::int64_t>, json::object>> rows;
  if (call.request.query_value("include_standard_fields") == "true") {
    std::int64_t place = -10;
    for (auto& one : present_standard_fields(call, object))
      rows.emplace_back(std::vector<std::int64_t>{++place, 0}, std::move(one.as_object()));
  }
  for (const auto* field : objects::fields_of(*definitions, object))
    rows.emplace_back(std::vector{field->position, field->id.value}, present_field(call, *definitions, *field));
  return Answer{200, ordered_list_answer(
                         call, page, "custom_object_fields", rows, [](const auto& row) { return row.first; },
                         [](const auto& row) { return row.second; })};
}

Result<Answer> show(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  if (field_key_of(call) == name_key) return Answer{200, {{"custom_object_field", present_name_field(call, object)}}};
  return Answer{200, field_body(call, PULT_TRY(load_field(call, object)))};
}

Result<Answer> create(Call& call) {
  const auto object = PULT_TRY(objects::lock_object(call.tx, call.actor, object_key_of(call)));
  Body in(*PULT_TRY(inner(call.body, "custom_object_field")));
  Field field;
  field.target = tickets::FieldTarget::object;
  field.creator = call.actor.id();
  PULT_TRY(read_field(in, field, true));
  const auto definitions = call.services.desk.definitions(call.tx);
  field = PULT_TRY(objects::create_field(call.tx, *definitions, object, std::move(field), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  auto body = field_body(call, field);
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", std::string(body.at("custom_object_field").at("url").as_string()));
  answer.body = std::move(body);
  return answer;
}

Result<Answer> update_name(Call& call, const json::object& sent) {
  auto object = PULT_TRY(objects::lock_object(call.tx, call.actor, object_key_of(call)));
  Body in(sent);
  if (const auto title = in.text(in.has("title") ? "title" : "raw_title")) object.name.title = *title;
  if (const auto* given = in.object("properties")) {
    Body properties(*given);
    auto& rule = object.name;
    if (const auto v = properties.boolean("is_unique")) rule.is_unique = *v;
    if (const auto v = properties.boolean("autonumbering_enabled")) rule.is_numbered = *v;
    if (const auto v = properties.text("autonumbering_prefix")) rule.prefix = *v;
    if (const auto v = properties.id("autonumbering_padding")) rule.padding = *v;
    if (const auto v = properties.id("autonumbering_next_sequence")) rule.next_number = *v;
    PULT_TRY(properties.check());
  }
  PULT_TRY(in.check());
  object.updater = call.actor.id();
  object = PULT_TRY(objects::save_object(call.tx, std::move(object), call.now()));
  return Answer{200, {{"custom_object_field", present_name_field(call, object)}}};
}

Result<Answer> update(Call& call) {
  const auto* sent = PULT_TRY(inner(call.body, "custom_object_field"));
  if (field_key_of(call) == name_key) return update_name(call, *sent);
  auto field = PULT_TRY(load_field(call, PULT_TRY(access_object(call))));
  Body in(*sent);
  PULT_TRY(read_field(in, field, false));
  field = PULT_TRY(tickets::save_field(call.tx, std::move(field), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return Answer{200, field_body(call, field)};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(objects::delete_field(call.tx, PULT_TRY(load_field(call, PULT_TRY(access_object(call))))));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return Answer{204, nullptr};
}

Result<Answer> reorder(Call& call) {
  const auto object = PULT_TRY(objects::lock_object(call.tx, call.actor, object_key_of(call)));
  Body in(call.body);
  const auto ids = in.ids("custom_object_field_ids");
  PULT_TRY(in.check());
  if (!ids) return base::fail(ErrorKind::invalid, "InvalidAttribute", "A list of ids is needed");
  const auto definitions = call.services.desk.definitions(call.tx);
  std::vector<tickets::FieldId> order;
  for (const auto id : *ids) {
    const auto* field = objects::find_field(*definitions, object, std::to_string(id));
    if (!field) return base::fail_not_found();
    if (std::ranges::find(order, field->id) == order.end()) order.push_back(field->id);
  }
  PULT_TRY(tickets::reorder_fields(call.tx, tickets::FieldTarget::object, order, call.now(), object.key));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return list(call);
}

Result<Answer> field_limit(Call& call) {
  const auto object = PULT_TRY(access_object(call));
  const auto count = objects::fields_of(*call.services.desk.definitions(call.tx), object).size();
  return Answer{200, {{"count", count}, {"limit", objects::max_fields}}};
}

}  // namespace

std::vector<Route> custom_object_field_routes() {
  return {
      {"GET", "custom_objects/{word}/fields", Who::agent, Mode::read, list},
      {"POST", "custom_objects/{word}/fields", Who::admin, Mode::write, create},
      {"PUT", "custom_objects/{word}/fields/reorder", Who::admin, Mode::write, reorder},
      {"GET", "custom_objects/{word}/limits/field_limit", Who::agent, Mode::read, field_limit},
      {"GET", "custom_objects/{word}/fields/{word}", Who::agent, Mode::read, show},
      {"PATCH", "custom_objects/{word}/fields/{word}", Who::admin, Mode::write, update},
      {"DELETE", "custom_objects/{word}/fields/{word}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
