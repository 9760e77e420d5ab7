// SPDX-License-Identifier: AGPL-3.0-or-later
// What a form demands of a ticket: fields that must be filled in to solve it, and conditions by which fields show and
// are required. Pure.
#pragma once
#include <boost/json/fwd.hpp>
#include <string>
#include <vector>

#include "tickets/definitions.hpp"

namespace pult::tickets {

// The fields that an agent must fill in before the ticket may go from `before` to `after`.
std::vector<const Field*> missing_fields(const Definitions& definitions, const Ticket& before, const Ticket& after);
// unprocessable naming each of missing_fields.
Result<void> check_required(const Definitions& definitions, const Ticket& before, const Ticket& after);

// What somebody who is no agent must fill in to open a ticket, of what they may fill in. unprocessable naming what they
// did not.
Result<void> check_portal(const Definitions& definitions, const Ticket& wanted);

// Whether a condition of the form names the field.
bool names_field(const Form& form, FieldId field);

enum class Audience : std::uint8_t { agent, end_user };
// Conditions as somebody sent them -> as stored. unprocessable for fields the form does not have, values a parent
// cannot hold, and conditions in a circle.
Result<std::string> parse_conditions(const Definitions& definitions, const Form& form,
                                     const boost::json::array& conditions, Audience audience);

}  // namespace pult::tickets
