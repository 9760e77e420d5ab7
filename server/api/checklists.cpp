// SPDX-License-Identifier: AGPL-3.0-or-later
// tickets/{id}/checklists: steps to be ticked off at a ticket. Our own.
#include "tickets/checklist.hpp"

#include <algorithm>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using tickets::Checklist;
using tickets::ChecklistId;
using tickets::ChecklistItem;
using tickets::ChecklistItemId;

json::object present_item(const ChecklistItem& item) {
  return {{"id", item.id.value},
          {"checklist_id", item.checklist.value},
          {"position", item.position},
          {"text", item.text},
          {"help_html", text_or_null(item.help_html)},
          {"done", item.done_at.has_value()},
          {"done_at", time_or_null(item.done_at)},
          {"done_by_id", id_or_null(item.done_by)},
          {"assignee_id", id_or_null(item.assignee)},
          {"due_at", time_or_null(item.due_at)},
          {"created_at", base::render_iso8601(item.created_at)},
          {"updated_at", base::render_iso8601(item.updated_at)}};
}

json::object present_list(const Call& call, const Checklist& list) {
  json::array items;
  for (const auto& item : list.items) items.push_back(present_item(item));
  return {{"url",
           call.url("tickets/" + std::to_string(list.ticket.value) + "/checklists/" + std::to_string(list.id.value))},
          {"id", list.id.value},
          {"ticket_id", list.ticket.value},
          {"template_id", id_or_null(list.made_from)},
          {"name", list.name},
          {"must_complete", list.must_complete},
          {"position", list.position},
          {"item_count", list.items.size()},
          {"done_count", list.done_count()},
          {"items", std::move(items)},
          {"created_by_id", list.created_by.value},
          {"created_at", base::render_iso8601(list.created_at)},
          {"updated_at", base::render_iso8601(list.updated_at)}};
}

tickets::ChecklistWork work_of(Call& call) { return {call.tx, call.services.desk, call.actor, TicketId(call.ids[0])}; }

Result<std::vector<Checklist>> access_lists(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  return tickets::list_checklists(call.tx, ticket.id);
}

Result<Checklist> access_list(Call& call, ChecklistId id) {
  auto lists = PULT_TRY(access_lists(call));
  const auto found = std::ranges::find(lists, id, &Checklist::id);
  if (found == lists.end()) return base::fail_not_found();
  return std::move(*found);
}

Result<ChecklistItem> access_item(Call& call, ChecklistItemId id) {
  auto list = PULT_TRY(access_list(call, ChecklistId(call.ids[1])));
  const auto found = std::ranges::find(list.items, id, &ChecklistItem::id);
  if (found == list.items.end()) return base::fail_not_found();
  return std::move(*found);
}

Result<void> apply_item_input(const json::object& object, ChecklistItem& into) {
  Body in(object);
  if (const auto v = in.text("text")) into.text = *v;
  if (const auto v = in.boolean("done")) into.done_at = *v ? std::optional<Micros>(0) : std::nullopt;
  if (const auto v = in.id("assignee_id")) into.assignee = UserId(*v);
  if (const auto v = in.id("position")) into.position = *v;
  if (const auto v = in.text("due_at")) {
    into.due_at = v->empty() ? std::nullopt : base::parse_iso8601(*v);
    if (!v->empty() && !into.due_at) in.fail("due_at", "an ISO 8601 time");
  }
  return in.check();
}

Result<Checklist> read_new(const json::object& object) {
  Body in(object);
  Checklist wanted;
  wanted.made_from = tickets::ChecklistTemplateId(in.id("template_id").value_or(0));
  wanted.name = in.text("name").value_or("");
  wanted.must_complete = in.boolean("must_complete").value_or(false);
  const auto* items = in.array("items");
  PULT_TRY(in.check());
  if (!items) return wanted;
  for (const auto& one : *items) {
    ChecklistItem item;
    if (const auto* text = one.if_string())
      item.text = *text;
    else if (one.is_object())
      PULT_TRY(apply_item_input(one.get_object(), item));
    else
      return base::fail(ErrorKind::invalid, "InvalidAttribute", "items must be a list of texts or objects");
    wanted.items.push_back(std::move(item));
  }
  return wanted;
}

