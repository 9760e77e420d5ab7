// SPDX-License-Identifier: AGPL-3.0-or-later
// trigger_categories; their ids are text, as clients of the conventions expect.
#include <algorithm>

#include "api/routes.hpp"
#include "api/rule_json.hpp"
#include "automation/trigger_category.hpp"

namespace pult::api {
namespace {

using automation::TriggerCategory;

constexpr std::size_t most_items = 1'000;

json::object present(const TriggerCategory& category, bool with_counts) {
  json::object out{{"id", std::to_string(category.id)},
                   {"name", category.name},
                   {"position", category.position},
                   {"created_at", base::render_iso8601(category.created_at)},
                   {"updated_at", base::render_iso8601(category.updated_at)}};
  if (with_counts)
    out["rule_counts"] =
        json::object{{"active_count", category.active_triggers}, {"inactive_count", category.inactive_triggers}};
  return out;
}

Result<TriggerCategory> load(Call& call, std::int64_t id) {
  auto category = PULT_TRY(automation::find_trigger_category(call.tx, id));
  if (!category) return base::fail_not_found();
  return std::move(*category);
}

// Always in cursor form, also without page[size].
Result<Answer> list(Call& call) {
  auto all = PULT_TRY(automation::list_trigger_categories(call.tx));
  auto by = call.request.query_value("sort");
  const bool descending = by.starts_with('-');
  if (descending) by.remove_prefix(1);
  if (by == "name") std::ranges::sort(all, {}, [](const auto& one) { return std::pair(one.name, one.id); });
  if (by == "created_at" || by == "updated_at") std::ranges::sort(all, {}, &TriggerCategory::id);
  if (descending) std::ranges::reverse(all);
  const auto page = PULT_TRY(page_of(call, true));
  std::vector<std::pair<std::int64_t, TriggerCategory>> rows;
  for (auto& one : all) rows.emplace_back(std::int64_t(rows.size()) + 1, std::move(one));
  const bool counts = includes(call, "rule_counts");
  return Answer{200, whole_list_answer(
                         call, page, "trigger_categories", rows, [](const auto& row) { return row.first; },
                         [&](const auto& row) { return present(row.second, counts); })};
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"trigger_category", present(PULT_TRY(load(call, call.ids[0])), includes(call, "rule_counts"))}}};
}

Result<void> read(const json::object& from, TriggerCategory& category) {
  Body in(from);
  if (const auto v = in.text("name")) category.name = *v;
  if (const auto v = in.id("position")) category.position = *v;
  return in.check();
}

Result<Answer> create(Call& call) {
  TriggerCategory category;
  PULT_TRY(read(*PULT_TRY(inner(call.body, "trigger_category")), category));
  const auto made = PULT_TRY(automation::insert_trigger_category(call.tx, std::move(category), call.now()));
  Answer answer{201, {{"trigger_category", present(made, false)}}};
  answer.headers.emplace_back("Location", call.url("trigger_categories/" + std::to_string(made.id)));
  return answer;
}

Result<Answer> update(Call& call) {
  auto category = PULT_TRY(load(call, call.ids[0]));
  PULT_TRY(read(*PULT_TRY(inner(call.body, "trigger_category")), category));
  PULT_TRY(automation::save_trigger_category(call.tx, category, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(automation::delete_trigger_category(call.tx, PULT_TRY(load(call, call.ids[0]))));
  return Answer{204, nullptr};
}

Result<void> move_category(Call& call, const json::object& item) {
  Body in(item);
  const auto id = in.id("id").value_or(0);
  PULT_TRY(in.check());
  auto category = PULT_TRY(load(call, id));
  PULT_TRY(read(item, category));
  return automation::save_trigger_category(call.tx, category, call.now());
}

Result<void> move_trigger(Call& call, const json::object& item) {
  Body in(item);
  const auto id = in.id("id").value_or(0);
  const auto category = in.id("category_id");
  const auto position = in.id("position");
  const auto is_active = in.boolean("active");
  PULT_TRY(in.check());
  auto trigger = PULT_TRY(automation::find_rule(call.tx, automation::RuleKind::trigger, automation::RuleId(id)));
  if (!trigger) return base::fail_not_found();
  if (category) trigger->category = PULT_TRY(load(call, *category)).id;
  trigger->position = position.value_or(trigger->position);
  trigger->active = is_active.value_or(trigger->active);
  return automation::save_rule(call.tx, *trigger, call.now());
}

// {"job": {"action": "patch", "items": {"trigger_categories": [...], "triggers": [...]}}}: all of it, or nothing.
Result<Answer> job(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "job")));
  const auto action = in.text("action").value_or("");
  const auto* items = in.object("items");
  PULT_TRY(in.check());
  if (action != "patch" || !items)
    return base::fail(ErrorKind::invalid, "InvalidValue", "job must be a patch of items");
  Body lists(*items);
  const auto *categories = lists.array("trigger_categories"), *triggers = lists.array("triggers");
  PULT_TRY(lists.check());
  for (const auto* list : {categories, triggers}) {
    if (!list) continue;
    if (list->size() > most_items) return base::fail(ErrorKind::invalid, "TooManyValues", "There are too many items");
    for (const auto& item : *list) {
      if (!item.is_object()) return base::fail(ErrorKind::invalid, "InvalidAttribute", "items must be objects");
      PULT_TRY(list == categories ? move_category(call, item.get_object()) : move_trigger(call, item.get_object()));
    }
  }
  json::array shown;
  for (const auto& category : PULT_TRY(automation::list_trigger_categories(call.tx)))
    shown.push_back(present(category, false));
  return Answer{
      200,
      {{"status", "complete"}, {"results", {{"trigger_categories", std::move(shown)}}}, {"errors", json::array()}}};
}

}  // namespace

std::vector<Route> trigger_category_routes() {
  return {
      {"GET", "trigger_categories", Who::agent, Mode::read, list},
      {"POST", "trigger_categories", Who::admin, Mode::write, create},
      {"POST", "trigger_categories/jobs", Who::admin, Mode::write, job},
      {"GET", "trigger_categories/{id}", Who::agent, Mode::read, show},
      {"PATCH", "trigger_categories/{id}", Who::admin, Mode::write, update},
      {"DELETE", "trigger_categories/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
