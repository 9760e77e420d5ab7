// SPDX-License-Identifier: AGPL-3.0-or-later
// Triggers as objects. They are kept and checked; nothing runs them yet.
#include <algorithm>
#include <charconv>

#include "api/job_status.hpp"
#include "api/routes.hpp"
#include "api/rule_json.hpp"
#include "automation/rule_checks.hpp"
#include "automation/trigger_category.hpp"

namespace pult::api {
namespace {

using automation::Rule;
using automation::RuleKind;

Result<Rule> load(Call& call, std::int64_t id) { return load_rule(call, RuleKind::trigger, id); }

Result<std::vector<Rule>> wanted(Call& call, bool by_words = false) {
  auto list = PULT_TRY(automation::list_rules(call.tx, RuleKind::trigger));
  const auto category = call.request.query_value("category_id");
  std::erase_if(list, [&](const Rule& rule) { return !category.empty() && std::to_string(rule.category) != category; });
  filter_rules(call, list, by_words);
  sort_rules(call, list);
  return list;
}

Result<Answer> answer_list(Call& call, std::vector<Rule> list) {
  return answer_in_order(call, "triggers", std::move(list),
                         [&](const Rule& rule) { return present_trigger(call, rule); });
}

Result<Answer> list(Call& call) { return answer_list(call, PULT_TRY(wanted(call))); }
Result<Answer> search(Call& call) { return answer_list(call, PULT_TRY(wanted(call, true))); }
Result<Answer> active(Call& call) {
  auto triggers = PULT_TRY(wanted(call));
  std::erase_if(triggers, [](const Rule& rule) { return !rule.active; });
  return answer_list(call, std::move(triggers));
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"trigger", present_trigger(call, PULT_TRY(load(call, call.ids[0])))}}};
}

// Triggers lie in a category; without a name of one, in the first.
Result<void> read_category(Call& call, const json::object& from, Rule& rule) {
  Body in(from);
  const auto id = in.id("category_id");
  PULT_TRY(in.check());
  if (id && *id) {
    if (!PULT_TRY(automation::find_trigger_category(call.tx, *id)))
      return base::fail_field("category_id", "InvalidValue", "Category: does not exist");
    rule.category = *id;
  }
  if (rule.category) return {};
  const auto all = PULT_TRY(automation::list_trigger_categories(call.tx));
  if (!all.empty()) rule.category = all.front().id;
  return {};
}

Result<void> read(Call& call, const json::object& from, Rule& rule) {
  PULT_TRY(read_rule(from, rules::Place::trigger, rules::Actor::trigger, rule));
  PULT_TRY(read_category(call, from, rule));
  return automation::check_trigger(rule);
}

Result<Answer> create(Call& call) {
  Rule trigger;
  trigger.kind = RuleKind::trigger;
  PULT_TRY(read(call, *PULT_TRY(inner(call.body, "trigger")), trigger));
  const auto made = PULT_TRY(automation::insert_rule(call.tx, std::move(trigger), call.now()));
  PULT_TRY(automation::keep_revision(call.tx, made, call.actor.id(), call.now()));
  return answer_made("trigger", present_trigger(call, made));
}

Result<void> save(Call& call, const Rule& trigger) {
  PULT_TRY(automation::save_rule(call.tx, trigger, call.now()));
  return automation::keep_revision(call.tx, trigger, call.actor.id(), call.now());
}

Result<Answer> update(Call& call) {
  auto trigger = PULT_TRY(load(call, call.ids[0]));
  PULT_TRY(read(call, *PULT_TRY(inner(call.body, "trigger")), trigger));
  PULT_TRY(save(call, trigger));
  return show(call);
}

Result<Answer> remove(Call& call) { return remove_rules(call, RuleKind::trigger, {call.ids[0]}); }
Result<Answer> destroy_many(Call& call) { return remove_rules(call, RuleKind::trigger, PULT_TRY(parse_ids(call))); }

// {"triggers": [{"id", "position", "active", "category_id"}]}
Result<Answer> update_many(Call& call) {
  std::vector<Rule> changed;
  for (const auto& item : *PULT_TRY(parse_objects(call, "triggers"))) {
    auto trigger = PULT_TRY(read_place(call, RuleKind::trigger, item.get_object()));
    PULT_TRY(read_category(call, item.get_object(), trigger));
    PULT_TRY(save(call, trigger));
    changed.push_back(PULT_TRY(load(call, trigger.id.value)));
  }
  return answer_list(call, std::move(changed));
}

Result<Answer> reorder(Call& call) {
  Body in(call.body);
  const auto ids = in.ids("trigger_ids");
  PULT_TRY(in.check());
  if (!ids) return base::fail(ErrorKind::invalid, "InvalidAttribute", "trigger_ids must be a list of ids");
  std::vector<automation::RuleId> order(ids->begin(), ids->end());
  PULT_TRY(automation::reorder_rules(call.tx, RuleKind::trigger, order, call.now()));
  return list(call);
}

