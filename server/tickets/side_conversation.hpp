// SPDX-License-Identifier: AGPL-3.0-or-later
// Side conversations: talks by mail with a third party beside a ticket, which its customer never sees. Rows only; what
// agents and mails do with them is in side_talk.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sql/database.hpp"
#include "tickets/comment.hpp"

namespace pult::tickets {

using SideConversationId = base::Id<struct SideConversationTag>;
using SideEventId = base::Id<struct SideEventTag>;

struct Participant {
  UserId user;  // 0: nobody of ours
  std::string name, address;
};
std::string render_participants(const std::vector<Participant>& people);  // JSON
std::vector<Participant> parse_participants(std::string_view json);

struct SideConversation {
  SideConversationId id;
  TicketId ticket;
  std::string subject;
  bool is_open = true;
  std::string preview_text;
  std::vector<Participant> participants;
  std::string external_ids = "{}";  // JSON object of texts
  Micros created_at = 0, updated_at = 0, message_added_at = 0, state_updated_at = 0;
};

struct SideEvent {
  SideEventId id;
  SideConversationId conversation;
  std::string type;  // create | reply | update
  Participant actor;
  std::vector<Participant> to;
  std::string via, subject;
  std::string body, html_body;  // as those of comments
  std::optional<std::string> visible_body, visible_html;
  bool has_remote_images = false;
  std::string external_ids = "{}", updates = "{}";
  std::string message_id;
  InboundId inbound;
  bool is_report = false;  // a machine wrote it
  std::string classification;
  Micros created_at = 0;

  bool is_message() const { return type != "update"; }
};

Result<SideConversation> insert_side_conversation(sql::Transaction& tx, SideConversation conversation);
Result<void> save_side_conversation(sql::Transaction& tx, const SideConversation& conversation);
Result<std::optional<SideConversation>> find_side_conversation(sql::Transaction& tx, SideConversationId id);
// In id order, behind `after`.
Result<std::vector<SideConversation>> list_side_conversations(sql::Transaction& tx, TicketId ticket,
                                                              SideConversationId after, std::int64_t offset, int limit);
Result<std::int64_t> count_side_conversations(sql::Transaction& tx, TicketId ticket);

Result<SideEvent> insert_side_event(sql::Transaction& tx, SideEvent event);
Result<std::optional<SideEvent>> find_side_event(sql::Transaction& tx, SideEventId id);
// Those that are there, in id order.
Result<std::vector<SideEvent>> find_side_events(sql::Transaction& tx, const std::vector<SideEventId>& ids);
// Of these conversations, in id order; `after` and the limits are of all of them together.
Result<std::vector<SideEvent>> list_side_events(sql::Transaction& tx, const std::vector<SideConversationId>& of,
                                                SideEventId after, std::int64_t offset, int limit);
Result<std::int64_t> count_side_events(sql::Transaction& tx, SideConversationId conversation);
Result<std::optional<SideEvent>> find_newest_side_event(sql::Transaction& tx, SideConversationId conversation);
// The last message of a person before this one.
Result<std::optional<SideEvent>> find_side_message_before(sql::Transaction& tx, const SideEvent& event);
// Of the conversation's messages before this one, oldest first.
Result<std::vector<std::string>> side_message_ids_before(sql::Transaction& tx, const SideEvent& event);
Result<void> set_side_message_id(sql::Transaction& tx, SideEventId event, std::string_view message_id);
// The message that a mail with this Message-ID is.
Result<std::optional<SideEvent>> find_side_event_by_message_id(sql::Transaction& tx, std::string_view message_id);

struct SideFile {
  SideEventId event;
  Attachment file;
};
Result<std::vector<SideFile>> list_side_files(sql::Transaction& tx, const std::vector<SideEventId>& events);
Result<void> insert_side_file(sql::Transaction& tx, SideEventId event, AttachmentId file);
// The conversation that a file belongs to.
Result<std::optional<SideConversation>> find_conversation_of_file(sql::Transaction& tx, AttachmentId file);

// Of the ticket's side conversations when it is deleted for good; the digests of what they held.
Result<std::vector<std::string>> purge_side_conversations(sql::Transaction& tx, TicketId ticket);
// To the ticket that another was merged into.
Result<void> move_side_conversations(sql::Transaction& tx, TicketId from, TicketId to);

}  // namespace pult::tickets
