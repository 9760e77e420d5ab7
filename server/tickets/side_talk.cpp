// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/side_talk.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "text/html_text.hpp"
#include "tickets/comment_writer.hpp"
#include "tickets/links.hpp"
#include "tickets/store.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::size_t preview_chars = 160;
constexpr std::size_t max_subject_bytes = 500;

std::unexpected<Error> invalid(std::string field, std::string why) {
  return base::fail_field(std::move(field), "InvalidValue", std::move(why));
}

// Of an agent who may write to others in the name of the desk.
Result<Ticket> lock_for_writing(sql::Transaction& tx, const people::Actor& actor, TicketId id) {
  auto ticket = PULT_TRY(lock_ticket(tx, actor, id));
  if (!people::may(actor, &people::Permissions::public_comments))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not write to people outside");
  if (ticket.status == Status::closed) return invalid("status", "Status: closed prevents ticket update");
  return ticket;
}

Result<SideConversation> find_of(sql::Transaction& tx, TicketId ticket, SideConversationId id) {
  auto found = PULT_TRY(find_side_conversation(tx, id));
  if (!found || found->ticket != ticket) return base::fail_not_found();
  return std::move(*found);
}

Participant as_participant(const people::User& user) { return {user.id, user.name, user.email}; }

bool is_same(const Participant& one, const Participant& other) {
  return people::address_key(one.address) == people::address_key(other.address);
}

void join(std::vector<Participant>& people, const Participant& person) {
  const auto known = std::ranges::find_if(people, [&](const Participant& p) { return is_same(p, person); });
  if (known == people.end())
    people.push_back(person);
  else if (known->name.empty())
    known->name = person.name;
}

Result<std::vector<Participant>> checked_recipients(std::vector<Participant> wanted) {
  std::vector<Participant> out;
  for (const auto& person : wanted) {
    if (people::address_key(person.address).empty()) return invalid("to", "To: is not a mail address");
    join(out, person);
  }
  if (out.empty()) return base::fail_field("to", "BlankValue", "To: cannot be blank");
  if (out.size() > max_side_recipients) return invalid("to", "To: too many people");
  return out;
}

// Files put up for the message, files that came with a mail, and files of the ticket that go along as copies.
Result<std::int64_t> keep_files(sql::Transaction& tx, const Ticket& ticket, const people::Actor* actor,
                                const NewComment& content, const std::vector<AttachmentId>& along, SideEvent& event,
                                Micros now) {
  std::int64_t count = 0;
  const auto keep = [&](const blobs::Staged& bytes, Attachment file) -> Result<AttachmentId> {
    file.ticket = ticket.id;
    file.created_at = now;
    const auto kept = PULT_TRY(keep_attachment(tx, bytes, std::move(file), {}));
    PULT_TRY(insert_side_file(tx, event.id, kept.id));
    ++count;
    return kept.id;
  };
  for (std::size_t i = 0; i < content.attachments.size(); ++i) {
    const auto& file = content.attachments[i];
    Attachment row;
    row.file_name = file.file_name;
    row.content_type = file.content_type;
    row.content_id = file.content_id;
    row.is_inline = file.is_inline;
    const auto id = PULT_TRY(keep(file.content, std::move(row)));
    name_attachment(event.html_body, i, id);
    if (event.visible_html) name_attachment(*event.visible_html, i, id);
  }
  for (const auto& token : content.uploads) {
    const auto files = PULT_TRY(list_attachments_of_upload(tx, upload_digest(token)));
    const auto claimed =
        actor ? PULT_TRY(claim_upload(tx, token, actor->id(), ticket.id, CommentId(), now)) : std::int64_t(0);
    if (claimed == 0) return invalid("attachment_ids", "Attachment: is unknown, expired or already used");
    for (const auto& file : files) PULT_TRY(insert_side_file(tx, event.id, file.id));
    count += claimed;
  }
  for (const auto id : along) {
    auto file = PULT_TRY(find_attachment(tx, id));
    if (!file || file->ticket != ticket.id) return invalid("attachment_ids", "Attachment: is not of this ticket");
    const blobs::Staged known{file->sha256, file->size, {}, true};
    Attachment copy;
    copy.file_name = file->file_name;
    copy.content_type = file->content_type;
    copy.content_id = file->content_id;
    PULT_TRY(keep(known, std::move(copy)));
  }
  return count;
}

