// SPDX-License-Identifier: AGPL-3.0-or-later
// What categories, sections and articles say, in each language.
#pragma once
#include "knowledge/item.hpp"

namespace pult::knowledge {

// What may be written of a translation; nullopt leaves it alone. Bodies are sanitised here.
struct Text {
  std::optional<std::string> title, body;
  std::optional<bool> draft, outdated;
};

// unprocessable/"RecordInvalid": a blank or too long title, a body of over half a megabyte, a language that is there.
Result<Translation> create_translation(sql::Transaction& tx, const Item& item, std::string locale, const Text& text,
                                       UserId by, Micros now);
// When the source changes, the other languages become outdated; a translation that is written again no longer is.
Result<Translation> save_translation(sql::Transaction& tx, const Item& item, Translation translation, const Text& text,
                                     UserId by, Micros now);
// unprocessable for the one in the source language.
Result<void> delete_translation(sql::Transaction& tx, const Item& item, const Translation& translation);

Result<std::optional<Translation>> find_translation(sql::Transaction& tx, ItemId item, std::string_view locale);
Result<std::optional<Translation>> find_translation(sql::Transaction& tx, TranslationId id);
// In the order they came.
Result<std::vector<Translation>> list_translations(sql::Transaction& tx, ItemId item, bool with_drafts);

// The languages of several items, without their texts.
struct Language {
  ItemId item;
  std::string locale;
  bool draft = false, outdated = false;
};
Result<std::vector<Language>> list_languages(sql::Transaction& tx, const std::vector<ItemId>& items);

}  // namespace pult::knowledge
