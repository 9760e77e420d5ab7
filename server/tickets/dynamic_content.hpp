// SPDX-License-Identifier: AGPL-3.0-or-later
// Dynamic content: texts that are written once in each language and used by name, "{{dc.greeting}}", in titles of
// fields, macros, triggers and mails.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::tickets {

struct DynamicVariant {
  std::int64_t id = 0, locale_id = 1;
  std::string content;
  bool active = true, is_default = false;
  Micros created_at = 0, updated_at = 0;
};

struct DynamicItem {
  std::int64_t id = 0;
  std::string name;
  std::string slug;                      // made of the name when the item is made, and fixed from then on
  std::vector<DynamicVariant> variants;  // by id; one of them is the default
  Micros created_at = 0, updated_at = 0;

  const DynamicVariant* default_variant() const;
  // Written before the default variant was last changed.
  bool is_outdated(const DynamicVariant& variant) const;
  const DynamicVariant* find_variant(std::int64_t variant_id) const;
};

Result<std::vector<DynamicItem>> list_dynamic_items(sql::Transaction& tx);  // by id
// unprocessable: blank or taken name, blank content, two variants of one language, none or several defaults.
Result<DynamicItem> create_dynamic_item(sql::Transaction& tx, DynamicItem item, Micros now);
// Writes name and variants as they are in the value: with id 0 new, others changed, those left out deleted.
Result<DynamicItem> save_dynamic_item(sql::Transaction& tx, DynamicItem item, Micros now);
Result<void> delete_dynamic_item(sql::Transaction& tx, std::int64_t id);

// Every {{dc.slug}} replaced by its text in the language, else the default one's; unknown ones become "". What a text
// inserts is not looked at again.
std::string render_dynamic_content(const std::vector<DynamicItem>& items, std::string_view text,
                                   std::int64_t locale_id);

}  // namespace pult::tickets
