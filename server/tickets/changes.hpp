// SPDX-License-Identifier: AGPL-3.0-or-later
// From a wanted change to events: what really differs, with the rules of the life cycle. Private to the use cases.
#pragma once
#include "tickets/definitions.hpp"
#include "tickets/desk.hpp"

namespace pult::tickets {

// The events that lead from `ticket` to what `change` wants, without the comment's own event.
// Rules: assigning a new ticket opens it; an agent's public answer opens a new one; a customer's answer reopens;
// solving needs an assignee (the actor takes it); an assignee must be an agent; a change of the group frees it of an
// assignee who does not work there, unless the same change names one; a custom status brings its category and the other
// way round; values of fields and tags follow each other (field_values.hpp).
Result<std::vector<events::Event>> plan_changes(sql::Transaction& tx, const Definitions& definitions,
                                                const people::Actor& actor, const Ticket& ticket, const Change& change);

// Events for the first values of a new ticket.
Result<std::vector<events::Event>> plan_creation(sql::Transaction& tx, const Definitions& definitions,
                                                 const people::Actor& actor, const NewTicket& wanted,
                                                 const people::User& requester);

}  // namespace pult::tickets
