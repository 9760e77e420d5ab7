// SPDX-License-Identifier: AGPL-3.0-or-later
#include "knowledge/item.hpp"

#include "knowledge/columns.hpp"
#include "text/fold.hpp"

namespace pult::knowledge {
namespace {

constexpr std::int64_t most_counted = 10'000;
constexpr int translation_column = 14;

std::string_view column_of(Order order) {
  switch (order) {
    case Order::position: return "i.position";
    case Order::title: return "t.title_key";
    case Order::created: return "i.created_at";
    case Order::updated: return "i.updated_at";
    case Order::edited: break;
  }
  return "i.edited_at";
}

// FROM and WHERE of a list; its parameters are added to `params`, whose texts `filter` keeps.
std::string source(const Filter& filter, std::vector<sql::Param>& params) {
  const auto bind = [&](const sql::Param& param) {
    params.push_back(param);
    return "?" + std::to_string(params.size());
  };
  std::string out = " FROM knowledge_items i JOIN knowledge_translations t ON t.item_id = i.id AND t.locale = " +
                    (filter.locale.empty() ? "i.source_locale" : bind(filter.locale)) +
                    " WHERE i.kind = " + bind(int(filter.kind)) + " AND i.archived_at IS NULL";
  if (!filter.with_drafts) out += " AND t.draft = 0";
  if (filter.parent) out += " AND i.parent_id = " + bind(filter.parent);
  if (filter.category)
    out += " AND i.parent_id IN (SELECT s.id FROM knowledge_items s WHERE s.kind = 2 AND s.parent_id = " +
           bind(filter.category) + ")";
  if (filter.author) out += " AND i.author_id = " + bind(filter.author);
  if (filter.changed_from) out += " AND i.updated_at >= " + bind(*filter.changed_from);
  if (!filter.labels.empty()) {
    std::string names;
    for (const auto& name : filter.labels) names.append(names.empty() ? "" : ", ").append(bind(name));
    out +=
        " AND i.id IN (SELECT a.item_id FROM knowledge_article_labels a JOIN knowledge_labels l ON l.id = "
        "a.label_id WHERE l.name IN (" +
        names + "))";
  }
  return out;
}

std::string beyond(const Filter& filter, std::vector<sql::Param>& params) {
  if (!filter.after) return {};
  const std::string column(column_of(filter.order)), sign = filter.descending ? " < " : " > ";
  params.push_back(filter.order == Order::title ? sql::Param(filter.after->text) : sql::Param(filter.after->value));
  const auto value = "?" + std::to_string(params.size());
  params.push_back(filter.after->id.value);
  const auto id = "?" + std::to_string(params.size());
  return " AND (" + column + sign + value + " OR (" + column + " = " + value + " AND i.id" + sign + id + "))";
}

}  // namespace

Item read_item(const sql::Row& row) {
  Item item;
  item.id = row.id<ItemId>(0);
  item.kind = Kind(row.int64(1));
  item.parent = row.id<ItemId>(2);
  item.parent_section = row.id<ItemId>(3);
  item.position = row.int64(4);
  item.source_locale = row.string(5);
  item.author = row.id<UserId>(6);
  item.audience = Audience(row.int64(7));
  item.promoted = row.boolean(8);
  item.comments_disabled = row.boolean(9);
  item.created_at = row.int64(10);
  item.updated_at = row.int64(11);
  item.edited_at = row.int64(12);
  item.archived_at = row.optional_int64(13);
  return item;
}

Translation read_translation(const sql::Row& row, int first) {
  return {row.id<TranslationId>(first), row.id<ItemId>(first + 1), row.string(first + 2),  row.string(first + 3),
          row.string(first + 4),        row.boolean(first + 5),    row.boolean(first + 6), row.id<UserId>(first + 7),
          row.id<UserId>(first + 8),    row.int64(first + 9),      row.int64(first + 10)};
}

Listed read_listed(const sql::Row& row) { return {read_item(row), read_translation(row, translation_column)}; }

bool may_write(const people::Actor& actor) {
  return actor.is_admin() || people::may_manage(actor, people::Thing::dynamic_content);
}

Filter::Mark mark_of(const Listed& listed, Order order) {
  const auto& item = listed.item;
  switch (order) {
    case Order::position: return {item.position, {}, item.id};
    case Order::title: return {0, text::fold(listed.shown.title), item.id};
    case Order::created: return {item.created_at, {}, item.id};
    case Order::updated: return {item.updated_at, {}, item.id};
    case Order::edited: break;
  }
  return {item.edited_at, {}, item.id};
}

Result<std::vector<Listed>> list_items(sql::Transaction& tx, const Filter& filter) {
  std::vector<sql::Param> params;
  auto sql = "SELECT " + std::string(listed_columns) + source(filter, params);
  sql += beyond(filter, params);
  const std::string way = filter.descending ? " DESC" : "";
  params.emplace_back(filter.limit);
  sql += " ORDER BY " + std::string(column_of(filter.order)) + way + ", i.id" + way + " LIMIT ?" +
         std::to_string(params.size());
  params.emplace_back(filter.offset);
  sql += " OFFSET ?" + std::to_string(params.size());
  return tx.all(sql, params, read_listed);
}

Result<std::int64_t> count_items(sql::Transaction& tx, const Filter& filter) {
  std::vector<sql::Param> params;
  auto rows = "SELECT 1" + source(filter, params);
  params.emplace_back(most_counted);
  rows += " LIMIT ?" + std::to_string(params.size());
  return PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM (" + rows + ") AS bounded", params)).value_or(0);
}

Result<std::optional<Listed>> find_item(sql::Transaction& tx, Kind kind, ItemId id, std::string_view locale,
                                        bool with_drafts) {
  return tx.one("SELECT " + std::string(listed_columns) +
                    " FROM knowledge_items i JOIN knowledge_translations t ON t.item_id = i.id AND t.locale = "
                    "CASE WHEN ?3 = '' THEN i.source_locale ELSE ?3 END "
                    "WHERE i.id = ?1 AND i.kind = ?2 AND i.archived_at IS NULL AND (t.draft = 0 OR ?4 = 1)",
                {id.value, int(kind), locale, with_drafts}, read_listed);
}

Result<Item> load_item(sql::Transaction& tx, Kind kind, ItemId id) {
  auto found = PULT_TRY(
      tx.one("SELECT i.id, i.kind, i.parent_id, i.parent_section_id, i.position, i.source_locale, i.author_id, "
             "i.audience, i.promoted, i.comments_disabled, i.created_at, i.updated_at, i.edited_at, i.archived_at "
             "FROM knowledge_items i WHERE i.id = ?1 AND i.kind = ?2 AND i.archived_at IS NULL",
             {id.value, int(kind)}, read_item));
  if (!found) return base::fail_not_found();
  return std::move(*found);
}

Result<Item> create_item(sql::Transaction& tx, Item item, Micros now) {
  if (item.kind != Kind::category)
    PULT_TRY(load_item(tx, item.kind == Kind::section ? Kind::category : Kind::section, item.parent));
  item.created_at = item.updated_at = item.edited_at = now;
  item.id = ItemId(
      PULT_TRY(tx.one_int64("INSERT INTO knowledge_items (kind, parent_id, parent_section_id, position, source_locale, "
                            "author_id, audience, promoted, comments_disabled, created_at, updated_at, edited_at) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?10) RETURNING id",
                            {int(item.kind), item.parent, item.parent_section, item.position, item.source_locale,
                             item.author, int(item.audience), item.promoted, item.comments_disabled, now}))
          .value_or(0));
  return item;
}

Result<void> save_item(sql::Transaction& tx, const Item& item, Micros now) {
  if (item.kind != Kind::category)
    PULT_TRY(load_item(tx, item.kind == Kind::section ? Kind::category : Kind::section, item.parent));
  PULT_TRY(
      tx.run("UPDATE knowledge_items SET parent_id = ?2, parent_section_id = ?3, position = ?4, source_locale = ?5, "
             "author_id = ?6, audience = ?7, promoted = ?8, comments_disabled = ?9, updated_at = ?10, edited_at = ?11 "
             "WHERE id = ?1",
             {item.id, item.parent, item.parent_section, item.position, item.source_locale, item.author,
              int(item.audience), item.promoted, item.comments_disabled, now, item.edited_at}));
  return {};
}

Result<void> archive_item(sql::Transaction& tx, const Item& item, Micros now) {
  const auto archive = [&](std::string_view which) {
    return tx.run("UPDATE knowledge_items SET archived_at = ?2, updated_at = ?2 WHERE archived_at IS NULL AND " +
                      std::string(which),
                  {item.id, now});
  };
  PULT_TRY(archive("id = ?1"));
  if (item.kind == Kind::article) return {};
  if (item.kind == Kind::category)
    PULT_TRY(archive("kind = 3 AND parent_id IN (SELECT s.id FROM knowledge_items s WHERE s.parent_id = ?1)"));
  PULT_TRY(archive("parent_id = ?1"));
  return {};
}

Result<Item> restore_article(sql::Transaction& tx, ItemId id, Micros now) {
  const auto section = PULT_TRY(tx.one_int64(
      "SELECT parent_id FROM knowledge_items WHERE id = ?1 AND kind = 3 AND archived_at IS NOT NULL", {id.value}));
  if (!section) return base::fail_not_found();
  PULT_TRY(load_item(tx, Kind::section, ItemId(*section)));
  PULT_TRY(tx.run("UPDATE knowledge_items SET archived_at = NULL, updated_at = ?2 WHERE id = ?1", {id.value, now}));
  return load_item(tx, Kind::article, id);
}

}  // namespace pult::knowledge
