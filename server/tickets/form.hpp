// SPDX-License-Identifier: AGPL-3.0-or-later
// Forms: which fields a ticket has, in which order, and which of them depend on what others hold.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"
#include "tickets/ids.hpp"

namespace pult::tickets {

struct Form {
  FormId id;
  std::string name, display_name;
  bool end_user_visible = true, active = true, is_default = false, in_all_brands = true;
  std::int64_t position = 0;
  std::vector<BrandId> restricted_brands;
  std::vector<FieldId> fields;  // in their order
  // JSON arrays of {parent_field_id, parent_field_type, value, child_fields: [{id, is_required,
  // required_on_statuses: {type, statuses}}]}: a child shows only where a condition holds.
  std::string agent_conditions = "[]", end_user_conditions = "[]";
  Micros created_at = 0, updated_at = 0;
};

Result<std::vector<Form>> list_forms(sql::Transaction& tx);  // by (position, id)
// unprocessable: blank name. A default form is active and takes the mark from the one that had it.
Result<Form> create_form(sql::Transaction& tx, Form form, Micros now);
Result<void> save_form(sql::Transaction& tx, const Form& form, Micros now);
Result<void> delete_form(sql::Transaction& tx, FormId id);
Result<void> reorder_forms(sql::Transaction& tx, const std::vector<FormId>& order, Micros now);

}  // namespace pult::tickets
