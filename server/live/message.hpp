// SPDX-License-Identifier: AGPL-3.0-or-later
// The frames that clients get. Texts of tickets and deliveries come rendered.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "events/event.hpp"
#include "tickets/ticket.hpp"

namespace pult::live {

using Message = std::shared_ptr<const std::string>;

Message hello_message(UserId user, Micros now);
Message resync_message();
Message pong_message();
Message gone_message(TicketId ticket);
// `with_private`: the reader may know about private comments.
Message ticket_message(const events::Audit& audit, const tickets::Ticket& ticket, bool with_private,
                       const std::string& ticket_json);
Message delivery_message(TicketId ticket, CommentId comment, const std::string& delivery_json);
// Something beside the ticket has changed: "drafts", "scheduled_replies".
Message part_message(TicketId ticket, const std::string& part, UserId user);
// Who has the ticket before them, and whether they write.
Message lookers_message(TicketId ticket, const std::map<UserId, bool>& writes_by_user);
Message counts_message(const std::map<std::int64_t, std::int64_t>& by_view);

// False for an audit that holds nothing but private comments.
bool has_public_part(const events::Audit& audit);
bool is_ping(std::string_view message);

}  // namespace pult::live
