// SPDX-License-Identifier: AGPL-3.0-or-later
// Ids of ours for the inside of IN (...): integers, so they may stand in the text of a statement.
#pragma once
#include <string>
#include <vector>

#include "base/ids.hpp"

namespace pult::sql {

// "1,7,9"; "0", which no row has, for an empty list.
template <class Tag>
std::string id_list(const std::vector<base::Id<Tag>>& ids) {
  std::string out;
  for (const auto id : ids) out.append(out.empty() ? "" : ",").append(std::to_string(id.value));
  return out.empty() ? "0" : out;
}

}  // namespace pult::sql
