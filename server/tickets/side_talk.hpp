// SPDX-License-Identifier: AGPL-3.0-or-later
// The use cases of side conversations: the only writers of their rows. Each is an event of one audit of the ticket,
// "side_conversation" with what happened and the conversation's number ("create 7"); mail hangs on through the hooks
// of the desk, as for comments.
#pragma once
#include "tickets/desk.hpp"
#include "tickets/side_conversation.hpp"

namespace pult::tickets {

inline constexpr std::string_view side_field = "side_conversation";
// What a machine wrote: no news of the ticket.
inline constexpr std::string_view side_report_field = "side_conversation_report";
inline constexpr std::size_t max_side_recipients = 50;
inline constexpr std::int64_t max_side_conversations = 200;  // of one ticket

struct SideMessage {
  std::string subject;          // "": of the conversation
  NewComment content;           // its body, HTML (prepare_html), uploads and files; author and privacy do not matter
  std::vector<Participant> to;  // empty in a reply: all others who are in the conversation
  std::vector<AttachmentId> files;  // of the ticket or its side conversations, sent along
  std::string external_ids = "{}";  // of the message
  std::string via = "api";
};

struct SideTurn {
  SideConversation conversation;
  SideEvent event;
};

// Agents who may change the ticket and write in public: not_found, forbidden, unprocessable (closed ticket, nobody to
// write to, an empty message, unknown files). A reply opens the conversation again.
Result<SideTurn> start_side_conversation(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                         TicketId ticket, SideMessage message, std::string external_ids = "{}");
Result<SideTurn> reply_to_side_conversation(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                            TicketId ticket, SideConversationId id, SideMessage message);

struct SideUpdate {
  std::optional<std::string> subject, external_ids;
  std::optional<bool> is_open;
  std::string via = "api";
};
// The event is absent when nothing was different.
struct SideUpdated {
  SideConversation conversation;
  std::optional<SideEvent> event;
};
Result<SideUpdated> update_side_conversation(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                             TicketId ticket, SideConversationId id, const SideUpdate& update);

// A mail of the third party. A report (bounce, automatic reply) is kept and opens nothing.
struct SideAnswer {
  Participant from;
  NewComment content;  // with `inbound` and the classification
  std::string subject, message_id;
  bool is_report = false;
};
Result<SideTurn> take_side_answer(sql::Transaction& tx, const Desk& desk, const SideConversation& conversation,
                                  SideAnswer answer);

// The side conversation of this ticket, if the actor is an agent who sees it.
Result<SideConversation> access_side_conversation(sql::Transaction& tx, const people::Actor& actor, TicketId ticket,
                                                  SideConversationId id);

// "create 7" -> 7, of an event of side_field; 0 for others.
SideConversationId conversation_of(const events::Event& event);
// Whether the event says that an agent wrote.
bool is_side_message(const events::Event& event);

}  // namespace pult::tickets
