// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/rule.hpp"

#include <algorithm>
#include <array>

#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "tickets/ticket.hpp"

namespace pult::automation {
namespace {

constexpr std::array<std::string_view, 3> kinds{"macro", "trigger", "automation"};
constexpr std::size_t max_title_bytes = 1'000;

const std::string columns =
    "id, kind, title, description, active, is_default, position, category_id, owner_id, group_ids, conditions, "
    "actions, created_at, updated_at";

std::string_view word_of(RuleKind kind) { return kinds[std::size_t(kind)]; }

Rule map(const sql::Row& row) {
  Rule rule;
  rule.id = row.id<RuleId>(0);
  rule.kind = RuleKind(std::ranges::find(kinds, row.text(1)) - kinds.begin());
  rule.title = row.string(2);
  rule.description = row.string(3);
  rule.active = row.boolean(4);
  rule.is_default = row.boolean(5);
  rule.position = row.int64(6);
  rule.category = row.int64(7);
  rule.owner = row.id<UserId>(8);
  for (const auto id : tickets::split_ids(row.text(9))) rule.groups.emplace_back(id.value);
  rule.conditions = rules::parse_stored(row.text(10));
  rule.actions = rules::parse_stored_actions(row.text(11));
  rule.created_at = row.int64(12);
  rule.updated_at = row.int64(13);
  return rule;
}

Revision map_revision(const sql::Row& row) { return {row.int64(0), row.id<UserId>(1), row.string(2), row.int64(3)}; }

// Texts that the parameters of a statement point to.
struct Texts {
  std::string groups, conditions, actions;
  explicit Texts(const Rule& rule)
      : conditions(rules::render_stored(rule.conditions)), actions(rules::render_stored(rule.actions)) {
    for (const auto group : rule.groups) groups += (groups.empty() ? "" : " ") + std::to_string(group.value);
  }
};

std::vector<sql::Param> params_of(const Rule& rule, const Texts& texts, Micros now) {
  return {word_of(rule.kind),
          rule.title,
          sql::text_or_null(rule.description),
          rule.active,
          rule.is_default,
          rule.position,
          rule.category ? sql::Param(rule.category) : sql::Param(sql::Null{}),
          rule.owner,
          texts.groups,
          texts.conditions,
          texts.actions,
          now};
}

Result<void> check(const Rule& rule) {
  if (rule.title.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail_field("title", "BlankValue", "Title: cannot be blank");
  if (rule.title.size() > max_title_bytes) return base::fail_field("title", "TooLong", "Title: is too long");
  return {};
}

}  // namespace

bool may_use_macro(const people::Actor& actor, const Rule& macro) {
  if (people::macro_access(actor) == people::RuleAccess::none) return false;
  if (macro.owner) return macro.owner == actor.id();
  return macro.groups.empty() || actor.is_admin() ||
         std::ranges::any_of(macro.groups, [&](GroupId group) { return actor.in_group(group); });
}

bool may_change_macro(const people::Actor& actor, const Rule& macro) {
  const auto access = people::macro_access(actor);
  if (macro.owner) return macro.owner == actor.id() && access >= people::RuleAccess::manage_personal;
  if (access == people::RuleAccess::full) return true;
  return access == people::RuleAccess::manage_group && !macro.groups.empty() &&
         std::ranges::all_of(macro.groups, [&](GroupId group) { return actor.in_group(group); });
}

Result<std::vector<Rule>> list_rules(sql::Transaction& tx, RuleKind kind, UserId owner) {
  return tx.all("SELECT " + columns +
                    " FROM rules WHERE kind = ?1 AND (owner_id IS NULL OR owner_id = ?2) "
                    "ORDER BY position, id",
                {word_of(kind), owner.value}, map);
}

Result<std::vector<Rule>> list_everybodys_rules(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM rules ORDER BY kind, position, id", {}, map);
}

Result<std::optional<Rule>> find_rule(sql::Transaction& tx, RuleKind kind, RuleId id) {
  return tx.one("SELECT " + columns + " FROM rules WHERE id = ?1 AND kind = ?2", {id.value, word_of(kind)}, map);
}

Result<Rule> insert_rule(sql::Transaction& tx, Rule rule, Micros now) {
  PULT_TRY(check(rule));
  std::int64_t count = 0, last = 0;
  PULT_TRY(tx.one("SELECT COUNT(*), COALESCE(MAX(position), 0) FROM rules WHERE kind = ?1", {word_of(rule.kind)},
                  [&](const sql::Row& row) {
                    count = row.int64(0);
                    last = row.int64(1);
                    return 0;
                  }));
  if (count >= max_rules_of_kind) return base::fail_field("base", "TooManyValues", "There are too many of these");
  if (rule.position == 0) rule.position = last + 1;
  const Texts texts(rule);
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO rules (kind, title, description, active, is_default, position, category_id, owner_id, group_ids, "
      "conditions, actions, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)",
      params_of(rule, texts, now)));
  rule.id = RuleId(id.value_or(0));
  rule.created_at = rule.updated_at = now;
  return rule;
}

Result<void> save_rule(sql::Transaction& tx, const Rule& rule, Micros now) {
  PULT_TRY(check(rule));
  const Texts texts(rule);
  auto params = params_of(rule, texts, now);
  params.emplace_back(rule.id);
  PULT_TRY(
      tx.run("UPDATE rules SET kind = ?1, title = ?2, description = ?3, active = ?4, is_default = ?5, "
             "position = ?6, category_id = ?7, owner_id = ?8, group_ids = ?9, conditions = ?10, actions = ?11, "
             "updated_at = ?12 WHERE id = ?13",
             params));
  return {};
}

Result<void> delete_rule(sql::Transaction& tx, RuleId id) {
  PULT_TRY(tx.run("DELETE FROM macro_attachments WHERE macro_id = ?1", {id}));
  PULT_TRY(tx.run("DELETE FROM rule_revisions WHERE rule_id = ?1", {id}));
  PULT_TRY(tx.run("DELETE FROM rules WHERE id = ?1", {id}));
  return {};
}

Result<void> reorder_rules(sql::Transaction& tx, RuleKind kind, const std::vector<RuleId>& order, Micros now) {
  auto ids = PULT_TRY(tx.all("SELECT id FROM rules WHERE kind = ?1 ORDER BY position, id", {word_of(kind)},
                             [](const sql::Row& row) { return row.id<RuleId>(0); }));
  const auto place = [&](RuleId id) { return std::ranges::find(order, id) - order.begin(); };
  std::vector<std::pair<std::pair<std::ptrdiff_t, std::size_t>, RuleId>> sorted;
  for (std::size_t i = 0; i < ids.size(); ++i) sorted.push_back({{place(ids[i]), i}, ids[i]});
  std::ranges::sort(sorted);
  std::int64_t position = 0;
  for (const auto& [key, id] : sorted)
    PULT_TRY(tx.run("UPDATE rules SET position = ?2, updated_at = ?3 WHERE id = ?1 AND position <> ?2",
                    {id, ++position, now}));
  return {};
}

std::string render_snapshot(const Rule& rule) {
  namespace json = boost::json;
  return json::serialize(json::object{{"title", rule.title},
                                      {"description", rule.description},
                                      {"active", rule.active},
                                      {"conditions", rules::render_conditions(rule.conditions)},
                                      {"actions", rules::render_actions(rule.actions)}});
}

Result<void> keep_revision(sql::Transaction& tx, const Rule& rule, UserId author, Micros now) {
  PULT_TRY(tx.run("INSERT INTO rule_revisions (rule_id, author_id, snapshot, created_at) VALUES (?1, ?2, ?3, ?4)",
                  {rule.id, author.value, render_snapshot(rule), now}));
  return {};
}

Result<std::vector<Revision>> list_revisions(sql::Transaction& tx, RuleId rule, std::int64_t before, int limit) {
  return tx.all(
      "SELECT id, author_id, snapshot, created_at FROM rule_revisions WHERE rule_id = ?1 AND "
      "(?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT ?3",
      {rule.value, before, limit}, map_revision);
}

Result<std::optional<Revision>> find_revision(sql::Transaction& tx, RuleId rule, std::int64_t id) {
  return tx.one("SELECT id, author_id, snapshot, created_at FROM rule_revisions WHERE rule_id = ?1 AND id = ?2",
                {rule.value, id}, map_revision);
}

}  // namespace pult::automation
