// SPDX-License-Identifier: AGPL-3.0-or-later
// Macros as objects: made, changed, listed. What they do to a ticket: macro_apply.cpp.
#include <algorithm>
#include <set>

#include "api/job_status.hpp"
#include "api/macro_access.hpp"
#include "api/macro_usage.hpp"
#include "api/routes.hpp"
#include "api/rule_json.hpp"
#include "api/view_present.hpp"

namespace pult::api {
namespace {

using automation::Rule;
using automation::RuleKind;

std::unexpected<Error> forbidden() {
  return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change this macro");
}

Result<Rule> load_to_change(Call& call, std::int64_t id) {
  auto macro = PULT_TRY(load_macro(call, id));
  if (!automation::may_change_macro(call.actor, macro)) return forbidden();
  return macro;
}

// "Orders::Late" is a macro of the category "Orders".
std::string category_of(const Rule& macro) {
  const auto end = macro.title.find("::");
  return end == std::string::npos ? std::string() : macro.title.substr(0, end);
}

bool is_asked_for(const Call& call, const Rule& macro) {
  const auto access = call.request.query_value("access");
  const auto group = call.request.query_value("group_id");
  const auto category = call.request.query_value("category");
  if (access == "personal" && !macro.owner) return false;
  if ((access == "shared" || access == "agents") && macro.owner) return false;
  if (access == "account" && (macro.owner || !macro.groups.empty())) return false;
  if (!category.empty() && category_of(macro) != category) return false;
  return group.empty() ||
         std::ranges::any_of(macro.groups, [&](GroupId id) { return std::to_string(id.value) == group; });
}

Result<std::vector<Rule>> usable(Call& call, bool by_words = false) {
  auto list = PULT_TRY(automation::list_rules(call.tx, RuleKind::macro, call.actor.id()));
  std::erase_if(list, [&](const Rule& macro) {
    return !automation::may_use_macro(call.actor, macro) || !is_asked_for(call, macro);
  });
  filter_rules(call, list, by_words);
  sort_rules(call, list);
  return list;
}

Result<Answer> answer_list(Call& call, std::vector<Rule> list) {
  const auto usage = PULT_TRY(MacroUsage::load(call));
  usage.sort(call, list);
  return answer_in_order(call, "macros", std::move(list), [&](const Rule& macro) {
    auto out = present_macro(call, macro);
    if (includes(call, "permissions"))
      out["permissions"] = {{"can_edit", automation::may_change_macro(call.actor, macro)}};
    usage.add_to(out, macro.id);
    return out;
  });
}

Result<Answer> list(Call& call) { return answer_list(call, PULT_TRY(usable(call))); }

Result<Answer> active(Call& call) {
  auto macros = PULT_TRY(usable(call));
  std::erase_if(macros, [](const Rule& macro) { return !macro.active; });
  return answer_list(call, std::move(macros));
}

Result<Answer> search(Call& call) {
  if (call.request.query_value("query").empty())
    return base::fail(ErrorKind::invalid, "InvalidValue", "query is needed");
  return answer_list(call, PULT_TRY(usable(call, true)));
}

Result<Answer> categories(Call& call) {
  std::set<std::string> names;
  for (const auto& macro : PULT_TRY(usable(call)))
    if (auto name = category_of(macro); !name.empty()) names.insert(std::move(name));
  return Answer{200, {{"categories", json::array(names.begin(), names.end())}}};
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"macro", present_macro(call, PULT_TRY(load_macro(call, call.ids[0])))}}};
}

Result<void> read(Call& call, const json::object& from, Rule& macro) {
  PULT_TRY(read_rule(from, rules::Place::trigger, rules::Actor::macro, macro));
  PULT_TRY(read_restriction(call, from, macro.owner, macro.groups));
  if (!automation::may_change_macro(call.actor, macro)) return forbidden();
  return {};
}

Result<Answer> create(Call& call) {
  Rule macro;
  PULT_TRY(read(call, *PULT_TRY(inner(call.body, "macro")), macro));
  PULT_TRY(check_macro_name(call, macro));
  const auto made = PULT_TRY(automation::insert_rule(call.tx, std::move(macro), call.now()));
  return answer_made("macro", present_macro(call, made));
}

Result<Answer> update(Call& call) {
  auto macro = PULT_TRY(load_to_change(call, call.ids[0]));
  const auto title = macro.title;
  const auto owner = macro.owner;
  PULT_TRY(read(call, *PULT_TRY(inner(call.body, "macro")), macro));
  // What is called otherwise since before the rule can be changed all the same.
  if (macro.title != title || macro.owner != owner) PULT_TRY(check_macro_name(call, macro));
  PULT_TRY(automation::save_rule(call.tx, macro, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(automation::delete_rule(call.tx, PULT_TRY(load_to_change(call, call.ids[0])).id));
  return Answer{204, nullptr};
}

Result<Answer> destroy_many(Call& call) {
  for (const auto id : PULT_TRY(parse_ids(call)))
    PULT_TRY(automation::delete_rule(call.tx, PULT_TRY(load_to_change(call, id)).id));
  return Answer{204, nullptr};
}

// {"macros": [{"id", "position", "active"}]}
Result<Answer> update_many(Call& call) {
  std::vector<Rule> changed;
  for (const auto& item : *PULT_TRY(parse_objects(call, "macros"))) {
    Body in(item.get_object());
    const auto id = in.id("id").value_or(0);
    const auto position = in.id("position");
    const auto is_active = in.boolean("active");
    PULT_TRY(in.check());
    auto macro = PULT_TRY(load_to_change(call, id));
    macro.position = position.value_or(macro.position);
    macro.active = is_active.value_or(macro.active);
    PULT_TRY(automation::save_rule(call.tx, macro, call.now()));
    changed.push_back(PULT_TRY(load_macro(call, id)));
  }
  return answer_list(call, std::move(changed));
}

}  // namespace

Result<Rule> load_macro(Call& call, std::int64_t id) {
  auto macro = PULT_TRY(automation::find_rule(call.tx, RuleKind::macro, automation::RuleId(id)));
  if (!macro || !automation::may_use_macro(call.actor, *macro)) return base::fail_not_found();
  return std::move(*macro);
}

std::vector<Route> macro_routes() {
  return {
      {"GET", "macros", Who::agent, Mode::read, list},
      {"POST", "macros", Who::agent, Mode::write, create},
      {"GET", "macros/active", Who::agent, Mode::read, active},
      {"GET", "macros/search", Who::agent, Mode::read, search},
      {"GET", "macros/categories", Who::agent, Mode::read, categories},
      {"DELETE", "macros/destroy_many", Who::agent, Mode::write, destroy_many},
      {"PUT", "macros/update_many", Who::agent, Mode::write, update_many},
      {"GET", "macros/{id}", Who::agent, Mode::read, show},
      {"PUT", "macros/{id}", Who::agent, Mode::write, update},
      {"DELETE", "macros/{id}", Who::agent, Mode::write, remove},
  };
}

}  // namespace pult::api
