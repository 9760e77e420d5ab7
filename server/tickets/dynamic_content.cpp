// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/dynamic_content.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "text/fold.hpp"

namespace pult::tickets {
namespace {

// "Mail: Greeting (long)" -> "mail_greeting_long".
std::string slug_of(std::string_view name) {
  std::string out;
  for (const char c : text::fold(name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain)
      out += c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

Result<void> check(sql::Transaction& tx, const DynamicItem& item) {
  if (item.name.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (item.slug.empty()) return base::fail_field("name", "InvalidValue", "Name: needs letters or digits");
  const auto other =
      PULT_TRY(tx.one_int64("SELECT id FROM dynamic_items WHERE slug = ?1 AND id <> ?2", {item.slug, item.id}));
  if (other) return base::fail_field("name", "DuplicateValue", "Name: has already been taken");
  std::set<std::int64_t> languages;
  int defaults = 0;
  for (const auto& variant : item.variants) {
    if (variant.content.empty()) return base::fail_field("content", "BlankValue", "Content: cannot be blank");
    if (!languages.insert(variant.locale_id).second)
      return base::fail_field("locale_id", "DuplicateValue", "Locale: has two variants");
    defaults += variant.is_default;
  }
  if (defaults != 1) return base::fail_field("default", "InvalidValue", "Default: exactly one variant must be it");
  return {};
}

Result<void> write_variants(sql::Transaction& tx, DynamicItem& item, Micros now) {
  std::string kept = "0";
  for (const auto& variant : item.variants)
    if (variant.id) kept += "," + std::to_string(variant.id);
  PULT_TRY(tx.run("DELETE FROM dynamic_variants WHERE item_id = ?1 AND id NOT IN (" + kept + ")", {item.id}));
  for (auto& variant : item.variants) {
    if (variant.id) {
      PULT_TRY(tx.run(
          "UPDATE dynamic_variants SET content = ?2, active = ?3, is_default = ?4, locale_id = ?5, "
          "updated_at = ?6 WHERE id = ?1",
          {variant.id, variant.content, variant.active, variant.is_default, variant.locale_id, variant.updated_at}));
      continue;
    }
    variant.created_at = variant.updated_at = now;
    variant.id =
        PULT_TRY(tx.one_int64("INSERT INTO dynamic_variants (item_id, locale_id, content, active, is_default, "
                              "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) RETURNING id",
                              {item.id, variant.locale_id, variant.content, variant.active, variant.is_default, now}))
            .value_or(0);
  }
  return {};
}

std::string_view content_of(const std::vector<DynamicItem>& items, std::string_view slug, std::int64_t locale_id) {
  const auto item = std::ranges::find(items, slug, &DynamicItem::slug);
  if (item == items.end()) return {};
  for (const auto& variant : item->variants)
    if (variant.locale_id == locale_id && variant.active) return variant.content;
  const auto* fallback = item->default_variant();
  return fallback ? std::string_view(fallback->content) : std::string_view();
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

const DynamicVariant* DynamicItem::default_variant() const {
  const auto found = std::ranges::find(variants, true, &DynamicVariant::is_default);
  return found == variants.end() ? nullptr : &*found;
}

const DynamicVariant* DynamicItem::find_variant(std::int64_t variant_id) const {
  const auto found = std::ranges::find(variants, variant_id, &DynamicVariant::id);
  return found == variants.end() ? nullptr : &*found;
}

bool DynamicItem::is_outdated(const DynamicVariant& variant) const {
  const auto* original = default_variant();
  return original && variant.updated_at < original->updated_at;
}

Result<std::vector<DynamicItem>> list_dynamic_items(sql::Transaction& tx) {
  auto items = PULT_TRY(tx.all(
      "SELECT id, name, slug, created_at, updated_at FROM dynamic_items ORDER BY id", {}, [](const sql::Row& row) {
        return DynamicItem{row.int64(0), row.string(1), row.string(2), {}, row.int64(3), row.int64(4)};
      }));
  std::map<std::int64_t, DynamicItem*> by_id;
  for (auto& item : items) by_id[item.id] = &item;
  PULT_TRY(
      tx.each("SELECT item_id, id, locale_id, content, active, is_default, created_at, updated_at "
              "FROM dynamic_variants ORDER BY id",
              {}, [&](const sql::Row& row) -> Result<void> {
                if (const auto item = by_id.find(row.int64(0)); item != by_id.end())
                  item->second->variants.push_back({row.int64(1), row.int64(2), row.string(3), row.boolean(4),
                                                    row.boolean(5), row.int64(6), row.int64(7)});
                return {};
              }));
  return items;
}

Result<DynamicItem> create_dynamic_item(sql::Transaction& tx, DynamicItem item, Micros now) {
  item.slug = slug_of(item.name);
  PULT_TRY(check(tx, item));
  item.created_at = item.updated_at = now;
  item.id = PULT_TRY(tx.one_int64("INSERT INTO dynamic_items (name, slug, created_at, updated_at) "
                                  "VALUES (?1, ?2, ?3, ?3) RETURNING id",
                                  {item.name, item.slug, now}))
                .value_or(0);
  PULT_TRY(write_variants(tx, item, now));
  return item;
}

Result<DynamicItem> save_dynamic_item(sql::Transaction& tx, DynamicItem item, Micros now) {
  PULT_TRY(check(tx, item));
  item.updated_at = now;
  PULT_TRY(tx.run("UPDATE dynamic_items SET name = ?2, updated_at = ?3 WHERE id = ?1", {item.id, item.name, now}));
  PULT_TRY(write_variants(tx, item, now));
  return item;
}

Result<void> delete_dynamic_item(sql::Transaction& tx, std::int64_t id) {
  PULT_TRY(tx.run("DELETE FROM dynamic_variants WHERE item_id = ?1", {id}));
  PULT_TRY(tx.run("DELETE FROM dynamic_items WHERE id = ?1", {id}));
  return {};
}

std::string render_dynamic_content(const std::vector<DynamicItem>& items, std::string_view text,
                                   std::int64_t locale_id) {
  std::string out;
  while (true) {
    const auto start = text.find("{{");
    const auto end = start == std::string_view::npos ? start : text.find("}}", start);
    if (end == std::string_view::npos) return out.append(text);
    const auto name = trimmed(text.substr(start + 2, end - start - 2));
    out.append(text.substr(0, start));
    if (name.starts_with("dc."))
      out.append(content_of(items, name.substr(3), locale_id));
    else
      out.append(text.substr(start, end + 2 - start));
    text.remove_prefix(end + 2);
  }
}

}  // namespace pult::tickets
