// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/trigger_category.hpp"

#include "sql/insert_id.hpp"

namespace pult::automation {
namespace {

constexpr std::size_t max_categories = 200;

const std::string select =
    "SELECT c.id, c.name, c.position, c.created_at, c.updated_at, "
    "(SELECT COUNT(*) FROM rules r WHERE r.category_id = c.id AND r.kind = 'trigger' AND r.active = 1), "
    "(SELECT COUNT(*) FROM rules r WHERE r.category_id = c.id AND r.kind = 'trigger' AND r.active = 0) "
    "FROM trigger_categories c";

TriggerCategory map(const sql::Row& row) {
  return {row.int64(0), row.string(1), row.int64(2), row.int64(5), row.int64(6), row.int64(3), row.int64(4)};
}

Result<void> check(const TriggerCategory& category) {
  if (category.name.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  return {};
}

}  // namespace

Result<std::vector<TriggerCategory>> list_trigger_categories(sql::Transaction& tx) {
  return tx.all(select + " ORDER BY c.position, c.id", {}, map);
}

Result<std::optional<TriggerCategory>> find_trigger_category(sql::Transaction& tx, std::int64_t id) {
  return tx.one(select + " WHERE c.id = ?1", {id}, map);
}

Result<TriggerCategory> insert_trigger_category(sql::Transaction& tx, TriggerCategory category, Micros now) {
  PULT_TRY(check(category));
  const auto others = PULT_TRY(list_trigger_categories(tx));
  if (others.size() >= max_categories)
    return base::fail_field("base", "TooManyValues", "There are too many categories");
  if (category.position == 0) category.position = others.empty() ? 1 : others.back().position + 1;
  const auto id = PULT_TRY(sql::insert_id(
      tx, "INSERT INTO trigger_categories (name, position, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)",
      {category.name, category.position, now}));
  category.id = id.value_or(0);
  category.created_at = category.updated_at = now;
  return category;
}

Result<void> save_trigger_category(sql::Transaction& tx, const TriggerCategory& category, Micros now) {
  PULT_TRY(check(category));
  PULT_TRY(tx.run("UPDATE trigger_categories SET name = ?2, position = ?3, updated_at = ?4 WHERE id = ?1",
                  {category.id, category.name, category.position, now}));
  return {};
}

Result<void> delete_trigger_category(sql::Transaction& tx, const TriggerCategory& category) {
  if (category.active_triggers + category.inactive_triggers > 0)
    return base::fail_field("base", "InvalidValue", "There are triggers in this category");
  PULT_TRY(tx.run("DELETE FROM trigger_categories WHERE id = ?1", {category.id}));
  return {};
}

}  // namespace pult::automation
