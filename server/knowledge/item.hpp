// SPDX-License-Identifier: AGPL-3.0-or-later
// Categories, sections and articles. What they say is in their translations (translation.hpp); here is where they
// stand and who may read them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "people/access.hpp"
#include "sql/database.hpp"

namespace pult::knowledge {

using ItemId = base::Id<struct KnowledgeItemTag>;
using TranslationId = base::Id<struct KnowledgeTranslationTag>;

enum class Kind : std::uint8_t { category = 1, section = 2, article = 3 };
// Who may read an article once it is published; agents read all.
enum class Audience : std::uint8_t { everybody = 0, signed_in = 1, agents = 2 };

struct Item {
  ItemId id;
  Kind kind = Kind::article;
  ItemId parent;          // the category of a section, the section of an article
  ItemId parent_section;  // of a section within another
  std::int64_t position = 0;
  std::string source_locale;
  UserId author;
  Audience audience = Audience::everybody;
  bool promoted = false, comments_disabled = false;
  Micros created_at = 0, updated_at = 0, edited_at = 0;
  std::optional<Micros> archived_at;
};

struct Translation {
  TranslationId id;
  ItemId item;
  std::string locale;
  std::string title;
  std::string body;  // of articles sanitised HTML, of others plain text
  bool draft = false, outdated = false;
  UserId created_by, updated_by;
  Micros created_at = 0, updated_at = 0;
};

// An item with one of its translations: the one asked for.
struct Listed {
  Item item;
  Translation shown;
};

// Whoever looks after the knowledge also sees drafts.
bool may_write(const people::Actor& actor);

enum class Order : std::uint8_t { position, title, created, updated, edited };

struct Filter {
  Kind kind = Kind::article;
  std::string locale;  // "": each in its source language; else those that have it
  ItemId parent;       // 0: all
  ItemId category;     // of articles: in any section of it
  UserId author;
  std::vector<std::string> labels;  // any of them
  std::optional<Micros> changed_from;
  bool with_drafts = false;
  Order order = Order::position;
  bool descending = false;
  // Where the page before ended: the id and the value of the order; nullopt: from the first.
  struct Mark {
    std::int64_t value = 0;
    std::string text;
    ItemId id;
  };
  std::optional<Mark> after;
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<Listed>> list_items(sql::Transaction& tx, const Filter& filter);
// Up to 10,000, as deep as numbered pages go.
Result<std::int64_t> count_items(sql::Transaction& tx, const Filter& filter);
Filter::Mark mark_of(const Listed& listed, Order order);

// `locale` "": in its source language. nullopt also for what was deleted, and without drafts for a draft.
Result<std::optional<Listed>> find_item(sql::Transaction& tx, Kind kind, ItemId id, std::string_view locale,
                                        bool with_drafts);
// not_found for an id of another kind and for what was deleted.
Result<Item> load_item(sql::Transaction& tx, Kind kind, ItemId id);

// Writes a new item; its translations follow. not_found for a parent that is not there.
Result<Item> create_item(sql::Transaction& tx, Item item, Micros now);
Result<void> save_item(sql::Transaction& tx, const Item& item, Micros now);
// With all that is in it.
Result<void> archive_item(sql::Transaction& tx, const Item& item, Micros now);
// An article that was deleted; not_found when its section is gone too.
Result<Item> restore_article(sql::Transaction& tx, ItemId id, Micros now);

}  // namespace pult::knowledge
