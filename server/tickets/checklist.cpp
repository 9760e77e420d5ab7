// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/checklist.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "sql/insert_id.hpp"
#include "tickets/work.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::size_t max_checklists = 20;

Checklist map_list(const sql::Row& row) {
  Checklist list;
  list.id = row.id<ChecklistId>(0);
  list.ticket = row.id<TicketId>(1);
  list.made_from = row.id<ChecklistTemplateId>(2);
  list.name = row.string(3);
  list.must_complete = row.boolean(4);
  list.position = row.int64(5);
  list.created_by = row.id<UserId>(6);
  list.created_at = row.int64(7);
  list.updated_at = row.int64(8);
  return list;
}

ChecklistItem map_item(const sql::Row& row) {
  ChecklistItem item;
  item.id = row.id<ChecklistItemId>(0);
  item.checklist = row.id<ChecklistId>(1);
  item.ticket = row.id<TicketId>(2);
  item.position = row.int64(3);
  item.text = row.string(4);
  item.help_html = row.string(5);
  item.done_at = row.optional_int64(6);
  item.done_by = row.id<UserId>(7);
  item.assignee = row.id<UserId>(8);
  item.due_at = row.optional_int64(9);
  item.created_at = row.int64(10);
  item.updated_at = row.int64(11);
  return item;
}

json::object facts_of(const Checklist& list) {
  json::array items;
  for (const auto& item : list.items) items.emplace_back(item.text);
  return {{"id", list.id.value}, {"name", list.name}, {"items", std::move(items)}};
}

json::object facts_of(const Checklist& list, const ChecklistItem& item) {
  return {{"id", item.id.value},
          {"checklist", list.name},
          {"text", item.text},
          {"done", item.done_at.has_value()},
          {"assignee_id", item.assignee ? json::value(item.assignee.value) : json::value(nullptr)},
          {"due_at", item.due_at ? json::value(base::render_iso8601(*item.due_at)) : json::value(nullptr)}};
}

// A change under way: the lists as they are and as they shall be.
struct Work {
  Ticket ticket;
  std::vector<Checklist> lists;
  Planned planned;
};

Result<Work> begin(const ChecklistWork& work) {
  auto ticket = PULT_TRY(lock_for_work(work.tx, work.actor, work.ticket));
  auto lists = PULT_TRY(list_checklists(work.tx, ticket.id));
  return Work{std::move(ticket), std::move(lists), {}};
}

// `lists` as they are now: one audit with what `planned` says, and the progress that follows.
Result<void> finish(const ChecklistWork& work, Work& change) {
  set_on_row(change.planned.events, "checklist_progress", change.ticket.checklist_progress,
             progress_of(PULT_TRY(list_checklists(work.tx, change.ticket.id))));
  PULT_TRY(work.desk.record(work.tx, work.actor, change.ticket, std::move(change.planned)));
  return {};
}

Result<Checklist*> find_list(Work& change, ChecklistId id) {
  const auto found = std::ranges::find(change.lists, id, &Checklist::id);
  if (found == change.lists.end()) return base::fail_not_found();
  return &*found;
}

Result<ChecklistItem*> find_item(Checklist& list, ChecklistItemId id) {
  const auto found = std::ranges::find(list.items, id, &ChecklistItem::id);
  if (found == list.items.end()) return base::fail_not_found();
  return &*found;
}

// Moves one to `place` (1, 2, 3) and tells which rows have another position now.
template <class Row, class Id, class Save>
Result<void> reorder(std::vector<Row>& rows, Id id, std::int64_t place, Save save) {
  const auto from = std::ranges::find(rows, id, &Row::id);
  const auto last = std::int64_t(rows.size());
  const auto to = place < 1 || place > last ? last : place;
  Row moved = std::move(*from);
  rows.erase(from);
  rows.insert(rows.begin() + (to - 1), std::move(moved));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].position == std::int64_t(i) + 1) continue;
    rows[i].position = std::int64_t(i) + 1;
    PULT_TRY(save(rows[i]));
  }
  return {};
}

Result<void> reorder_lists(sql::Transaction& tx, std::vector<Checklist>& lists, ChecklistId id, std::int64_t place) {
  return reorder(lists, id, place, [&](const Checklist& list) -> Result<void> {
    PULT_TRY(tx.run("UPDATE checklists SET position = ?2 WHERE id = ?1", {list.id.value, list.position}));
    return {};
  });
}

Result<void> reorder_items(sql::Transaction& tx, Checklist& list, ChecklistItemId id, std::int64_t place) {
  return reorder(list.items, id, place, [&](const ChecklistItem& item) -> Result<void> {
    PULT_TRY(tx.run("UPDATE checklist_items SET position = ?2 WHERE id = ?1", {item.id.value, item.position}));
    return {};
  });
}

