// SPDX-License-Identifier: AGPL-3.0-or-later
// Conditions on time, from words to typed tests. Private to rules.
#pragma once
#include "rules/program.hpp"

namespace pult::rules {

// One test, or two: "solved 24 hours ago" also asks that the ticket is still solved.
Result<void> compile_hours(const Condition& from, std::vector<Test>& out);
// The moments of SLA filters.
Result<void> compile_created(const Condition& from, std::vector<Test>& out);

}  // namespace pult::rules
