// SPDX-License-Identifier: AGPL-3.0-or-later
// What webhooks can subscribe to, and what they are told: "zen:event-type:ticket.created" and its payload
// (v2 conventions, section 8.16). Pure.
#pragma once
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tickets/desk.hpp"

namespace pult::channels::webhooks {

namespace json = boost::json;

// Called by an action of a rule only, never by an event.
inline constexpr std::string_view conditional_ticket_events = "conditional_ticket_events";
inline constexpr std::string_view event_prefix = "zen:event-type:";

// Whether this desk has such an event.
bool is_event_type(std::string_view subscription);

struct Occurrence {
  std::string type;  // "zen:event-type:ticket.status_changed"
  json::object event;
};
// What one change of a ticket means, in the order of its audit. `author` of its comment, when it has one.
std::vector<Occurrence> occurrences_of(const tickets::Notice& notice, const people::User* author);

// The ticket as payloads show it: ids are texts, choices in capitals.
json::object ticket_detail(const tickets::Ticket& ticket, UserId actor, std::string_view description);

// `position` among the `total` events of the same change, which share `sequence`.
struct Place {
  std::string sequence;
  std::size_t position = 1, total = 1;
};
// `id` is the event's own, the same for all webhooks that hear of it; `subject`: "zen:ticket:35436".
std::string render_payload(std::string_view account, std::string_view id, std::string_view subject, Micros time,
                           Occurrence occurrence, const json::object& detail, const Place& place);

// A UUID, version 4.
std::string make_event_id();

}  // namespace pult::channels::webhooks
