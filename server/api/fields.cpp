// SPDX-License-Identifier: AGPL-3.0-or-later
// ticket_fields, user_fields and organization_fields, with their options.
#include <algorithm>
#include <array>
#include <map>

#include "api/field_json.hpp"
#include "api/present.hpp"
#include "tickets/form_rules.hpp"

namespace pult::api {
namespace {

using tickets::Definitions;
using tickets::Field;
using tickets::FieldOption;
using tickets::FieldTarget;

constexpr std::array<std::string_view, 3> singulars{"ticket_field", "user_field", "organization_field"};
constexpr std::array<std::string_view, 3> plurals{"ticket_fields", "user_fields", "organization_fields"};

template <FieldTarget target>
constexpr std::string_view singular = singulars[std::size_t(target)];

// Customers know of a field what the portal shows.
bool may_see(const Call& call, const Field& field) {
  return call.actor.is_agent() || (field.target == FieldTarget::ticket && field.active && field.visible_in_portal);
}

template <FieldTarget target>
Result<Field> load(Call& call, const Definitions& definitions) {
  const auto* field = definitions.find_field(tickets::FieldId(call.ids[0]));
  if (!field || field->target != target || !may_see(call, *field)) return base::fail_not_found();
  return *field;
}

template <FieldTarget target>
Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const auto defined = call.services.desk.definitions(call.tx);
  std::vector<const Field*> rows;
  for (const auto& field : defined->fields)
    if (field.target == target && may_see(call, field)) rows.push_back(&field);
  return Answer{200, ordered_list_answer(
                         call, page, plurals[std::size_t(target)], rows,
                         [](const Field* field) { return std::vector{field->position, field->id.value}; },
                         [&](const Field* field) { return present_field(call, *defined, *field); })};
}

Result<Answer> count(Call& call) {
  const auto defined = call.services.desk.definitions(call.tx);
  const auto value = std::ranges::count_if(
      defined->fields, [&](const Field& field) { return field.target == FieldTarget::ticket && may_see(call, field); });
  return Answer{200, {{"count", {{"value", value}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

template <FieldTarget target>
json::object presented(const Call& call, const Field& field) {
  json::object out;
  out[singular<target>] = present_field(call, *call.services.desk.definitions(call.tx), field);
  return out;
}

template <FieldTarget target>
Result<Answer> show(Call& call) {
  return Answer{200, presented<target>(call, PULT_TRY(load<target>(call, *call.services.desk.definitions(call.tx))))};
}

// While there is one form, it has all fields.
Result<void> add_to_only_form(Call& call, const Definitions& before, const Field& field) {
  if (field.target != FieldTarget::ticket || before.forms.size() != 1) return {};
  auto form = before.forms.front();
  form.fields.push_back(field.id);
  return tickets::save_form(call.tx, form, call.now());
}

template <FieldTarget target>
Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, singular<target>)));
  Field field;
  field.target = target;
  field.creator = call.actor.id();
  PULT_TRY(read_field(in, field, true));
  const auto before = call.services.desk.definitions(call.tx);
  field = PULT_TRY(tickets::create_field(call.tx, std::move(field), call.now()));
  PULT_TRY(add_to_only_form(call, *before, field));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  auto body = presented<target>(call, field);
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", std::string(body.at(singular<target>).at("url").as_string()));
  answer.body = std::move(body);
  return answer;
}

template <FieldTarget target>
Result<Answer> update(Call& call) {
  auto field = PULT_TRY(load<target>(call, *call.services.desk.definitions(call.tx)));
  Body in(*PULT_TRY(inner(call.body, singular<target>)));
  PULT_TRY(read_field(in, field, false));
  field = PULT_TRY(tickets::save_field(call.tx, std::move(field), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return Answer{200, presented<target>(call, field)};
}

// A field that is gone is on no form; conditions that name it must be changed first.
Result<void> take_from_forms(Call& call, const Definitions& definitions, const Field& field) {
  for (auto form : definitions.forms) {
    if (tickets::names_field(form, field.id))
      return base::fail_field("base", "InvalidValue",
                              field.title + ": is used in the conditions of the form " + form.name);
    if (std::erase(form.fields, field.id)) PULT_TRY(tickets::save_form(call.tx, form, call.now()));
  }
  return {};
}

template <FieldTarget target>
Result<Answer> remove(Call& call) {
  const auto defined = call.services.desk.definitions(call.tx);
  const auto field = PULT_TRY(load<target>(call, *defined));
  if (!field.removable) return base::fail_field("base", "InvalidValue", field.title + ": is a system field");
  if (target == FieldTarget::ticket) PULT_TRY(take_from_forms(call, *defined, field));
  PULT_TRY(tickets::delete_field(call.tx, field));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return Answer{204, nullptr};
}

template <FieldTarget target>
Result<Answer> reorder(Call& call) {
  Body in(call.body);
  const auto ids = in.ids(std::string(singular<target>) + "_ids");
  PULT_TRY(in.check());
  if (!ids) return base::fail(ErrorKind::invalid, "InvalidAttribute", "A list of ids is needed");
  const auto defined = call.services.desk.definitions(call.tx);
  std::vector<tickets::FieldId> order;
  for (const auto id : *ids) {
    const auto* field = defined->find_field(tickets::FieldId(id));
    if (!field || field->target != target) return base::fail_not_found();
    if (std::ranges::find(order, field->id) == order.end()) order.push_back(field->id);
  }
  PULT_TRY(tickets::reorder_fields(call.tx, target, order, call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return list<target>(call);
}

template <FieldTarget target>
Result<Field> load_with_options(Call& call, const Definitions& definitions) {
  auto field = PULT_TRY(load<target>(call, definitions));
  if (!tickets::has_options(field.type)) return base::fail_not_found();
  return field;
}

template <FieldTarget target>
Result<Answer> options(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const auto defined = call.services.desk.definitions(call.tx);
  const auto field = PULT_TRY(load_with_options<target>(call, *defined));
  auto rows = field.options;
  std::int64_t next = 0;
  std::map<std::int64_t, std::int64_t> places;
  for (const auto& option : rows) places[option.id] = ++next;
  return Answer{200, ordered_list_answer(
                         call, page, "custom_field_options", rows,
                         [&](const FieldOption& option) { return std::vector{places.at(option.id)}; },
                         [&](const FieldOption& option) { return present_option(call, *defined, field, option); })};
}

Result<FieldOption> find_option(const Field& field, std::int64_t id) {
  const auto found = std::ranges::find(field.options, id, &FieldOption::id);
  if (found == field.options.end()) return base::fail_not_found();
  return *found;
}

template <FieldTarget target>
Result<Answer> show_option(Call& call) {
  const auto defined = call.services.desk.definitions(call.tx);
  const auto field = PULT_TRY(load_with_options<target>(call, *defined));
  const auto option = PULT_TRY(find_option(field, call.ids[1]));
  return Answer{200, {{"custom_field_option", present_option(call, *defined, field, option)}}};
}

// With an id the option of that id is changed (200), without one it is new (201).
template <FieldTarget target>
Result<Answer> write_option(Call& call) {
  auto field = PULT_TRY(load_with_options<target>(call, *call.services.desk.definitions(call.tx)));
  Body in(*PULT_TRY(inner(call.body, "custom_field_option")));
  const auto id = in.id("id").value_or(0);
  const auto position = in.id("position");
  FieldOption option;
  auto place = field.options.end();
  if (id) {
    option = PULT_TRY(find_option(field, id));
    place = field.options.erase(std::ranges::find(field.options, id, &FieldOption::id));
  }
  PULT_TRY(read_option(in, option));
  if (position && *position >= 0)
    place = field.options.begin() + std::min<std::ptrdiff_t>(*position, std::ptrdiff_t(field.options.size()));
  field.options.insert(place, option);
  field = PULT_TRY(tickets::save_field(call.tx, std::move(field), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  const auto written = std::ranges::find(field.options, option.value, &FieldOption::value);
  return Answer{
      id ? 200 : 201,
      {{"custom_field_option", present_option(call, *call.services.desk.definitions(call.tx), field, *written)}}};
}

template <FieldTarget target>
Result<Answer> remove_option(Call& call) {
  auto field = PULT_TRY(load_with_options<target>(call, *call.services.desk.definitions(call.tx)));
  const auto option = PULT_TRY(find_option(field, call.ids[1]));
  std::erase_if(field.options, [&](const FieldOption& other) { return other.id == option.id; });
  PULT_TRY(tickets::save_field(call.tx, std::move(field), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> ticket_field_routes() {
  constexpr auto target = FieldTarget::ticket;
  return {
      {"GET", "ticket_fields", Who::user, Mode::read, list<target>},
      {"POST", "ticket_fields", Who::admin, Mode::write, create<target>},
      {"GET", "ticket_fields/count", Who::user, Mode::read, count},
      {"PUT", "ticket_fields/reorder", Who::admin, Mode::write, reorder<target>},
      {"GET", "ticket_fields/{id}", Who::user, Mode::read, show<target>},
      {"PUT", "ticket_fields/{id}", Who::admin, Mode::write, update<target>},
      {"DELETE", "ticket_fields/{id}", Who::admin, Mode::write, remove<target>},
      {"GET", "ticket_fields/{id}/options", Who::user, Mode::read, options<target>},
      {"POST", "ticket_fields/{id}/options", Who::admin, Mode::write, write_option<target>},
      {"GET", "ticket_fields/{id}/options/{id}", Who::user, Mode::read, show_option<target>},
      {"DELETE", "ticket_fields/{id}/options/{id}", Who::admin, Mode::write, remove_option<target>},
  };
}

std::vector<Route> user_field_routes() {
  constexpr auto target = FieldTarget::user;
  return {
      {"GET", "user_fields", Who::agent, Mode::read, list<target>},
      {"POST", "user_fields", Who::admin, Mode::write, create<target>},
      {"PUT", "user_fields/reorder", Who::admin, Mode::write, reorder<target>},
      {"GET", "user_fields/{id}", Who::agent, Mode::read, show<target>},
      {"PUT", "user_fields/{id}", Who::admin, Mode::write, update<target>},
      {"DELETE", "user_fields/{id}", Who::admin, Mode::write, remove<target>},
      {"GET", "user_fields/{id}/options", Who::agent, Mode::read, options<target>},
      {"POST", "user_fields/{id}/options", Who::admin, Mode::write, write_option<target>},
      {"GET", "user_fields/{id}/options/{id}", Who::agent, Mode::read, show_option<target>},
      {"DELETE", "user_fields/{id}/options/{id}", Who::admin, Mode::write, remove_option<target>},
  };
}

std::vector<Route> organization_field_routes() {
  constexpr auto target = FieldTarget::organization;
  return {
      {"GET", "organization_fields", Who::agent, Mode::read, list<target>},
      {"POST", "organization_fields", Who::admin, Mode::write, create<target>},
      {"PUT", "organization_fields/reorder", Who::admin, Mode::write, reorder<target>},
      {"GET", "organization_fields/{id}", Who::agent, Mode::read, show<target>},
      {"PUT", "organization_fields/{id}", Who::admin, Mode::write, update<target>},
      {"DELETE", "organization_fields/{id}", Who::admin, Mode::write, remove<target>},
      {"GET", "organization_fields/{id}/options", Who::agent, Mode::read, options<target>},
      {"POST", "organization_fields/{id}/options", Who::admin, Mode::write, write_option<target>},
      {"GET", "organization_fields/{id}/options/{id}", Who::agent, Mode::read, show_option<target>},
      {"DELETE", "organization_fields/{id}/options/{id}", Who::admin, Mode::write, remove_option<target>},
  };
}

}  // namespace pult::api
