// SPDX-License-Identifier: AGPL-3.0-or-later
#include "knowledge/translation.hpp"

#include "knowledge/columns.hpp"
#include "knowledge/words.hpp"
#include "sql/id_list.hpp"
#include "text/fold.hpp"
#include "text/sanitize.hpp"
#include "text/utf8.hpp"

namespace pult::knowledge {
namespace {

constexpr std::size_t max_title_bytes = 1'000, max_body_bytes = 512 * 1024, max_key_bytes = 200;
constexpr std::string_view columns =
    "t.id, t.item_id, t.locale, t.title, t.body, t.draft, t.outdated, t.created_by, t.updated_by, t.created_at, "
    "t.updated_at";

std::string title_key(std::string_view title) {
  return std::string(text::truncate_utf8(text::fold(title), max_key_bytes));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

Result<void> apply(Translation& translation, const Item& item, const Text& text) {
  if (text.title) translation.title = trimmed(*text.title);
  if (text.draft) translation.draft = *text.draft && item.kind == Kind::article;
  if (text.outdated) translation.outdated = *text.outdated;
  if (translation.title.empty()) return base::fail_field("title", "BlankValue", "Title: cannot be blank");
  if (translation.title.size() > max_title_bytes) return base::fail_field("title", "TooLong", "Title: is too long");
  if (!text.body) return {};
  if (text.body->size() > max_body_bytes) return base::fail_field("body", "TooLong", "Body: is too long");
  translation.body = item.kind == Kind::article ? text::sanitize_html(*text.body).html : *text.body;
  return {};
}

Result<void> note_edit(sql::Transaction& tx, const Item& item, Micros now) {
  PULT_TRY(tx.run("UPDATE knowledge_items SET edited_at = ?2, updated_at = ?2 WHERE id = ?1", {item.id, now}));
  return {};
}

}  // namespace

Result<Translation> create_translation(sql::Transaction& tx, const Item& item, std::string locale, const Text& text,
                                       UserId by, Micros now) {
  Translation out;
  out.item = item.id;
  out.locale = std::move(locale);
  if (out.locale.empty()) return base::fail_field("locale", "InvalidValue", "Locale: is not a language");
  PULT_TRY(apply(out, item, text));
  if (PULT_TRY(find_translation(tx, item.id, out.locale)))
    return base::fail_field("locale", "DuplicateValue", "Locale: has already been taken");
  out.created_by = out.updated_by = by;
  out.created_at = out.updated_at = now;
  out.id = TranslationId(
      PULT_TRY(tx.one_int64(
                   "INSERT INTO knowledge_translations (item_id, locale, title, title_key, body, draft, "
                   "outdated, created_by, updated_by, created_at, updated_at) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?9) RETURNING id",
                   {item.id, out.locale, out.title, title_key(out.title), out.body, out.draft, out.outdated, by, now}))
          .value_or(0));
  PULT_TRY(note_edit(tx, item, now));
  if (item.kind == Kind::article) PULT_TRY(index_words(tx, out));
  return out;
}

Result<Translation> save_translation(sql::Transaction& tx, const Item& item, Translation translation, const Text& text,
                                     UserId by, Micros now) {
  const auto title = translation.title, body = translation.body;
  PULT_TRY(apply(translation, item, text));
  const bool rewritten = translation.title != title || translation.body != body;
  const bool is_source = translation.locale == item.source_locale;
  if (is_source || (rewritten && !text.outdated)) translation.outdated = false;
  translation.updated_by = by;
  translation.updated_at = now;
  PULT_TRY(
      tx.run("UPDATE knowledge_translations SET title = ?2, title_key = ?3, body = ?4, draft = ?5, outdated = ?6, "
             "updated_by = ?7, updated_at = ?8 WHERE id = ?1",
             {translation.id, translation.title, title_key(translation.title), translation.body, translation.draft,
              translation.outdated, by, now}));
  if (!rewritten) {
    PULT_TRY(tx.run("UPDATE knowledge_items SET updated_at = ?2 WHERE id = ?1", {item.id, now}));
    return translation;
  }
  if (is_source)
    PULT_TRY(tx.run("UPDATE knowledge_translations SET outdated = 1 WHERE item_id = ?1 AND id <> ?2",
                    {item.id, translation.id}));
  PULT_TRY(note_edit(tx, item, now));
  if (item.kind == Kind::article) PULT_TRY(index_words(tx, translation));
  return translation;
}

Result<void> delete_translation(sql::Transaction& tx, const Item& item, const Translation& translation) {
  if (translation.locale == item.source_locale)
    return base::fail_field("locale", "InvalidValue", "Locale: the source language cannot be deleted");
  PULT_TRY(tx.run("DELETE FROM knowledge_words WHERE translation_id = ?1", {translation.id}));
  PULT_TRY(tx.run("DELETE FROM knowledge_translations WHERE id = ?1", {translation.id}));
  return {};
}

Result<std::optional<Translation>> find_translation(sql::Transaction& tx, ItemId item, std::string_view locale) {
  return tx.one(
      "SELECT " + std::string(columns) + " FROM knowledge_translations t WHERE t.item_id = ?1 AND t.locale = ?2",
      {item.value, locale}, [](const sql::Row& row) { return read_translation(row); });
}

Result<std::optional<Translation>> find_translation(sql::Transaction& tx, TranslationId id) {
  return tx.one("SELECT " + std::string(columns) + " FROM knowledge_translations t WHERE t.id = ?1", {id.value},
                [](const sql::Row& row) { return read_translation(row); });
}

Result<std::vector<Translation>> list_translations(sql::Transaction& tx, ItemId item, bool with_drafts) {
  return tx.all("SELECT " + std::string(columns) +
                    " FROM knowledge_translations t WHERE t.item_id = ?1 AND (t.draft = 0 OR ?2 = 1) ORDER BY t.id",
                {item.value, with_drafts}, [](const sql::Row& row) { return read_translation(row); });
}

Result<std::vector<Language>> list_languages(sql::Transaction& tx, const std::vector<ItemId>& items) {
  const sql::IdList list(tx, items);
  return tx.all("SELECT item_id, locale, draft, outdated FROM knowledge_translations WHERE item_id" + list.among(1) +
                    " ORDER BY item_id, id",
                {list}, [](const sql::Row& row) {
                  return Language{row.id<ItemId>(0), row.string(1), row.boolean(2), row.boolean(3)};
                });
}

}  // namespace pult::knowledge
