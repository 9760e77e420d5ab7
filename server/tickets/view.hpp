// SPDX-License-Identifier: AGPL-3.0-or-later
// Views as rows: conditions, what a list shows and in what order, and who may use it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "people/access.hpp"
#include "rules/condition.hpp"
#include "sql/database.hpp"

namespace pult::tickets {

using ViewId = base::Id<struct ViewTag>;

struct View {
  ViewId id;
  std::string title, description;
  std::string key;  // of the views every desk starts with, "" for others
  bool active = true, is_default = false;
  std::int64_t position = 0;
  UserId owner;                 // a personal view; 0: shared
  std::vector<GroupId> groups;  // shared with these only; empty: with everybody
  rules::Conditions conditions;
  std::vector<std::string> columns;
  std::string group_by, group_order = "asc", sort_by, sort_order = "desc";  // "" for none
  std::int64_t counted_to = 0;                                              // view_counts.hpp
  std::string counting;
  Micros created_at = 0, updated_at = 0;
};

inline constexpr std::size_t max_shared_views = 200;
inline constexpr std::size_t max_personal_views = 100;
inline constexpr std::size_t max_columns = 10;

// Agents use shared views, those shared with a group of theirs, and their own. Admins use all but others' own.
bool may_use_view(const people::Actor& actor, const View& view);
bool may_change_view(const people::Actor& actor, const View& view);

// Shared ones and those of `owner`, by position.
Result<std::vector<View>> list_views(sql::Transaction& tx, UserId owner);
// Every active view of everybody.
Result<std::vector<View>> list_active_views(sql::Transaction& tx);
Result<std::optional<View>> find_view(sql::Transaction& tx, ViewId id);
// Blank titles, too many views, unknown columns and sort keys: unprocessable. Conditions have been checked
// (view_set.hpp).
Result<View> insert_view(sql::Transaction& tx, View view, Micros now);
// Everything but how far it is counted.
Result<void> save_view(sql::Transaction& tx, const View& view, Micros now);
Result<void> delete_view(sql::Transaction& tx, ViewId id);
// Tells everybody who keeps views in memory that these have changed; in the transaction of the change.
Result<void> views_changed(sql::Transaction& tx);

}  // namespace pult::tickets
