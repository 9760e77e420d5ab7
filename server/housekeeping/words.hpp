// SPDX-License-Identifier: AGPL-3.0-or-later
// What a finding says in plain English.
#pragma once
#include <span>
#include <string>

#include "housekeeping/finding.hpp"

namespace pult::housekeeping {

// All kinds, in the order in which reports show them.
std::span<const std::string_view> all_kinds();
std::string evidence_of(const Finding& finding);
// What the fix would do; "" without one.
std::string proposal_of(const Finding& finding);

}  // namespace pult::housekeeping
