// SPDX-License-Identifier: AGPL-3.0-or-later
// Macros, triggers and automations as rows: they differ in when they act, and share everything else.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "people/access.hpp"
#include "rules/action.hpp"
#include "rules/condition.hpp"
#include "sql/database.hpp"

namespace pult::automation {

using RuleId = base::Id<struct RuleTag>;
enum class RuleKind : std::uint8_t { macro, trigger, automation };

struct Rule {
  RuleId id;
  RuleKind kind = RuleKind::macro;
  std::string title, description;
  bool active = true, is_default = false;
  std::int64_t position = 0;
  std::int64_t category = 0;    // of triggers
  UserId owner;                 // a personal macro; 0: shared
  std::vector<GroupId> groups;  // macros for these only; empty: for everybody
  rules::Conditions conditions;
  std::vector<rules::Action> actions;
  Micros created_at = 0, updated_at = 0;
};

inline constexpr std::int64_t max_rules_of_kind = 5'000;

// Agents use shared macros, those of a group of theirs, and their own. Admins use all but others' own.
bool may_use_macro(const people::Actor& actor, const Rule& macro);
bool may_change_macro(const people::Actor& actor, const Rule& macro);

// Shared ones and those of `owner`, by position.
Result<std::vector<Rule>> list_rules(sql::Transaction& tx, RuleKind kind, UserId owner = {});
// Of all kinds and owners, kind by kind in the order in which they act.
Result<std::vector<Rule>> list_everybodys_rules(sql::Transaction& tx);
Result<std::optional<Rule>> find_rule(sql::Transaction& tx, RuleKind kind, RuleId id);
// unprocessable: a blank title, too many rules. The rule comes last unless it has a position.
Result<Rule> insert_rule(sql::Transaction& tx, Rule rule, Micros now);
Result<void> save_rule(sql::Transaction& tx, const Rule& rule, Micros now);
Result<void> delete_rule(sql::Transaction& tx, RuleId id);
// Positions 1, 2, ... for the named ones in this order; the others follow in theirs.
Result<void> reorder_rules(sql::Transaction& tx, RuleKind kind, const std::vector<RuleId>& order, Micros now);

struct Revision {
  std::int64_t id = 0;
  UserId author;
  std::string snapshot;  // JSON: title, description, active, conditions, actions
  Micros created_at = 0;
};
std::string render_snapshot(const Rule& rule);
Result<void> keep_revision(sql::Transaction& tx, const Rule& rule, UserId author, Micros now);
// Newest first; behind `before` (0: from the newest).
Result<std::vector<Revision>> list_revisions(sql::Transaction& tx, RuleId rule, std::int64_t before, int limit);
Result<std::optional<Revision>> find_revision(sql::Transaction& tx, RuleId rule, std::int64_t id);

}  // namespace pult::automation
