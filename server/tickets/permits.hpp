// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent's permissions say about a change of a ticket they see. End-users and the desk itself have rules of
// their own (desk.cpp).
#pragma once
#include <span>

#include "tickets/desk.hpp"

namespace pult::tickets {

// `planned`: the events of the change without its comment. forbidden for what the permissions do not cover.
Result<void> check_permissions(const people::Actor& actor, const Ticket& before, const Change& change,
                               std::span<const events::Event> planned);
Result<void> check_permissions(const people::Actor& actor, const NewTicket& wanted);
// Only the mail of an agent's own answer to somebody else can also go to people unknown to the others. forbidden,
// unprocessable.
Result<void> check_bcc(const people::Actor& actor, UserId requester, const NewComment& comment);

}  // namespace pult::tickets
