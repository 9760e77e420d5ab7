// SPDX-License-Identifier: AGPL-3.0-or-later
// What follows from conditions alone: whether they can hold at all, and whether one set holds whenever another does.
// Pure and cautious: what cannot be told is "maybe", and maybe is never reported.
#pragma once
#include <optional>
#include <string>
#include <utility>

#include "housekeeping/inventory.hpp"

namespace pult::housekeeping {

// Two conditions of which at most one can hold. With `any`: the last alternative that fails, and what it fails at.
using Contradiction = std::pair<rules::Condition, rules::Condition>;
std::optional<Contradiction> find_contradiction(const rules::Conditions& conditions,
                                                const tickets::Definitions& definitions);
bool contradict(const rules::Condition& one, const rules::Condition& other, const tickets::Definitions& definitions);

// Whether every ticket that fits `narrow` fits `broad`.
bool is_broader(const rules::Conditions& broad, const rules::Conditions& narrow);

// The same conditions or actions in whatever order.
bool same(const rules::Conditions& one, const rules::Conditions& other);
bool same(const std::vector<rules::Action>& one, const std::vector<rules::Action>& other);

// An action as what holds afterwards: "status is solved"; nullopt for actions that set no single value.
std::optional<rules::Condition> outcome_of(const rules::Action& action);

}  // namespace pult::housekeeping