Result<void> check_item(sql::Transaction& tx, const ChecklistItem& item) {
  PULT_TRY(check_text("text", item.text, max_item_characters));
  return check_agent(tx, "assignee_id", item.assignee);
}

Result<void> insert_item(sql::Transaction& tx, ChecklistItem& item) {
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO checklist_items (checklist_id, ticket_id, position, text, help_html, assignee_id, due_at, "
      "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
      {item.checklist.value, item.ticket, item.position, item.text, item.help_html, item.assignee, item.due_at,
       item.created_at}));
  item.id = ChecklistItemId(id.value_or(0));
  return {};
}

Result<void> take_template(sql::Transaction& tx, Checklist& wanted) {
  const auto found = PULT_TRY(find_checklist_template(tx, wanted.made_from));
  if (!found || !found->active)
    return base::fail_field("template_id", "InvalidValue", "Template: does not exist or is not active");
  if (wanted.name.empty()) wanted.name = found->name;
  wanted.must_complete = found->must_complete;
  wanted.items.clear();
  for (const auto& item : found->items) {
    ChecklistItem copy;
    copy.text = item.text;
    copy.help_html = item.help_html;
    wanted.items.push_back(std::move(copy));
  }
  return {};
}

}  // namespace

std::int64_t Checklist::done_count() const {
  return std::ranges::count_if(items, [](const ChecklistItem& item) { return item.done_at.has_value(); });
}

std::string progress_of(const std::vector<Checklist>& lists) {
  std::int64_t done = 0, all = 0;
  for (const auto& list : lists) {
    done += list.done_count();
    all += std::int64_t(list.items.size());
  }
  return all ? std::to_string(done) + "/" + std::to_string(all) : std::string();
}

Result<std::vector<Checklist>> list_checklists(sql::Transaction& tx, TicketId ticket) {
  auto lists = PULT_TRY(
      tx.all("SELECT id, ticket_id, template_id, name, must_complete, position, created_by, created_at, updated_at "
             "FROM checklists WHERE ticket_id = ?1 ORDER BY position, id",
             {ticket}, map_list));
  if (lists.empty()) return lists;
  auto items = PULT_TRY(
      tx.all("SELECT id, checklist_id, ticket_id, position, text, help_html, done_at, done_by, assignee_id, due_at, "
             "created_at, updated_at FROM checklist_items WHERE ticket_id = ?1 ORDER BY checklist_id, position, id",
             {ticket}, map_item));
  for (auto& item : items)
    if (const auto list = std::ranges::find(lists, item.checklist, &Checklist::id); list != lists.end())
      list->items.push_back(std::move(item));
  return lists;
}

Result<ChecklistId> add_checklist(const ChecklistWork& work, Checklist wanted) {
  auto change = PULT_TRY(begin(work));
  if (wanted.made_from) PULT_TRY(take_template(work.tx, wanted));
  PULT_TRY(check_text("name", wanted.name, max_checklist_name_characters));
  if (wanted.items.size() > max_checklist_items)
    return base::fail_field("items", "TooManyValues", "Items: there may be 100 at most");
  if (change.lists.size() >= max_checklists)
    return base::fail_field("base", "TooManyValues", "Checklists: there may be 20 at a ticket");
  for (const auto& item : wanted.items) PULT_TRY(check_item(work.tx, item));
  const auto now = work.desk.now();
  const auto id = PULT_TRY(sql::insert_id(
      work.tx,
      "INSERT INTO checklists (ticket_id, template_id, name, must_complete, position, created_by, created_at, "
      "updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
      {change.ticket.id, wanted.made_from, wanted.name, wanted.must_complete, std::int64_t(change.lists.size()) + 1,
       work.actor.id(), now}));
  wanted.id = ChecklistId(id.value_or(0));
  for (auto& item : wanted.items) {
    item.checklist = wanted.id;
    item.ticket = change.ticket.id;
    item.position = &item - wanted.items.data() + 1;
    item.created_at = now;
    PULT_TRY(insert_item(work.tx, item));
  }
  change.planned.events.push_back(work_event("checklist", facts_of(wanted), std::nullopt));
  PULT_TRY(finish(work, change));
  return wanted.id;
}

Result<void> save_checklist(const ChecklistWork& work, const Checklist& wanted) {
  auto change = PULT_TRY(begin(work));
  auto* list = PULT_TRY(find_list(change, wanted.id));
  PULT_TRY(check_text("name", wanted.name, max_checklist_name_characters));
  const auto before = *list;
  list->name = wanted.name;
  list->must_complete = wanted.must_complete;
  PULT_TRY(work.tx.run("UPDATE checklists SET name = ?2, must_complete = ?3, updated_at = ?4 WHERE id = ?1",
                       {wanted.id.value, wanted.name, wanted.must_complete, work.desk.now()}));
  change.planned.events.push_back(work_event("checklist", facts_of(*list), facts_of(before)));
  if (wanted.position != before.position) PULT_TRY(reorder_lists(work.tx, change.lists, wanted.id, wanted.position));
  return finish(work, change);
}

