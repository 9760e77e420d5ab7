// SPDX-License-Identifier: AGPL-3.0-or-later
// Lists of tickets and audits, as several resources show them.
#pragma once
#include "api/page.hpp"
#include "api/present.hpp"

namespace pult::api {

// One page of a ticket list with its sideloads. `count` may be empty: then numbered pages count what was seen so far.
Result<Answer> answer_ticket_list(Call& call, tickets::TicketFilter filter, const std::function<std::int64_t()>& count);

// How many tickets a condition holds, where no counter covers it; never over the depth that numbered pages reach.
Result<std::int64_t> bounded_count(Call& call, const std::string& condition);

// A whole page with two queries.
Result<std::vector<json::object>> present_audits(Call& call, const std::vector<events::Audit>& audits);
Result<json::object> present_audit(Call& call, const events::Audit& audit);
// Without a query: of an audit whose only comment is at hand and has no files.
json::object present_audit(bool internal, const events::Audit& audit, const tickets::Comment& comment);

}  // namespace pult::api
