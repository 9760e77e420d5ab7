// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets as their requesters see them.
#pragma once
#include "api/present.hpp"

namespace pult::api {

// The request of a ticket that present_ticket has shown: fewer members, and whether the caller may call it solved.
json::object present_request(const Call& call, const json::object& ticket);

// The members of a new request that a customer decides about; staff's are left out.
// unprocessable for a blank subject or a missing comment.
Result<json::object> request_members(const json::object& request);

// A request of somebody who did not sign in. Never in the name of somebody who has an account: that is held back as a
// suspended ticket, and the answer does not tell.
Result<Answer> create_anonymous_request(Call& call, const json::object& request);

}  // namespace pult::api