Result<Answer> answer_list(Call& call, int status, ChecklistId id) {
  auto presented = present_list(call, PULT_TRY(access_list(call, id)));
  Answer answer{status, nullptr};
  if (status == 201) answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"checklist", std::move(presented)}};
  return answer;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(access_lists(call));
  // Shown in their order; a cursor goes by the place in it.
  return Answer{200, whole_list_answer(
                         call, page, "checklists", rows, [](const Checklist& one) { return one.position; },
                         [&](const Checklist& one) { return present_list(call, one); })};
}

Result<Answer> show(Call& call) { return answer_list(call, 200, ChecklistId(call.ids[1])); }

Result<Answer> create(Call& call) {
  auto wanted = PULT_TRY(read_new(*PULT_TRY(inner(call.body, "checklist"))));
  return answer_list(call, 201, PULT_TRY(tickets::add_checklist(work_of(call), std::move(wanted))));
}

Result<Answer> update(Call& call) {
  auto wanted = PULT_TRY(access_list(call, ChecklistId(call.ids[1])));
  Body in(*PULT_TRY(inner(call.body, "checklist")));
  if (const auto v = in.text("name")) wanted.name = *v;
  if (const auto v = in.boolean("must_complete")) wanted.must_complete = *v;
  if (const auto v = in.id("position")) wanted.position = *v;
  PULT_TRY(in.check());
  PULT_TRY(tickets::save_checklist(work_of(call), wanted));
  return answer_list(call, 200, wanted.id);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(tickets::delete_checklist(work_of(call), ChecklistId(call.ids[1])));
  return Answer{204, nullptr};
}

Result<Answer> add_item(Call& call) {
  ChecklistItem wanted;
  wanted.checklist = ChecklistId(call.ids[1]);
  PULT_TRY(apply_item_input(*PULT_TRY(inner(call.body, "item")), wanted));
  wanted.done_at.reset();
  const auto id = PULT_TRY(tickets::add_checklist_item(work_of(call), std::move(wanted)));
  return Answer{201, {{"item", present_item(PULT_TRY(access_item(call, id)))}}};
}

Result<Answer> update_item(Call& call) {
  auto wanted = PULT_TRY(access_item(call, ChecklistItemId(call.ids[2])));
  PULT_TRY(apply_item_input(*PULT_TRY(inner(call.body, "item")), wanted));
  const auto id = wanted.id;
  PULT_TRY(tickets::save_checklist_item(work_of(call), std::move(wanted)));
  return Answer{200, {{"item", present_item(PULT_TRY(access_item(call, id)))}}};
}

Result<Answer> remove_item(Call& call) {
  PULT_TRY(tickets::delete_checklist_item(work_of(call), ChecklistId(call.ids[1]), ChecklistItemId(call.ids[2])));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> checklist_routes() {
  return {
      {"GET", "tickets/{id}/checklists", Who::agent, Mode::read, list},
      {"POST", "tickets/{id}/checklists", Who::agent, Mode::write, create},
      {"GET", "tickets/{id}/checklists/{id}", Who::agent, Mode::read, show},
      {"PUT", "tickets/{id}/checklists/{id}", Who::agent, Mode::write, update},
      {"DELETE", "tickets/{id}/checklists/{id}", Who::agent, Mode::write, remove},
      {"POST", "tickets/{id}/checklists/{id}/items", Who::agent, Mode::write, add_item},
      {"PUT", "tickets/{id}/checklists/{id}/items/{id}", Who::agent, Mode::write, update_item},
      {"DELETE", "tickets/{id}/checklists/{id}/items/{id}", Who::agent, Mode::write, remove_item},
  };
}

}  // namespace pult::api
