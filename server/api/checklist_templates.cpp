// SPDX-License-Identifier: AGPL-3.0-or-later
// checklist_templates: steps that admins prepare for work that comes again. Our own.
#include "tickets/checklist_template.hpp"

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using tickets::ChecklistTemplate;
using tickets::ChecklistTemplateId;

json::object present(const Call& call, const ChecklistTemplate& one) {
  json::array items;
  for (const auto& item : one.items)
    items.push_back(json::object{{"text", item.text}, {"help_html", text_or_null(item.help_html)}});
  return {{"url", call.url("checklist_templates/" + std::to_string(one.id.value))},
          {"id", one.id.value},
          {"name", one.name},
          {"description", one.description},
          {"active", one.active},
          {"must_complete", one.must_complete},
          {"position", one.position},
          {"items", std::move(items)},
          {"created_at", base::render_iso8601(one.created_at)},
          {"updated_at", base::render_iso8601(one.updated_at)}};
}

Result<ChecklistTemplate> load(Call& call) {
  auto found = PULT_TRY(tickets::find_checklist_template(call.tx, ChecklistTemplateId(call.ids[0])));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

Result<std::vector<tickets::TemplateItem>> read_items(const json::array& list) {
  std::vector<tickets::TemplateItem> out;
  for (const auto& one : list) {
    if (const auto* text = one.if_string()) {
      out.push_back({std::string(*text), {}});
      continue;
    }
    if (!one.is_object())
      return base::fail(ErrorKind::invalid, "InvalidAttribute", "items must be a list of texts or objects");
    Body in(one.get_object());
    tickets::TemplateItem item{in.text("text").value_or(""), in.text("help_html").value_or("")};
    PULT_TRY(in.check());
    out.push_back(std::move(item));
  }
  return out;
}

Result<void> apply_input(Call& call, ChecklistTemplate& into) {
  Body in(*PULT_TRY(inner(call.body, "checklist_template")));
  if (const auto v = in.text("name")) into.name = *v;
  if (const auto v = in.text("description")) into.description = *v;
  if (const auto v = in.boolean("active")) into.active = *v;
  if (const auto v = in.boolean("must_complete")) into.must_complete = *v;
  if (const auto v = in.id("position")) into.position = *v;
  const auto* items = in.array("items");
  PULT_TRY(in.check());
  if (items) into.items = PULT_TRY(read_items(*items));
  return {};
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(tickets::list_checklist_templates(call.tx));
  if (call.request.query_value("active") == "true")
    std::erase_if(rows, [](const ChecklistTemplate& one) { return !one.active; });
  // Shown in their order; a cursor goes by the place in it.
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].position = std::int64_t(i) + 1;
  return Answer{200,
                whole_list_answer(
                    call, page, "checklist_templates", rows, [](const ChecklistTemplate& one) { return one.position; },
                    [&](const ChecklistTemplate& one) { return present(call, one); })};
}

Result<Answer> show(Call& call) { return Answer{200, {{"checklist_template", present(call, PULT_TRY(load(call)))}}}; }

Result<Answer> create(Call& call) {
  ChecklistTemplate wanted;
  PULT_TRY(apply_input(call, wanted));
  return answer_made(
      "checklist_template",
      present(call, PULT_TRY(tickets::create_checklist_template(call.tx, std::move(wanted), call.now()))));
}

Result<Answer> update(Call& call) {
  auto wanted = PULT_TRY(load(call));
  PULT_TRY(apply_input(call, wanted));
  const auto saved = PULT_TRY(tickets::save_checklist_template(call.tx, std::move(wanted), call.now()));
  return Answer{200, {{"checklist_template", present(call, saved)}}};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(tickets::delete_checklist_template(call.tx, ChecklistTemplateId(call.ids[0])));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> checklist_template_routes() {
  return {
      {"GET", "checklist_templates", Who::agent, Mode::read, list},
      {"POST", "checklist_templates", Who::admin, Mode::write, create},
      {"GET", "checklist_templates/{id}", Who::agent, Mode::read, show},
      {"PUT", "checklist_templates/{id}", Who::admin, Mode::write, update},
      {"DELETE", "checklist_templates/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