SideEvent event_of(const NewComment& content, Micros now) {
  SideEvent event;
  event.body = content.body;
  event.html_body = content.html_body;
  event.visible_body = content.visible_body;
  event.visible_html = content.visible_html;
  event.has_remote_images = content.has_remote_images;
  event.classification = content.classification;
  event.inbound = content.inbound;
  event.created_at = now;
  return event;
}

std::string preview_of(const SideEvent& event) {
  return text::excerpt(event.visible_body.value_or(event.body), preview_chars);
}

// The row first, for the files name it; then the texts, which name the files.
Result<SideEvent> write_event(sql::Transaction& tx, const Ticket& ticket, const people::Actor* actor,
                              const NewComment& content, const std::vector<AttachmentId>& along, SideEvent event) {
  event = PULT_TRY(insert_side_event(tx, std::move(event)));
  const auto before = event.html_body;
  const auto files = PULT_TRY(keep_files(tx, ticket, actor, content, along, event, event.created_at));
  if (event.html_body != before)
    PULT_TRY(tx.run("UPDATE side_events SET html_body = ?2, visible_html = ?3 WHERE id = ?1",
                    {event.id, event.html_body, event.visible_html}));
  const bool is_empty = event.body.find_first_not_of(" \t\r\n") == std::string::npos &&
                        event.html_body.find("<img") == std::string::npos && files == 0;
  if (is_empty && !event.inbound) return base::fail_field("message", "BlankValue", "Message: cannot be blank");
  return event;
}

Result<void> tell(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                  std::string_view field, std::string_view what, SideConversationId id, std::string via) {
  Planned planned;
  planned.via = std::move(via);
  planned.events.push_back({events::EventType::change,
                            std::string(field),
                            std::string(what) + " " + std::to_string(id.value),
                            std::nullopt,
                            {}});
  PULT_TRY(desk.record(tx, actor, ticket, std::move(planned)));
  return {};
}

void reopen(SideConversation& conversation, Micros now) {
  if (conversation.is_open) return;
  conversation.is_open = true;
  conversation.state_updated_at = now;
}

Result<SideTurn> say(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                     SideConversation conversation, SideMessage message, std::string_view type) {
  const auto now = desk.now();
  auto event = event_of(message.content, now);
  event.conversation = conversation.id;
  event.type = type;
  event.actor = as_participant(actor.user);
  event.to = std::move(message.to);
  event.via = message.via;
  event.subject = message.subject.empty() ? conversation.subject : message.subject;
  event.external_ids = message.external_ids;
  event = PULT_TRY(write_event(tx, ticket, &actor, message.content, message.files, std::move(event)));
  join(conversation.participants, event.actor);
  for (const auto& person : event.to) join(conversation.participants, person);
  conversation.preview_text = preview_of(event);
  conversation.updated_at = conversation.message_added_at = now;
  reopen(conversation, now);
  PULT_TRY(save_side_conversation(tx, conversation));
  PULT_TRY(tell(tx, desk, actor, ticket, side_field, type, conversation.id, message.via));
  // The hooks have given it a Message-ID.
  if (auto sent = PULT_TRY(find_side_event(tx, event.id))) event = std::move(*sent);
  return SideTurn{std::move(conversation), std::move(event)};
}

}  // namespace

Result<SideTurn> start_side_conversation(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                         TicketId id, SideMessage message, std::string external_ids) {
  const auto ticket = PULT_TRY(lock_for_writing(tx, actor, id));
  if (!people::may(actor, &people::Permissions::start_side_conversations))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not start side conversations");
  if (PULT_TRY(count_side_conversations(tx, id)) >= max_side_conversations)
    return invalid("ticket_id", "Ticket: has too many side conversations");
  message.to = PULT_TRY(checked_recipients(std::move(message.to)));
  SideConversation conversation;
  conversation.ticket = id;
  conversation.subject = message.subject.empty() ? ticket.subject : message.subject;
  if (conversation.subject.size() > max_subject_bytes) return invalid("subject", "Subject: is too long");
  conversation.external_ids = std::move(external_ids);
  conversation.created_at = conversation.updated_at = desk.now();
  conversation.message_added_at = conversation.state_updated_at = desk.now();
  conversation = PULT_TRY(insert_side_conversation(tx, std::move(conversation)));
  return say(tx, desk, actor, ticket, std::move(conversation), std::move(message), "create");
}

