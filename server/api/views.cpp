// SPDX-License-Identifier: AGPL-3.0-or-later
// Views as objects: made, changed, listed. What is in them: view_lists.cpp.
#include <algorithm>

#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/page.hpp"
#include "api/routes.hpp"
#include "api/rule_json.hpp"
#include "api/view_present.hpp"
#include "tickets/view_columns.hpp"

namespace pult::api {
namespace {

std::unexpected<Error> forbidden() {
  return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change this view");
}

Result<tickets::View> load(Call& call, std::int64_t id) {
  auto view = PULT_TRY(tickets::find_view(call.tx, tickets::ViewId(id)));
  if (!view || !tickets::may_use_view(call.actor, *view)) return base::fail_not_found();
  return std::move(*view);
}

Result<tickets::View> load_to_change(Call& call, std::int64_t id) {
  auto view = PULT_TRY(load(call, id));
  if (!tickets::may_change_view(call.actor, view)) return forbidden();
  return view;
}

json::object present(Call& call, const tickets::View& view) {
  return present_view(call, view, *call.services.desk.definitions(call.tx));
}

bool matches_access(const Call& call, const tickets::View& view) {
  const auto access = call.request.query_value("access");
  if (access == "personal") return bool(view.owner);
  if (access == "shared") return !view.owner;
  if (access == "account") return !view.owner && view.groups.empty();
  return true;
}

bool matches_group(const Call& call, const tickets::View& view) {
  const auto group = call.request.query_value("group_id");
  return group.empty() ||
         std::ranges::any_of(view.groups, [&](GroupId id) { return std::to_string(id.value) == group; });
}

bool matches_active(const Call& call, const tickets::View& view) {
  const auto active = call.request.query_value("active");
  return active.empty() || (active == "true") == view.active;
}

// Everything that may be listed is read: a person uses tens of views, at most a few hundred.
Result<std::vector<tickets::View>> usable(Call& call) {
  auto views = PULT_TRY(tickets::list_views(call.tx, call.actor.id()));
  std::erase_if(views, [&](const tickets::View& view) {
    return !tickets::may_use_view(call.actor, view) || !matches_access(call, view) || !matches_group(call, view) ||
           !matches_active(call, view);
  });
  auto by = call.request.query_value("sort_by");
  auto descending = call.request.query_value("sort_order") == "desc";
  if (by.empty()) {
    by = call.request.query_value("sort");
    descending = by.starts_with('-');
    if (descending) by.remove_prefix(1);
  }
  if (by == "alphabetical" || by == "title")
    std::ranges::sort(views, {}, [](const tickets::View& view) { return std::pair(view.title, view.id); });
  if (by == "created_at")
    std::ranges::sort(views, {}, [](const tickets::View& view) { return std::pair(view.created_at, view.id); });
  if (by == "updated_at")
    std::ranges::sort(views, {}, [](const tickets::View& view) { return std::pair(view.updated_at, view.id); });
  if (by == "id") std::ranges::sort(views, {}, &tickets::View::id);
  if (descending) std::ranges::reverse(views);
  return views;
}

// Pages of a list in memory: cursors carry the place in it.
Result<Answer> answer_list(Call& call, std::vector<tickets::View> views) {
  const auto page = PULT_TRY(page_of(call));
  std::vector<std::pair<std::int64_t, tickets::View>> rows;
  for (auto& view : views) rows.emplace_back(std::int64_t(rows.size()) + 1, std::move(view));
  return Answer{200, whole_list_answer(
                         call, page, "views", rows, [](const auto& row) { return row.first; },
                         [&](const auto& row) { return present(call, row.second); })};
}

Result<Answer> list(Call& call) { return answer_list(call, PULT_TRY(usable(call))); }

Result<Answer> active(Call& call) {
  auto views = PULT_TRY(usable(call));
  std::erase_if(views, [](const tickets::View& view) { return !view.active; });
  return answer_list(call, std::move(views));
}

Result<Answer> search(Call& call) {
  const auto wanted = people::name_key(call.request.query_value("query"));
  if (wanted.empty()) return base::fail(ErrorKind::invalid, "InvalidValue", "query is needed");
  auto views = PULT_TRY(usable(call));
  std::erase_if(
      views, [&](const tickets::View& view) { return people::name_key(view.title).find(wanted) == std::string::npos; });
  return answer_list(call, std::move(views));
}

Result<Answer> show_many(Call& call) {
  const auto ids = PULT_TRY(parse_ids(call));
  auto views = PULT_TRY(usable(call));
  std::erase_if(views, [&](const tickets::View& view) { return std::ranges::find(ids, view.id.value) == ids.end(); });
  return answer_list(call, std::move(views));
}

Result<Answer> count(Call& call) {
  const auto views = PULT_TRY(usable(call));
  return Answer{200, {{"count", {{"value", views.size()}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

Result<Answer> show(Call& call) { return Answer{200, {{"view", present(call, PULT_TRY(load(call, call.ids[0])))}}}; }

// Counters of a view that changed are begun anew, in the background.
Result<void> count_again(Call& call, tickets::View& view, const rules::CustomFields& fields) {
  if (!view.active || tickets::compile_view(view, fields).counting != rules::Counting::tracked) return {};
  PULT_TRY(tickets::start_counting(call.tx, view));
  const json::array items{json::object{{"view_id", view.id.value}, {"counting", view.counting}}};
  PULT_TRY(jobs::enqueue(call.tx, people::system_actor(), tickets::count_job, items, call.now()));
  return {};
}

Result<Answer> create(Call& call) {
  const auto* from = PULT_TRY(inner(call.body, "view"));
  tickets::View view;
  view.columns = tickets::default_columns();
  PULT_TRY(read_view(call, *from, view));
  if (!tickets::may_change_view(call.actor, view)) return forbidden();
  const tickets::FieldWords fields(call.services.desk.definitions(call.tx));
  PULT_TRY(tickets::compile_conditions(view.conditions, fields));
  auto made = PULT_TRY(tickets::insert_view(call.tx, std::move(view), call.now()));
  PULT_TRY(count_again(call, made, fields));
  return answer_made("view", present(call, made));
}

Result<void> save(Call& call, const tickets::View& before, tickets::View view) {
  if (!tickets::may_change_view(call.actor, view)) return forbidden();
  const tickets::FieldWords fields(call.services.desk.definitions(call.tx));
  if (view.conditions != before.conditions) PULT_TRY(tickets::compile_conditions(view.conditions, fields));
  PULT_TRY(tickets::save_view(call.tx, view, call.now()));
  const bool same = view.conditions == before.conditions && view.active == before.active && view.owner == before.owner;
  return same ? Result<void>() : count_again(call, view, fields);
}

Result<Answer> update(Call& call) {
  const auto before = PULT_TRY(load_to_change(call, call.ids[0]));
  auto view = before;
  PULT_TRY(read_view(call, *PULT_TRY(inner(call.body, "view")), view));
  PULT_TRY(save(call, before, std::move(view)));
  return show(call);
}

Result<Answer> remove(Call& call) {
  const auto view = PULT_TRY(load_to_change(call, call.ids[0]));
  PULT_TRY(tickets::delete_view(call.tx, view.id));
  return Answer{204, nullptr};
}

Result<Answer> destroy_many(Call& call) {
  for (const auto id : PULT_TRY(parse_ids(call)))
    PULT_TRY(tickets::delete_view(call.tx, PULT_TRY(load_to_change(call, id)).id));
  return Answer{204, nullptr};
}

// {"views": [{"id", "position", "active"}]}
Result<Answer> update_many(Call& call) {
  std::vector<tickets::View> changed;
  for (const auto& item : *PULT_TRY(parse_objects(call, "views"))) {
    Body in(item.get_object());
    const auto id = in.id("id").value_or(0);
    const auto position = in.id("position");
    const auto is_active = in.boolean("active");
    PULT_TRY(in.check());
    const auto before = PULT_TRY(load_to_change(call, id));
    auto view = before;
    view.position = position.value_or(view.position);
    view.active = is_active.value_or(view.active);
    PULT_TRY(save(call, before, view));
    changed.push_back(PULT_TRY(load(call, id)));
  }
  return answer_list(call, std::move(changed));
}

Result<Answer> definitions(Call& call) {
  const auto words = PULT_TRY(load_rule_words(call));
  const rules::Choices choices = [&](std::string_view field, rules::Shape shape) {
    return words.choices(field, shape);
  };
  auto out = rules::condition_definitions(rules::Place::view, choices, words.custom_subjects("custom_fields_"));
  return Answer{200, {{"definitions", std::move(out)}}};
}

}  // namespace

void add_view_jobs(jobs::Runner& runner, Services& services) {
  // Piece after piece: each stands on the one before it.
  runner.handle(
      std::string(tickets::count_job),
      {[&services](sql::Transaction& tx, const people::Actor&, const json::value& item, int) -> Result<json::object> {
         const tickets::ViewId id(item.at("view_id").as_int64());
         const auto& counting = item.at("counting").as_string();
         json::object result{{"id", id.value}, {"success", true}};
         if (PULT_TRY(tickets::count_piece(tx, id, counting, services.desk.definitions(tx))))
           jobs::continue_with(result, item);
         return result;
       },
       1});
}

std::vector<Route> view_routes() {
  return {
      {"GET", "views", Who::agent, Mode::read, list},
      {"POST", "views", Who::agent, Mode::write, create},
      {"GET", "views/active", Who::agent, Mode::read, active},
      {"GET", "views/compact", Who::agent, Mode::read, active},
      {"GET", "views/search", Who::agent, Mode::read, search},
      {"GET", "views/show_many", Who::agent, Mode::read, show_many},
      {"GET", "views/count", Who::agent, Mode::read, count},
      {"GET", "views/definitions", Who::agent, Mode::read, definitions},
      {"DELETE", "views/destroy_many", Who::agent, Mode::write, destroy_many},
      {"PUT", "views/update_many", Who::agent, Mode::write, update_many},
      {"GET", "views/{id}", Who::agent, Mode::read, show},
      {"PUT", "views/{id}", Who::agent, Mode::write, update},
      {"DELETE", "views/{id}", Who::agent, Mode::write, remove},
  };
}

}  // namespace pult::api
