// SPDX-License-Identifier: AGPL-3.0-or-later
#include "knowledge/label.hpp"

#include <algorithm>

#include "knowledge/words.hpp"
#include "sql/id_list.hpp"

namespace pult::knowledge {
namespace {

constexpr std::size_t max_name_bytes = 200, max_labels = 50;

Label read_label(const sql::Row& row) { return {row.id<LabelId>(0), row.string(1), row.int64(2), row.id<ItemId>(3)}; }

// In lower case where it is ASCII, so that "Refund" and "refund" are one.
Result<std::string> name_of(std::string_view name) {
  constexpr std::string_view spaces = " \t\r\n";
  const auto first = name.find_first_not_of(spaces);
  if (first == std::string_view::npos) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  std::string out(name.substr(first, name.find_last_not_of(spaces) - first + 1));
  if (out.size() > max_name_bytes || out.find('\n') != std::string::npos)
    return base::fail_field("name", "InvalidValue", "Name: is too long");
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return out;
}

Result<Label> find_or_create(sql::Transaction& tx, const std::string& name, Micros now) {
  PULT_TRY(tx.run("INSERT INTO knowledge_labels (name, created_at) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
                  {name, now}));
  auto found =
      PULT_TRY(tx.one("SELECT id, name, created_at, 0 FROM knowledge_labels WHERE name = ?1", {name}, read_label));
  if (!found) return base::fail(ErrorKind::conflict, "label_gone", "The label was just deleted");
  return std::move(*found);
}

Result<void> attach(sql::Transaction& tx, ItemId article, LabelId label) {
  PULT_TRY(
      tx.run("INSERT INTO knowledge_article_labels (item_id, label_id) VALUES (?1, ?2) "
             "ON CONFLICT (item_id, label_id) DO NOTHING",
             {article, label}));
  return {};
}

}  // namespace

Result<std::vector<Label>> list_labels(sql::Transaction& tx, LabelId after, std::int64_t offset, int limit) {
  return tx.all("SELECT id, name, created_at, 0 FROM knowledge_labels WHERE id > ?1 ORDER BY id LIMIT ?2 OFFSET ?3",
                {after.value, limit, offset}, read_label);
}

Result<std::vector<Label>> list_labels(sql::Transaction& tx, ItemId article) {
  return list_labels(tx, std::vector{article});
}

Result<std::vector<Label>> list_labels(sql::Transaction& tx, const std::vector<ItemId>& articles) {
  const sql::IdList list(tx, articles);
  return tx.all(
      "SELECT l.id, l.name, l.created_at, a.item_id FROM knowledge_article_labels a "
      "JOIN knowledge_labels l ON l.id = a.label_id WHERE a.item_id" +
          list.among(1) + " ORDER BY l.name",
      {list}, read_label);
}

Result<std::optional<Label>> find_label(sql::Transaction& tx, LabelId id) {
  return tx.one("SELECT id, name, created_at, 0 FROM knowledge_labels WHERE id = ?1", {id.value}, read_label);
}

Result<std::int64_t> count_labels(sql::Transaction& tx) {
  constexpr int most_counted = 10'000;
  return PULT_TRY(
             tx.one_int64("SELECT COUNT(*) FROM (SELECT 1 FROM knowledge_labels LIMIT ?1) AS bounded", {most_counted}))
      .value_or(0);
}

Result<Label> add_label(sql::Transaction& tx, ItemId article, std::string_view name, Micros now) {
  const auto wanted = PULT_TRY(name_of(name));
  if (PULT_TRY(list_labels(tx, article)).size() >= max_labels)
    return base::fail_field("name", "InvalidValue", "Name: an article has at most 50 labels");
  auto label = PULT_TRY(find_or_create(tx, wanted, now));
  PULT_TRY(attach(tx, article, label.id));
  PULT_TRY(index_words_of(tx, article));
  return label;
}

Result<void> remove_label(sql::Transaction& tx, ItemId article, LabelId label) {
  PULT_TRY(tx.run("DELETE FROM knowledge_article_labels WHERE item_id = ?1 AND label_id = ?2", {article, label}));
  return index_words_of(tx, article);
}

Result<void> set_labels(sql::Transaction& tx, ItemId article, const std::vector<std::string>& names, Micros now) {
  if (names.size() > max_labels)
    return base::fail_field("label_names", "InvalidValue", "Label names: an article has at most 50 labels");
  PULT_TRY(tx.run("DELETE FROM knowledge_article_labels WHERE item_id = ?1", {article}));
  for (const auto& name : names)
    PULT_TRY(attach(tx, article, PULT_TRY(find_or_create(tx, PULT_TRY(name_of(name)), now)).id));
  return index_words_of(tx, article);
}

}  // namespace pult::knowledge
