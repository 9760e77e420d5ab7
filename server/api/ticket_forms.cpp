// SPDX-License-Identifier: AGPL-3.0-or-later
// ticket_forms: which fields a ticket has, and when.
#include <algorithm>

#include "api/field_json.hpp"
#include "api/present.hpp"
#include "tickets/form_rules.hpp"

namespace pult::api {
namespace {

using tickets::Definitions;
using tickets::Form;

constexpr std::size_t max_show_many = 100;

template <class Id>
json::array id_array(const std::vector<Id>& ids) {
  json::array out;
  for (const auto id : ids) out.emplace_back(id.value);
  return out;
}

}  // namespace

json::object present_form(const Call& call, const Definitions& definitions, const Form& form) {
  return {{"url", call.url("ticket_forms/" + std::to_string(form.id.value))},
          {"id", form.id.value},
          {"name", localized(call, definitions, form.name)},
          {"raw_name", form.name},
          {"display_name", localized(call, definitions, form.display_name)},
          {"raw_display_name", form.display_name},
          {"end_user_visible", form.end_user_visible},
          {"position", form.position},
          {"ticket_field_ids", id_array(form.fields)},
          {"active", form.active},
          {"default", form.is_default},
          {"in_all_brands", form.in_all_brands},
          {"restricted_brand_ids", id_array(form.restricted_brands)},
          {"agent_conditions", call.actor.is_agent() ? json::parse(form.agent_conditions) : json::array()},
          {"end_user_conditions", json::parse(form.end_user_conditions)},
          {"created_at", base::render_iso8601(form.created_at)},
          {"updated_at", base::render_iso8601(form.updated_at)}};
}

namespace {

bool may_see(const Call& call, const Form& form) {
  return call.actor.is_agent() || (form.active && form.end_user_visible);
}

Result<Form> load(Call& call, const Definitions& definitions) {
  const auto* form = definitions.find_form(tickets::FormId(call.ids[0]));
  if (!form || !may_see(call, *form)) return base::fail_not_found();
  return *form;
}

bool passes(const Call& call, const Form& form) {
  const auto wanted = [&](std::string_view name, bool value) {
    const auto text = call.request.query_value(name);
    return (text != "true" && text != "false") || (text == "true") == value;
  };
  return may_see(call, form) && wanted("active", form.active) && wanted("end_user_visible", form.end_user_visible);
}

json::object page_of_forms(Call& call, const Page& page, const Definitions& definitions,
                           const std::function<bool(const Form&)>& chosen) {
  std::vector<const Form*> rows;
  for (const auto& form : definitions.forms)
    if (passes(call, form) && chosen(form)) rows.push_back(&form);
  if (rows.empty() && call.request.query_value("fallback_to_default") == "true")
    rows.push_back(definitions.find_form(definitions.default_form));
  return ordered_list_answer(
      call, page, "ticket_forms", rows, [](const Form* form) { return std::vector{form->position, form->id.value}; },
      [&](const Form* form) { return present_form(call, definitions, *form); });
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  return Answer{200,
                page_of_forms(call, page, *call.services.desk.definitions(call.tx), [](const Form&) { return true; })};
}

Result<Answer> show_many(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const auto ids = tickets::split_ids(call.request.query_value("ids"));
  if (ids.size() > max_show_many)
    return base::fail(ErrorKind::invalid, "TooManyValues", "Parameter ids cannot specify more than 100 values");
  return Answer{200, page_of_forms(call, page, *call.services.desk.definitions(call.tx), [&](const Form& form) {
                  return std::ranges::find(ids, form.id.value, [](UserId id) { return id.value; }) != ids.end();
                })};
}

Result<Answer> show(Call& call) {
  const auto defined = call.services.desk.definitions(call.tx);
  return Answer{200, {{"ticket_form", present_form(call, *defined, PULT_TRY(load(call, *defined)))}}};
}

// Conditions depend on the fields of the form, so they are read last; those that stay are checked against new fields.
Result<void> read_conditions(Body& in, const Definitions& definitions, Form& form) {
  const auto read = [&](const char* name, std::string& stored, tickets::Audience audience) -> Result<void> {
    json::array kept = json::parse(stored).as_array();
    const auto* given = in.array(name);
    stored = PULT_TRY(tickets::parse_conditions(definitions, form, given ? *given : kept, audience));
    return {};
  };
  PULT_TRY(read("agent_conditions", form.agent_conditions, tickets::Audience::agent));
  return read("end_user_conditions", form.end_user_conditions, tickets::Audience::end_user);
}

Result<void> read(Body& in, const Definitions& definitions, Form& form) {
  const auto flag = [&](const char* name, bool& into) {
    if (const auto v = in.boolean(name)) into = *v;
  };
  if (const auto v = in.text(in.has("name") ? "name" : "raw_name")) form.name = *v;
  if (const auto v = in.text(in.has("display_name") ? "display_name" : "raw_display_name")) form.display_name = *v;
  if (const auto v = in.id("position"); v && *v >= 0) form.position = *v;
  flag("end_user_visible", form.end_user_visible);
  flag("active", form.active);
  flag("default", form.is_default);
  flag("in_all_brands", form.in_all_brands);
  if (const auto ids = in.ids("restricted_brand_ids")) {
    form.restricted_brands.clear();
    for (const auto id : *ids) {
      if (!definitions.find_brand(tickets::BrandId(id)))
        return base::fail_field("restricted_brand_ids", "InvalidValue", "Brand: " + std::to_string(id) + " is unknown");
      form.restricted_brands.emplace_back(id);
    }
  }
  if (const auto ids = in.ids("ticket_field_ids")) {
    form.fields.clear();
    for (const auto id : *ids) {
      const auto* field = definitions.find_field(tickets::FieldId(id));
      if (!field || field->target != tickets::FieldTarget::ticket)
        return base::fail_field("ticket_field_ids", "InvalidValue",
                                "Ticket field: " + std::to_string(id) + " is unknown");
      if (std::ranges::find(form.fields, field->id) == form.fields.end()) form.fields.push_back(field->id);
    }
  }
  PULT_TRY(in.check());
  PULT_TRY(read_conditions(in, definitions, form));
  return in.check();
}

// Subject, description, status and who takes care belong to every form.
void add_system_fields(const Definitions& definitions, Form& form) {
  std::vector<tickets::FieldId> missing;
  for (const auto& field : definitions.fields)
    if (!field.removable && std::ranges::find(form.fields, field.id) == form.fields.end() &&
        field.type != tickets::FieldType::tickettype && field.type != tickets::FieldType::priority)
      missing.push_back(field.id);
  form.fields.insert(form.fields.begin(), missing.begin(), missing.end());
}

Result<Answer> made(Call& call, Form form, int status) {
  add_system_fields(*call.services.desk.definitions(call.tx), form);
  form = PULT_TRY(tickets::create_form(call.tx, std::move(form), call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  auto presented = present_form(call, *call.services.desk.definitions(call.tx), form);
  Answer answer{status, nullptr};
  if (status == 201) answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"ticket_form", std::move(presented)}};
  return answer;
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "ticket_form")));
  const auto defined = call.services.desk.definitions(call.tx);
  Form form;
  PULT_TRY(read(in, *defined, form));
  return made(call, std::move(form), 201);
}

