// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/people_counts.hpp"

#include <set>

namespace pult::people {

Result<void> count_people(sql::Transaction& tx, std::string_view name, std::int64_t change) {
  PULT_TRY(
      tx.run("INSERT INTO people_counts (name, shard, value) VALUES (?1, ?2, ?3) "
             "ON CONFLICT (name, shard) DO UPDATE SET value = people_counts.value + ?3",
             {name, tx.counter_shard(), change}));
  return {};
}

Result<std::int64_t> load_people_count(sql::Transaction& tx, std::string_view name) {
  const auto sum =
      PULT_TRY(tx.one_int64("SELECT CAST(SUM(value) AS BIGINT) FROM people_counts WHERE name = ?1", {name}));
  return sum.value_or(0);
}

Result<std::int64_t> load_user_count(sql::Transaction& tx, const std::vector<Role>& roles) {
  std::set<Role> wanted(roles.begin(), roles.end());
  if (wanted.empty()) wanted = {Role::end_user, Role::agent, Role::admin};
  std::int64_t sum = 0;
  for (const auto role : wanted) sum += PULT_TRY(load_people_count(tx, render_role(role)));
  return sum;
}

}  // namespace pult::people
