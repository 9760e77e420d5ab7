// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "api/call.hpp"
#include "automation/rule.hpp"

namespace pult::api {

// not_found for a macro that the caller may not use: others' personal ones are not told of.
Result<automation::Rule> load_macro(Call& call, std::int64_t id);

// The events that say which macros somebody used for a change of a ticket: `macro_id` and `macro_ids` of the body.
// Macros that are not there, or not the caller's to use, are passed over.
Result<std::vector<events::Event>> macro_events(Call& call, const json::object& ticket);

// unprocessable where the desk enforces how shared macros are called (automation/macro_name.hpp) and this one is not.
Result<void> check_macro_name(const Call& call, const automation::Rule& macro);

}  // namespace pult::api
