// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/reassign.hpp"

#include <algorithm>

#include "tickets/store.hpp"

namespace pult::tickets {
namespace {

using events::Event;
using events::EventType;

std::optional<std::string> text_or_none(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void plan_list(std::vector<Event>& events, std::string field, const std::string& before, UserId from, UserId to) {
  auto ids = split_ids(before);
  if (std::ranges::find(ids, from) == ids.end()) return;
  std::ranges::replace(ids, from, to);
  events.push_back(
      {EventType::change, std::move(field), text_or_none(join_ids(std::move(ids))), text_or_none(before), {}});
}

Result<void> record(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                    std::vector<Event> events) {
  if (events.empty()) return {};
  Planned planned;
  planned.events = std::move(events);
  planned.via_rel = "merge";
  PULT_TRY(desk.record(tx, actor, ticket, std::move(planned)));
  return {};
}

}  // namespace

Result<std::vector<TicketId>> list_tickets_naming(sql::Transaction& tx, UserId user) {
  return tx.all(
      "SELECT id FROM tickets WHERE requester_id = ?1 UNION SELECT ticket_id FROM ticket_people "
      "WHERE user_id = ?1 ORDER BY 1",
      {user}, [](const sql::Row& row) { return row.id<TicketId>(0); });
}

Result<std::vector<TicketId>> list_tickets_of(sql::Transaction& tx, OrganizationId organization, TicketId after,
                                              int limit) {
  return tx.all("SELECT id FROM tickets WHERE organization_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                {organization, after.value, limit}, [](const sql::Row& row) { return row.id<TicketId>(0); });
}

Result<void> replace_person(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId id,
                            UserId from, UserId to) {
  const auto ticket = PULT_TRY(find_ticket_for_update(tx, id));
  if (!ticket) return {};
  std::vector<Event> events;
  if (ticket->requester == from)
    events.push_back({EventType::change, "requester_id", std::to_string(to.value), std::to_string(from.value), {}});
  plan_list(events, "follower_ids", ticket->follower_ids, from, to);
  plan_list(events, "email_cc_ids", ticket->email_cc_ids, from, to);
  return record(tx, desk, actor, *ticket, std::move(events));
}

Result<void> replace_organization(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId id,
                                  OrganizationId from, OrganizationId to) {
  const auto ticket = PULT_TRY(find_ticket_for_update(tx, id));
  if (!ticket || ticket->organization != from) return {};
  return record(tx, desk, actor, *ticket,
                {{EventType::change, "organization_id", std::to_string(to.value), std::to_string(from.value), {}}});
}

Result<void> replace_author(sql::Transaction& tx, UserId from, UserId to) {
  PULT_TRY(tx.run("UPDATE comments SET author_id = ?2 WHERE author_id = ?1", {from, to}));
  return {};
}

}  // namespace pult::tickets
