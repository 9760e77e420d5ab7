// SPDX-License-Identifier: AGPL-3.0-or-later
// The drawers that triggers lie in. Triggers act in the order of these, then in their own.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::automation {

struct TriggerCategory {
  std::int64_t id = 0;
  std::string name;
  std::int64_t position = 0;
  std::int64_t active_triggers = 0, inactive_triggers = 0;
  Micros created_at = 0, updated_at = 0;
};

Result<std::vector<TriggerCategory>> list_trigger_categories(sql::Transaction& tx);  // by position
Result<std::optional<TriggerCategory>> find_trigger_category(sql::Transaction& tx, std::int64_t id);
// unprocessable: a blank name, too many.
Result<TriggerCategory> insert_trigger_category(sql::Transaction& tx, TriggerCategory category, Micros now);
Result<void> save_trigger_category(sql::Transaction& tx, const TriggerCategory& category, Micros now);
// unprocessable while triggers lie in it.
Result<void> delete_trigger_category(sql::Transaction& tx, const TriggerCategory& category);

}  // namespace pult::automation
