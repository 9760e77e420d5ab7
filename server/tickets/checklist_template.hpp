// SPDX-License-Identifier: AGPL-3.0-or-later
// Lists of steps that admins prepare for work that comes again.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "sql/database.hpp"

namespace pult::tickets {

using ChecklistTemplateId = base::Id<struct ChecklistTemplateTag>;

inline constexpr std::size_t max_checklist_items = 100;
inline constexpr std::size_t max_item_characters = 500, max_checklist_name_characters = 200;

struct TemplateItem {
  std::string text;
  std::string help_html;  // how the step is done; any HTML on the way in, harmless once stored
};

struct ChecklistTemplate {
  ChecklistTemplateId id;
  std::string name, description;
  bool active = true;
  bool must_complete = false;  // agents cannot solve a ticket while an item of it is open
  std::int64_t position = 0;   // 0: at the end
  std::vector<TemplateItem> items;
  Micros created_at = 0, updated_at = 0;
};

// HTML of people as it may be shown to others; text without tags becomes paragraphs of it.
std::string harmless_help(std::string_view html);

// By position.
Result<std::vector<ChecklistTemplate>> list_checklist_templates(sql::Transaction& tx);
Result<std::optional<ChecklistTemplate>> find_checklist_template(sql::Transaction& tx, ChecklistTemplateId id);
Result<ChecklistTemplate> create_checklist_template(sql::Transaction& tx, ChecklistTemplate wanted, Micros now);
Result<ChecklistTemplate> save_checklist_template(sql::Transaction& tx, ChecklistTemplate wanted, Micros now);
Result<void> delete_checklist_template(sql::Transaction& tx, ChecklistTemplateId id);

}  // namespace pult::tickets