Result<Answer> clone(Call& call) {
  Body in(call.body);
  const bool prepend = in.boolean("prepend_clone_title").value_or(false);
  PULT_TRY(in.check());
  auto form = PULT_TRY(load(call, *call.services.desk.definitions(call.tx)));
  if (prepend) form.name = "Clone of: " + form.name;
  form.is_default = false;
  form.position = 0;
  return made(call, std::move(form), 201);
}

Result<Answer> update(Call& call) {
  const auto defined = call.services.desk.definitions(call.tx);
  auto form = PULT_TRY(load(call, *defined));
  const bool was_default = form.is_default;
  Body in(*PULT_TRY(inner(call.body, "ticket_form")));
  PULT_TRY(read(in, *defined, form));
  if (was_default && !form.is_default)
    return base::fail_field("default", "InvalidValue", "Default: make another form the default instead");
  add_system_fields(*defined, form);
  PULT_TRY(tickets::save_form(call.tx, form, call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return show(call);
}

Result<Answer> remove(Call& call) {
  const auto form = PULT_TRY(load(call, *call.services.desk.definitions(call.tx)));
  if (form.is_default) return base::fail_field("base", "InvalidValue", "The default form cannot be deleted");
  PULT_TRY(tickets::delete_form(call.tx, form.id));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return Answer{204, nullptr};
}

Result<Answer> reorder(Call& call) {
  Body in(call.body);
  const auto ids = in.ids("ticket_form_ids");
  PULT_TRY(in.check());
  if (!ids) return base::fail(ErrorKind::invalid, "InvalidAttribute", "ticket_form_ids must be a list of ids");
  const auto defined = call.services.desk.definitions(call.tx);
  std::vector<tickets::FormId> order;
  for (const auto id : *ids) {
    if (!defined->find_form(tickets::FormId(id))) return base::fail_not_found();
    if (std::ranges::find(order, tickets::FormId(id)) == order.end()) order.emplace_back(id);
  }
  PULT_TRY(tickets::reorder_forms(call.tx, order, call.now()));
  PULT_TRY(call.services.desk.definitions_changed(call.tx));
  return list(call);
}

}  // namespace

std::vector<Route> ticket_form_routes() {
  return {
      {"GET", "ticket_forms", Who::user, Mode::read, list},
      {"POST", "ticket_forms", Who::admin, Mode::write, create},
      {"GET", "ticket_forms/show_many", Who::user, Mode::read, show_many},
      {"PUT", "ticket_forms/reorder", Who::admin, Mode::write, reorder},
      {"GET", "ticket_forms/{id}", Who::user, Mode::read, show},
      {"PUT", "ticket_forms/{id}", Who::admin, Mode::write, update},
      {"DELETE", "ticket_forms/{id}", Who::admin, Mode::write, remove},
      {"POST", "ticket_forms/{id}/clone", Who::admin, Mode::write, clone},
  };
}

}  // namespace pult::api
