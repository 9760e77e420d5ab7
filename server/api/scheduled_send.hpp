// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "api/call.hpp"
#include "tickets/scheduled_reply.hpp"

namespace pult::api {

// Makes the change in its author's name and removes the row. The ticket's row is locked by the caller. Errors are those
// of the change: not_found, forbidden, unprocessable ...
Result<tickets::Outcome> send(sql::Transaction& tx, Services& services, const tickets::ScheduledReply& reply);

}  // namespace pult::api
