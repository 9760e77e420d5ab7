// SPDX-License-Identifier: AGPL-3.0-or-later
// Labels of articles: words that readers do not see and that articles are found and listed by.
#pragma once
#include "knowledge/item.hpp"

namespace pult::knowledge {

using LabelId = base::Id<struct KnowledgeLabelTag>;

struct Label {
  LabelId id;
  std::string name;
  Micros created_at = 0;
  ItemId item;  // of list_labels of several articles: whose it is
};

// All labels by id, after `after`; of one article; of several, by name.
Result<std::vector<Label>> list_labels(sql::Transaction& tx, LabelId after, std::int64_t offset, int limit);
Result<std::vector<Label>> list_labels(sql::Transaction& tx, ItemId article);
Result<std::vector<Label>> list_labels(sql::Transaction& tx, const std::vector<ItemId>& articles);
Result<std::optional<Label>> find_label(sql::Transaction& tx, LabelId id);
Result<std::int64_t> count_labels(sql::Transaction& tx);

// unprocessable for a blank or too long name, and for more than 50 of an article.
Result<Label> add_label(sql::Transaction& tx, ItemId article, std::string_view name, Micros now);
Result<void> remove_label(sql::Transaction& tx, ItemId article, LabelId label);
Result<void> set_labels(sql::Transaction& tx, ItemId article, const std::vector<std::string>& names, Micros now);

}  // namespace pult::knowledge
