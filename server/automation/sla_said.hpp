// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes of tickets in the words of their clocks.
#pragma once
#include "sla/deadline.hpp"
#include "tickets/desk.hpp"

namespace pult::automation {

// What just happened.
Result<sla::Step> step_of(sql::Transaction& tx, const tickets::Notice& notice);
// Everything that ever happened to a ticket, from its audits.
Result<sla::Tracks> replay(sql::Transaction& tx, TicketId id);

}  // namespace pult::automation
