// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/approval_rules.hpp"

#include <algorithm>

namespace pult::tickets {

std::string status_of(std::string_view rule, const std::vector<std::string>& decisions) {
  const std::string decisive = rule == "any" ? "approved" : "declined";
  const std::string other = rule == "any" ? "declined" : "approved";
  if (std::ranges::find(decisions, decisive) != decisions.end()) return decisive;
  const bool all_other = std::ranges::all_of(decisions, [&](const std::string& one) { return one == other; });
  return all_other ? other : "waiting";
}

std::string summary_of(const std::vector<std::string>& statuses) {
  for (const auto* status : {"waiting", "declined", "approved"})
    if (std::ranges::find(statuses, status) != statuses.end()) return status;
  return {};
}

}  // namespace pult::tickets
