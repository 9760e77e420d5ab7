// SPDX-License-Identifier: AGPL-3.0-or-later
// Lists of tickets and audits, as several resources show them.
#pragma once
#include "api/page.hpp"
#include "api/present.hpp"

namespace pult::api {

// One page of a ticket list with its sideloads. `count` may be empty: then numbered pages count what was seen so far.
Result<Answer> answer_ticket_list(Call& call, tickets::TicketFilter filter,
                                  const std::function<std::int64_t()>& count);

Result<json::object> present_audit(Call& call, const events::Audit& audit);

}  // namespace pult::api
