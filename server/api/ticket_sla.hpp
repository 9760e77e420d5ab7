// SPDX-License-Identifier: AGPL-3.0-or-later
// Clocks of tickets as the API shows them.
#pragma once
#include <map>
#include <span>

#include "api/call.hpp"
#include "tickets/store.hpp"

namespace pult::api {

// What `include=slas` asks for, as the text of members of each ticket: "slas":{...},"sla_due_at":...
Result<std::map<std::int64_t, std::string>> write_slas(Call& call, std::span<const tickets::Listed> tickets);
// When the next clock of each is over, null where none is: for views that have the column.
inline constexpr std::string_view sla_column = "sla_next_breach_at";
Result<std::map<std::int64_t, json::value>> load_sla_due(Call& call, std::span<const tickets::Listed> tickets);
// The dashboard's member "sla".
Result<json::object> present_sla_risk(Call& call);

}  // namespace pult::api
