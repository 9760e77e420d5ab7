// SPDX-License-Identifier: AGPL-3.0-or-later
// What views can show and sort by, in the words of the v2 conventions.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pult::tickets {

struct ViewColumn {
  std::string_view id, title;
  bool sortable = false;
};

// Named columns; ids of custom fields are columns as well.
const ViewColumn* find_view_column(std::string_view id);
bool is_view_column(std::string_view id);
bool is_sort_key(std::string_view id);
std::vector<std::string> default_columns();

}  // namespace pult::tickets
