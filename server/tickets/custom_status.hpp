// SPDX-License-Identifier: AGPL-3.0-or-later
// Custom statuses: a desk's own words for where a ticket stands. Each belongs to a category, which is the status that
// rules, counts and clients go by.
#pragma once
#include <string>
#include <vector>

#include "sql/database.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {

struct CustomStatus {
  CustomStatusId id;
  Status category = Status::open;  // new ... solved
  std::string agent_label, end_user_label, description, end_user_description;
  bool active = true, is_default = false;
  Micros created_at = 0, updated_at = 0;
};

Result<std::vector<CustomStatus>> list_custom_statuses(sql::Transaction& tx);  // by (category, id)
// unprocessable: blank or taken label.
Result<CustomStatus> create_custom_status(sql::Transaction& tx, CustomStatus status, Micros now);
// Everything but the category. unprocessable also for making a default one inactive.
Result<void> save_custom_status(sql::Transaction& tx, const CustomStatus& status, Micros now);
// These become the defaults of their categories.
Result<void> set_default_statuses(sql::Transaction& tx, const std::vector<CustomStatus>& chosen, Micros now);

}  // namespace pult::tickets
