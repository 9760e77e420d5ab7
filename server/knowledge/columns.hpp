// SPDX-License-Identifier: AGPL-3.0-or-later
// How rows of items `i` and translations `t` are read. Private to knowledge.
#pragma once
#include "knowledge/item.hpp"

namespace pult::knowledge {

inline constexpr std::string_view listed_columns =
    "i.id, i.kind, i.parent_id, i.parent_section_id, i.position, i.source_locale, i.author_id, i.audience, i.promoted, "
    "i.comments_disabled, i.created_at, i.updated_at, i.edited_at, i.archived_at, "
    "t.id, t.item_id, t.locale, t.title, t.body, t.draft, t.outdated, t.created_by, t.updated_by, t.created_at, "
    "t.updated_at";

Item read_item(const sql::Row& row);
// Of the columns from `first` on.
Translation read_translation(const sql::Row& row, int first = 0);
Listed read_listed(const sql::Row& row);

}  // namespace pult::knowledge