Result<Answer> definitions(Call& call) {
  const auto words = PULT_TRY(load_rule_words(call));
  const rules::Choices choices = [&](std::string_view field, rules::Shape shape) {
    return words.choices(field, shape);
  };
  const auto custom = words.custom_subjects("custom_fields_");
  auto out = rules::condition_definitions(rules::Place::trigger, choices, custom);
  out["actions"] = rules::action_definitions(rules::Actor::trigger, choices, custom);
  return Answer{200, {{"definitions", std::move(out)}}};
}

json::object present_revision(const Call& call, std::int64_t trigger, const automation::Revision& revision) {
  boost::system::error_code broken;
  return {{"url", call.url("triggers/" + std::to_string(trigger) + "/revisions/" + std::to_string(revision.id))},
          {"id", revision.id},
          {"author_id", revision.author.value},
          {"created_at", base::render_iso8601(revision.created_at)},
          {"snapshot", json::parse(revision.snapshot, broken)}};
}

// What changed from one snapshot to the next: the old value marked "-", the new one "+".
json::object difference(const json::object& before, const json::object& after) {
  json::object out;
  for (const auto* name : {"title", "description", "active", "conditions", "actions"}) {
    const auto *from = before.if_contains(name), *to = after.if_contains(name);
    json::array changes;
    if (from && to && *from == *to) {
      changes.push_back(json::object{{"change", "="}, {"content", *to}});
    } else {
      if (from) changes.push_back(json::object{{"change", "-"}, {"content", *from}});
      if (to) changes.push_back(json::object{{"change", "+"}, {"content", *to}});
    }
    out[name] = std::move(changes);
  }
  return out;
}

Result<Answer> revisions(Call& call) {
  const auto trigger = PULT_TRY(load(call, call.ids[0]));
  constexpr int size = 100;
  std::int64_t before = 0;
  const auto cursor = call.request.query_value("cursor");
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), before);
  if (!cursor.empty() && before <= 0)
    return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "cursor is not valid");
  auto rows = PULT_TRY(automation::list_revisions(call.tx, trigger.id, before, size + 1));
  json::array out;
  for (std::size_t i = 0; i < rows.size() && i < size; ++i) {
    auto one = present_revision(call, trigger.id.value, rows[i]);
    const auto older = i + 1 < rows.size() ? json::parse(rows[i + 1].snapshot) : json::value(json::object());
    auto diff = difference(older.as_object(), one.at("snapshot").as_object());
    diff["source_id"] = i + 1 < rows.size() ? json::value(rows[i + 1].id) : json::value(nullptr);
    diff["target_id"] = rows[i].id;
    one["diff"] = std::move(diff);
    out.push_back(std::move(one));
  }
  const bool has_more = rows.size() > size;
  const auto next = has_more ? std::to_string(rows[size - 1].id) : std::string();
  const auto path = "triggers/" + std::to_string(trigger.id.value) + "/revisions";
  return Answer{200,
                {{"trigger_revisions", std::move(out)},
                 {"count", std::min<std::size_t>(rows.size(), size)},
                 {"after_cursor", text_or_null(next)},
                 {"after_url", has_more ? json::value(call.url(path) + "?cursor=" + next) : json::value(nullptr)},
                 {"before_cursor", nullptr},
                 {"before_url", nullptr}}};
}

Result<Answer> revision(Call& call) {
  const auto trigger = PULT_TRY(load(call, call.ids[0]));
  const auto found = PULT_TRY(automation::find_revision(call.tx, trigger.id, call.ids[1]));
  if (!found) return base::fail_not_found();
  return Answer{200, {{"trigger_revision", present_revision(call, trigger.id.value, *found)}}};
}

}  // namespace

std::vector<Route> trigger_routes() {
  return {
      {"GET", "triggers", Who::agent, Mode::read, list},
      {"POST", "triggers", Who::admin, Mode::write, create},
      {"GET", "triggers/active", Who::agent, Mode::read, active},
      {"GET", "triggers/search", Who::agent, Mode::read, search},
      {"GET", "triggers/definitions", Who::agent, Mode::read, definitions},
      {"PUT", "triggers/reorder", Who::admin, Mode::write, reorder},
      {"DELETE", "triggers/destroy_many", Who::admin, Mode::write, destroy_many},
      {"PUT", "triggers/update_many", Who::admin, Mode::write, update_many},
      {"GET", "triggers/{id}", Who::agent, Mode::read, show},
      {"PUT", "triggers/{id}", Who::admin, Mode::write, update},
      {"DELETE", "triggers/{id}", Who::admin, Mode::write, remove},
      {"GET", "triggers/{id}/revisions", Who::admin, Mode::read, revisions},
      {"GET", "triggers/{id}/revisions/{id}", Who::admin, Mode::read, revision},
  };
}

}  // namespace pult::api