Result<SideTurn> reply_to_side_conversation(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                            TicketId id, SideConversationId conversation_id, SideMessage message) {
  const auto ticket = PULT_TRY(lock_for_writing(tx, actor, id));
  auto conversation = PULT_TRY(find_of(tx, id, conversation_id));
  if (message.to.empty())
    for (const auto& person : conversation.participants) {
      const auto user = person.user ? PULT_TRY(people::find_user(tx, person.user)) : std::nullopt;
      if (!user || !user->is_agent()) message.to.push_back(person);
    }
  message.to = PULT_TRY(checked_recipients(std::move(message.to)));
  return say(tx, desk, actor, ticket, std::move(conversation), std::move(message), "reply");
}

Result<SideUpdated> update_side_conversation(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                             TicketId id, SideConversationId conversation_id,
                                             const SideUpdate& update) {
  const auto ticket = PULT_TRY(lock_for_writing(tx, actor, id));
  auto conversation = PULT_TRY(find_of(tx, id, conversation_id));
  json::object updates;
  if (update.subject && *update.subject != conversation.subject) {
    if (update.subject->empty()) return base::fail_field("subject", "BlankValue", "Subject: cannot be blank");
    if (update.subject->size() > max_subject_bytes) return invalid("subject", "Subject: is too long");
    conversation.subject = *update.subject;
    updates["subject"] = conversation.subject;
  }
  if (update.external_ids && *update.external_ids != conversation.external_ids) {
    conversation.external_ids = *update.external_ids;
    updates["external_ids"] = json::parse(conversation.external_ids);
  }
  std::string_view what = "update";
  if (update.is_open && *update.is_open != conversation.is_open) {
    conversation.is_open = *update.is_open;
    conversation.state_updated_at = desk.now();
    what = conversation.is_open ? "reopen" : "close";
    updates["state"] = conversation.is_open ? "open" : "closed";
  }
  if (updates.empty()) return SideUpdated{std::move(conversation), std::nullopt};
  conversation.updated_at = desk.now();
  SideEvent event;
  event.conversation = conversation.id;
  event.type = "update";
  event.actor = as_participant(actor.user);
  event.via = update.via;
  event.updates = json::serialize(updates);
  event.created_at = desk.now();
  event = PULT_TRY(insert_side_event(tx, std::move(event)));
  PULT_TRY(save_side_conversation(tx, conversation));
  PULT_TRY(tell(tx, desk, actor, ticket, side_field, what, conversation.id, update.via));
  return SideUpdated{std::move(conversation), std::move(event)};
}

Result<SideTurn> take_side_answer(sql::Transaction& tx, const Desk& desk, const SideConversation& found,
                                  SideAnswer answer) {
  const auto ticket = PULT_TRY(find_ticket_for_update(tx, found.ticket));
  if (!ticket) return base::fail_not_found();
  auto conversation = PULT_TRY(find_of(tx, found.ticket, found.id));
  auto event = event_of(answer.content, desk.now());
  event.conversation = conversation.id;
  event.type = "reply";
  event.actor = answer.from;
  event.via = "mail";
  event.subject = answer.subject;
  event.message_id = answer.message_id;
  event.is_report = answer.is_report;
  event = PULT_TRY(write_event(tx, *ticket, nullptr, answer.content, {}, std::move(event)));
  conversation.updated_at = conversation.message_added_at = desk.now();
  if (!answer.is_report) {
    join(conversation.participants, answer.from);
    conversation.preview_text = preview_of(event);
    reopen(conversation, desk.now());
  }
  PULT_TRY(save_side_conversation(tx, conversation));
  PULT_TRY(tell(tx, desk, people::system_actor(), *ticket, answer.is_report ? side_report_field : side_field,
                answer.is_report ? "report" : "answer", conversation.id, "mail"));
  return SideTurn{std::move(conversation), std::move(event)};
}

Result<SideConversation> access_side_conversation(sql::Transaction& tx, const people::Actor& actor, TicketId ticket,
                                                  SideConversationId id) {
  if (!people::may_see_internal(actor)) return base::fail_not_found();
  PULT_TRY(Desk::access_ticket(tx, actor, ticket));
  return find_of(tx, ticket, id);
}

SideConversationId conversation_of(const events::Event& event) {
  if (event.field != side_field || !event.value) return {};
  const auto space = event.value->find(' ');
  std::int64_t id = 0;
  if (space != std::string::npos)
    std::from_chars(event.value->data() + space + 1, event.value->data() + event.value->size(), id);
  return SideConversationId(id);
}

bool is_side_message(const events::Event& event) {
  return event.field == side_field && event.value &&
         (event.value->starts_with("create ") || event.value->starts_with("reply "));
}

}  // namespace pult::tickets
