// SPDX-License-Identifier: AGPL-3.0-or-later
// How long things are kept: rules of admins, looked at once a day.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "sql/database.hpp"
#include "tickets/ids.hpp"

namespace pult::privacy {

using RuleId = base::Id<struct RetentionRuleTag>;

struct Rule {
  RuleId id;
  std::string name;
  std::string kind = "tickets";  // tickets (closed ones) | suspended_tickets | people (without tickets)
  std::string action = "erase";  // erase | delete; suspended mail is deleted, people are erased
  std::int64_t age_days = 730;   // since the last change
  GroupId group;
  tickets::BrandId brand;
  std::string tag, except_tag;
  bool active = false;
  std::optional<Micros> last_run_at;
  std::int64_t last_count = 0;
  Micros created_at = 0, updated_at = 0;
};

inline constexpr std::int64_t least_age_days = 1, most_age_days = 36'500;
// The timer that starts what is due; its one subject.
inline constexpr std::string_view retention_timer = "retention", daily = "daily";
Micros next_run(Micros now);

// Whole, in id order: a desk has a handful.
Result<std::vector<Rule>> list_rules(sql::Transaction& tx);
Result<Rule> load_rule(sql::Transaction& tx, RuleId id);  // not_found
// unprocessable: a blank name, words that do not exist, an age out of bounds.
Result<void> check_rule(const Rule& rule);
Result<Rule> create_rule(sql::Transaction& tx, Rule rule, Micros now);
Result<void> save_rule(sql::Transaction& tx, const Rule& rule, Micros now);
Result<void> delete_rule(sql::Transaction& tx, RuleId id);

// What the rule would take now, in id order behind `after`.
Result<std::vector<std::int64_t>> list_due(sql::Transaction& tx, const Rule& rule, std::int64_t after, int limit,
                                           Micros now);
// At most `most`.
Result<std::int64_t> count_due(sql::Transaction& tx, const Rule& rule, std::int64_t most, Micros now);
Result<void> note_emptied(sql::Transaction& tx, TicketId ticket, Micros now);
Result<void> note_run(sql::Transaction& tx, RuleId id, std::int64_t count, Micros now);

}  // namespace pult::privacy
