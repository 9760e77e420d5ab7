// SPDX-License-Identifier: AGPL-3.0-or-later
// What makes a trigger or an automation acceptable, beyond each condition and action being so. Pure.
#pragma once
#include "automation/rule.hpp"

namespace pult::automation {

// At least one condition.
Result<void> check_trigger(const Rule& trigger);
// In `all`: a condition on time, and one on status, type, group, assignee or requester. It must come to an end with
// each ticket: a condition that is true only for one hour, or an action that makes a condition false. No other active
// one has the same conditions.
Result<void> check_automation(const Rule& automation, const std::vector<Rule>& others);

}  // namespace pult::automation