Result<void> delete_checklist(const ChecklistWork& work, ChecklistId id) {
  auto change = PULT_TRY(begin(work));
  const auto gone = *PULT_TRY(find_list(change, id));
  PULT_TRY(work.tx.run("DELETE FROM checklist_items WHERE checklist_id = ?1", {id.value}));
  PULT_TRY(work.tx.run("DELETE FROM checklists WHERE id = ?1", {id.value}));
  change.planned.events.push_back(work_event("checklist", std::nullopt, facts_of(gone)));
  return finish(work, change);
}

Result<ChecklistItemId> add_checklist_item(const ChecklistWork& work, ChecklistItem wanted) {
  auto change = PULT_TRY(begin(work));
  auto* list = PULT_TRY(find_list(change, wanted.checklist));
  PULT_TRY(check_item(work.tx, wanted));
  if (list->items.size() >= max_checklist_items)
    return base::fail_field("base", "TooManyValues", "Items: there may be 100 at most");
  const auto place = wanted.position;
  wanted.ticket = change.ticket.id;
  wanted.position = std::int64_t(list->items.size()) + 1;
  wanted.created_at = work.desk.now();
  PULT_TRY(insert_item(work.tx, wanted));
  list->items.push_back(wanted);
  if (place) PULT_TRY(reorder_items(work.tx, *list, wanted.id, place));
  change.planned.events.push_back(work_event("checklist_item", facts_of(*list, wanted), std::nullopt));
  PULT_TRY(finish(work, change));
  return wanted.id;
}

Result<void> save_checklist_item(const ChecklistWork& work, ChecklistItem wanted) {
  auto change = PULT_TRY(begin(work));
  auto* list = PULT_TRY(find_list(change, wanted.checklist));
  const auto before = *PULT_TRY(find_item(*list, wanted.id));
  PULT_TRY(check_text("text", wanted.text, max_item_characters));
  if (wanted.assignee != before.assignee) PULT_TRY(check_agent(work.tx, "assignee_id", wanted.assignee));
  const auto now = work.desk.now();
  const bool stays = before.done_at.has_value() == wanted.done_at.has_value();
  wanted.done_by = stays ? before.done_by : wanted.done_at ? work.actor.id() : UserId();
  wanted.done_at = stays ? before.done_at : wanted.done_at ? std::optional(now) : std::nullopt;
  PULT_TRY(
      work.tx.run("UPDATE checklist_items SET text = ?2, done_at = ?3, done_by = ?4, assignee_id = ?5, due_at = ?6, "
                  "updated_at = ?7 WHERE id = ?1",
                  {wanted.id.value, wanted.text, wanted.done_at, wanted.done_by, wanted.assignee, wanted.due_at, now}));
  auto facts = facts_of(*list, wanted);
  auto former = facts_of(*list, before);
  if (wanted.position != before.position)
    PULT_TRY(reorder_items(work.tx, *list, wanted.id, wanted.position));
  else if (facts == former)
    return {};
  change.planned.events.push_back(work_event("checklist_item", std::move(facts), std::move(former)));
  return finish(work, change);
}

Result<void> delete_checklist_item(const ChecklistWork& work, ChecklistId list_id, ChecklistItemId id) {
  auto change = PULT_TRY(begin(work));
  auto* list = PULT_TRY(find_list(change, list_id));
  const auto gone = *PULT_TRY(find_item(*list, id));
  PULT_TRY(reorder_items(work.tx, *list, id, 0));
  PULT_TRY(work.tx.run("DELETE FROM checklist_items WHERE id = ?1", {id.value}));
  change.planned.events.push_back(work_event("checklist_item", std::nullopt, facts_of(*list, gone)));
  return finish(work, change);
}

Result<void> check_checklists(sql::Transaction& tx, const Ticket& before, const std::vector<events::Event>& planned) {
  const bool solves = std::ranges::any_of(
      planned, [](const events::Event& event) { return event.field == "status" && event.value == "solved"; });
  if (!solves || before.checklist_progress.empty()) return {};
  for (const auto& list : PULT_TRY(list_checklists(tx, before.id))) {
    const auto open = std::int64_t(list.items.size()) - list.done_count();
    if (!list.must_complete || open == 0) continue;
    std::string names;
    for (const auto& item : list.items)
      if (!item.done_at) names.append(names.empty() ? "" : ", ").append(item.text);
    return base::fail_field(
        "checklists", "ChecklistIncomplete",
        "Checklist " + list.name + ": must be complete before the ticket is solved, open: " + names);
  }
  return {};
}

}  // namespace pult::tickets
