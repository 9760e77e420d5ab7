// SPDX-License-Identifier: AGPL-3.0-or-later
// What checklists, time entries and approvals have in common: they hang on a ticket, agents look after them, and each
// change of one is an audit of the ticket whose events bring the numbers on its row up to date.
#pragma once
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>

#include "tickets/desk.hpp"

namespace pult::tickets {

// The ticket, locked for a change of the work on it. not_found for who may not see it, forbidden for who is no agent,
// unprocessable when it is closed.
Result<Ticket> lock_for_work(sql::Transaction& tx, const people::Actor& actor, TicketId id);

// Values as JSON; nullopt for what is not there yet or no more.
events::Event work_event(std::string_view field, const std::optional<boost::json::object>& value,
                         const std::optional<boost::json::object>& previous);
// Adds the event that brings a member of the ticket's row to `value`, where it differs.
void set_on_row(std::vector<events::Event>& events, std::string_view field, const std::string& before,
                const std::string& value);

// unprocessable when the text is blank or longer than `most` characters.
Result<void> check_text(std::string_view field, std::string_view text, std::size_t most);
// unprocessable for somebody who is no agent at work; 0 is nobody.
Result<void> check_agent(sql::Transaction& tx, std::string_view field, UserId id);

}  // namespace pult::tickets
