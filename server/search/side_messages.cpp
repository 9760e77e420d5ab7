// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/side_messages.hpp"

#include <algorithm>

#include "tickets/side_talk.hpp"

namespace pult::search {
namespace {

using tickets::SideEvent;
using tickets::SideEventId;

struct Place {
  SideEventId event;
  TicketId ticket;
  std::int64_t place = 0;
  text::Language language = text::Language::unknown;
  std::string about;
};

const std::string columns = "s.side_event_id, s.ticket_id, s.place, s.language, s.about";

Place map(const sql::Row& row) {
  return {row.id<SideEventId>(0), row.id<TicketId>(1), row.int64(2), parse_language(row.text(3)), row.string(4)};
}

const std::string& body_of(const SideEvent& event) { return event.visible_body ? *event.visible_body : event.body; }

std::string about_of(const SideEvent& event) {
  std::string out = event.subject + "\n" + event.actor.name + "\n" + event.actor.address;
  for (const auto& person : event.to) out.append("\n").append(person.name).append("\n").append(person.address);
  return out;
}

SideDocument document_of(const Place& place, const SideEvent& event) {
  return {place.event, DocumentId{place.ticket, place.place, true},
          make_document(Head{{}, place.about}, body_of(event), place.language)};
}

Result<std::vector<SideDocument>> list(sql::Transaction& tx, const std::string& rest, std::int64_t id) {
  const auto places =
      PULT_TRY(tx.all("SELECT " + columns + " FROM search_side s" + rest + " ORDER BY s.side_event_id", {id}, map));
  std::vector<SideEventId> ids;
  for (const auto& place : places) ids.push_back(place.event);
  const auto events = PULT_TRY(tickets::find_side_events(tx, ids));
  std::vector<SideDocument> out;
  for (auto event = events.begin(); const auto& place : places) {
    event = std::ranges::lower_bound(event, events.end(), place.event, {}, &SideEvent::id);
    if (event != events.end() && event->id == place.event) out.push_back(document_of(place, *event));
  }
  return out;
}

// 0 when none is free.
Result<std::int64_t> free_place(sql::Transaction& tx, TicketId ticket) {
  const auto lowest =
      PULT_TRY(tx.one_int64("SELECT place FROM search_side WHERE ticket_id = ?1 ORDER BY place LIMIT 1", {ticket}));
  const auto place = lowest.value_or(DocumentId::last_place + 1) - 1;
  return place > DocumentId::max_comments ? place : 0;
}

Result<std::optional<SideDocument>> place(sql::Transaction& tx, TicketId ticket, const SideEvent& event,
                                          text::Language language) {
  const Place made{event.id, ticket, PULT_TRY(free_place(tx, ticket)), language, about_of(event)};
  if (made.place == 0) return std::nullopt;
  PULT_TRY(
      tx.run("INSERT INTO search_side (side_event_id, ticket_id, place, language, about) VALUES (?1, ?2, ?3, ?4, ?5)",
             {event.id.value, ticket, made.place, render_language(language), made.about}));
  return document_of(made, event);
}

Result<std::optional<SideDocument>> place_new(sql::Transaction& tx, TicketId ticket, const SideEvent& event,
                                              text::Language fallback) {
  if (!event.is_message() || event.is_report) return std::nullopt;
  if (PULT_TRY(tx.one_int64("SELECT 1 FROM search_side WHERE side_event_id = ?1", {event.id.value})))
    return std::nullopt;
  return place(tx, ticket, event, text::detect_language(body_of(event), fallback));
}

}  // namespace

Result<std::optional<SideDocument>> place_side_message(sql::Transaction& tx, TicketId ticket,
                                                       tickets::SideConversationId conversation,
                                                       text::Language fallback) {
  const auto event = PULT_TRY(tickets::find_newest_side_event(tx, conversation));
  return event ? place_new(tx, ticket, *event, fallback) : Result<std::optional<SideDocument>>();
}

Result<std::vector<SideDocument>> place_side_messages(sql::Transaction& tx, TicketId ticket, text::Language fallback) {
  constexpr int at_once = 100;
  std::vector<SideDocument> out;
  std::vector<tickets::SideConversationId> ids;
  for (const auto& one :
       PULT_TRY(tickets::list_side_conversations(tx, ticket, {}, 0, int(tickets::max_side_conversations))))
    ids.push_back(one.id);
  SideEventId after;
  for (bool more = !ids.empty(); more;) {
    const auto events = PULT_TRY(tickets::list_side_events(tx, ids, after, 0, at_once));
    for (const auto& event : events) {
      if (auto made = PULT_TRY(place_new(tx, ticket, event, fallback))) out.push_back(std::move(*made));
      after = event.id;
    }
    more = int(events.size()) == at_once;
  }
  return out;
}

Result<std::vector<SideDocument>> list_side_documents(sql::Transaction& tx, TicketId ticket) {
  return list(tx, " WHERE s.ticket_id = ?1", ticket.value);
}

Result<std::vector<SideDocument>> list_side_documents(sql::Transaction& tx, tickets::SideConversationId conversation) {
  return list(tx, " WHERE s.side_event_id IN (SELECT id FROM side_events WHERE side_conversation_id = ?1)",
              conversation.value);
}

Result<std::vector<SideDocument>> list_moved_side_documents(sql::Transaction& tx, TicketId ticket) {
  return list(tx,
              " WHERE s.ticket_id <> ?1 AND s.side_event_id IN (SELECT e.id FROM side_events e JOIN "
              "side_conversations c ON c.id = e.side_conversation_id WHERE c.ticket_id = ?1)",
              ticket.value);
}

Result<std::vector<SideDocument>> place_again(sql::Transaction& tx, TicketId ticket,
                                              const std::vector<SideDocument>& old) {
  std::vector<SideDocument> out;
  for (const auto& one : old) {
    const auto language =
        PULT_TRY(tx.one("SELECT language FROM search_side WHERE side_event_id = ?1", {one.event.value},
                        [](const sql::Row& row) { return parse_language(row.text(0)); }));
    PULT_TRY(tx.run("DELETE FROM search_side WHERE side_event_id = ?1", {one.event.value}));
    const auto event = PULT_TRY(tickets::find_side_event(tx, one.event));
    if (!event) continue;
    if (auto made = PULT_TRY(place(tx, ticket, *event, language.value_or(text::Language::unknown))))
      out.push_back(std::move(*made));
  }
  return out;
}

Result<void> forget_side_places(sql::Transaction& tx, TicketId ticket) {
  PULT_TRY(tx.run("DELETE FROM search_side WHERE ticket_id = ?1", {ticket}));
  return {};
}

}  // namespace pult::search
