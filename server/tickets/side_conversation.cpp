// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/side_conversation.hpp"

#include <boost/json.hpp>

#include "sql/id_list.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "tickets/side_draft.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

using sql::text_or_null;

const std::string conversation_columns =
    "id, ticket_id, subject, state, preview_text, participants, external_ids, created_at, updated_at, "
    "message_added_at, state_updated_at";
const std::string event_columns =
    "id, side_conversation_id, type, actor, recipients, via, subject, body, html_body, visible_body, visible_html, "
    "has_remote_images, external_ids, updates, message_id, inbound_id, is_report, classification, created_at";

json::object render(const Participant& person) {
  return {{"user_id", person.user.value}, {"name", person.name}, {"email", person.address}};
}

Participant parse(const json::value& value) {
  Participant out;
  const auto* object = value.if_object();
  if (!object) return out;
  const auto text = [&](std::string_view name) {
    const auto* member = object->if_contains(name);
    return member && member->is_string() ? std::string(member->get_string()) : std::string();
  };
  if (const auto* id = object->if_contains("user_id"); id && id->is_int64()) out.user = UserId(id->get_int64());
  out.name = text("name");
  out.address = text("email");
  return out;
}

Participant parse_one(std::string_view text) {
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  return broken ? Participant() : parse(value);
}

std::string_view state_of(const SideConversation& conversation) { return conversation.is_open ? "open" : "closed"; }

SideConversation map_conversation(const sql::Row& row) {
  SideConversation c;
  c.id = row.id<SideConversationId>(0);
  c.ticket = row.id<TicketId>(1);
  c.subject = row.string(2);
  c.is_open = row.text(3) == "open";
  c.preview_text = row.string(4);
  c.participants = parse_participants(row.text(5));
  c.external_ids = row.string(6);
  c.created_at = row.int64(7);
  c.updated_at = row.int64(8);
  c.message_added_at = row.int64(9);
  c.state_updated_at = row.int64(10);
  return c;
}

SideEvent map_event(const sql::Row& row) {
  SideEvent e;
  e.id = row.id<SideEventId>(0);
  e.conversation = row.id<SideConversationId>(1);
  e.type = row.string(2);
  e.actor = parse_one(row.text(3));
  e.to = parse_participants(row.text(4));
  e.via = row.string(5);
  e.subject = row.string(6);
  e.body = row.string(7);
  e.html_body = row.string(8);
  e.visible_body = row.optional_string(9);
  e.visible_html = row.optional_string(10);
  e.has_remote_images = row.boolean(11);
  e.external_ids = row.string(12);
  e.updates = row.string(13);
  e.message_id = row.string(14);
  e.inbound = row.id<InboundId>(15);
  e.is_report = row.boolean(16);
  e.classification = row.string(17);
  e.created_at = row.int64(18);
  return e;
}

constexpr std::string_view of_ticket =
    "(SELECT e.id FROM side_events e JOIN side_conversations c ON c.id = e.side_conversation_id "
    "WHERE c.ticket_id = ?1)";

}  // namespace

std::string render_participants(const std::vector<Participant>& people) {
  json::array out;
  for (const auto& person : people) out.push_back(render(person));
  return json::serialize(out);
}

std::vector<Participant> parse_participants(std::string_view text) {
  std::vector<Participant> out;
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  if (broken || !value.is_array()) return out;
  for (const auto& item : value.get_array()) out.push_back(parse(item));
  return out;
}

Result<SideConversation> insert_side_conversation(sql::Transaction& tx, SideConversation c) {
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO side_conversations (ticket_id, subject, state, preview_text, participants, external_ids, "
      "created_at, updated_at, message_added_at, state_updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
      {c.ticket, c.subject, state_of(c), c.preview_text, render_participants(c.participants), c.external_ids,
       c.created_at, c.updated_at, c.message_added_at, c.state_updated_at}));
  c.id = SideConversationId(id.value_or(0));
  return c;
}

Result<void> save_side_conversation(sql::Transaction& tx, const SideConversation& c) {
  PULT_TRY(
      tx.run("UPDATE side_conversations SET subject = ?2, state = ?3, preview_text = ?4, participants = ?5, "
             "external_ids = ?6, updated_at = ?7, message_added_at = ?8, state_updated_at = ?9 WHERE id = ?1",
             {c.id, c.subject, state_of(c), c.preview_text, render_participants(c.participants), c.external_ids,
              c.updated_at, c.message_added_at, c.state_updated_at}));
  return {};
}

Result<std::optional<SideConversation>> find_side_conversation(sql::Transaction& tx, SideConversationId id) {
  return tx.one("SELECT " + conversation_columns + " FROM side_conversations WHERE id = ?1", {id.value},
                map_conversation);
}

Result<std::vector<SideConversation>> list_side_conversations(sql::Transaction& tx, TicketId ticket,
                                                              SideConversationId after, std::int64_t offset,
                                                              int limit) {
  return tx.all("SELECT " + conversation_columns +
                    " FROM side_conversations WHERE ticket_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3 OFFSET ?4",
                {ticket, after.value, limit, offset}, map_conversation);
}

Result<std::int64_t> count_side_conversations(sql::Transaction& tx, TicketId ticket) {
  const auto count = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM side_conversations WHERE ticket_id = ?1", {ticket}));
  return count.value_or(0);
}

Result<SideEvent> insert_side_event(sql::Transaction& tx, SideEvent e) {
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO side_events (side_conversation_id, type, actor, recipients, via, subject, body, html_body, "
      "visible_body, visible_html, has_remote_images, external_ids, updates, message_id, inbound_id, is_report, "
      "classification, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
      "?17, ?18)",
      {e.conversation, e.type, json::serialize(render(e.actor)), render_participants(e.to), e.via, e.subject, e.body,
       text_or_null(e.html_body), e.visible_body, e.visible_html, e.has_remote_images, e.external_ids, e.updates,
       text_or_null(e.message_id), e.inbound, e.is_report, text_or_null(e.classification), e.created_at}));
  e.id = SideEventId(id.value_or(0));
  return e;
}

Result<std::optional<SideEvent>> find_side_event(sql::Transaction& tx, SideEventId id) {
  return tx.one("SELECT " + event_columns + " FROM side_events WHERE id = ?1", {id.value}, map_event);
}

Result<std::vector<SideEvent>> find_side_events(sql::Transaction& tx, const std::vector<SideEventId>& ids) {
  const sql::IdList list(tx, ids);
  return tx.all("SELECT " + event_columns + " FROM side_events WHERE id" + list.among(1) + " ORDER BY id", {list},
                map_event);
}

Result<std::vector<SideEvent>> list_side_events(sql::Transaction& tx, const std::vector<SideConversationId>& of,
                                                SideEventId after, std::int64_t offset, int limit) {
  const sql::IdList list(tx, of);
  return tx.all("SELECT " + event_columns + " FROM side_events WHERE side_conversation_id" + list.among(1) +
                    " AND id > ?2 ORDER BY id LIMIT ?3 OFFSET ?4",
                {list, after.value, limit, offset}, map_event);
}

Result<std::int64_t> count_side_events(sql::Transaction& tx, SideConversationId conversation) {
  const auto count =
      PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM side_events WHERE side_conversation_id = ?1", {conversation.value}));
  return count.value_or(0);
}

Result<std::optional<SideEvent>> find_newest_side_event(sql::Transaction& tx, SideConversationId conversation) {
  return tx.one(
      "SELECT " + event_columns + " FROM side_events WHERE side_conversation_id = ?1 ORDER BY id DESC LIMIT 1",
      {conversation.value}, map_event);
}

Result<std::optional<SideEvent>> find_side_message_before(sql::Transaction& tx, const SideEvent& event) {
  return tx.one("SELECT " + event_columns +
                    " FROM side_events WHERE side_conversation_id = ?1 AND id < ?2 AND type <> 'update' "
                    "AND is_report = 0 ORDER BY id DESC LIMIT 1",
                {event.conversation, event.id}, map_event);
}

Result<std::vector<std::string>> side_message_ids_before(sql::Transaction& tx, const SideEvent& event) {
  return tx.all(
      "SELECT message_id FROM side_events WHERE side_conversation_id = ?1 AND id < ?2 AND message_id IS NOT NULL "
      "AND is_report = 0 ORDER BY id",
      {event.conversation, event.id}, [](const sql::Row& row) { return row.string(0); });
}

Result<void> set_side_message_id(sql::Transaction& tx, SideEventId event, std::string_view message_id) {
  PULT_TRY(tx.run("UPDATE side_events SET message_id = ?2 WHERE id = ?1", {event, message_id}));
  return {};
}

Result<std::optional<SideEvent>> find_side_event_by_message_id(sql::Transaction& tx, std::string_view message_id) {
  return tx.one("SELECT " + event_columns + " FROM side_events WHERE message_id = ?1 ORDER BY id LIMIT 1", {message_id},
                map_event);
}

Result<std::vector<SideFile>> list_side_files(sql::Transaction& tx, const std::vector<SideEventId>& events) {
  const sql::IdList list(tx, events);
  return tx.all(
      "SELECT f.side_event_id, a.id, a.sha256, a.file_name, a.content_type, a.size, a.content_id, a.is_inline, "
      "a.created_at FROM side_files f JOIN attachments a ON a.id = f.attachment_id WHERE f.side_event_id" +
          list.among(1) + " ORDER BY a.id",
      {list}, [](const sql::Row& row) {
        SideFile out;
        out.event = row.id<SideEventId>(0);
        out.file.id = row.id<AttachmentId>(1);
        out.file.sha256 = row.string(2);
        out.file.file_name = row.string(3);
        out.file.content_type = row.string(4);
        out.file.size = std::uint64_t(row.int64(5));
        out.file.content_id = row.string(6);
        out.file.is_inline = row.boolean(7);
        out.file.created_at = row.int64(8);
        return out;
      });
}

Result<void> insert_side_file(sql::Transaction& tx, SideEventId event, AttachmentId file) {
  PULT_TRY(tx.run("INSERT INTO side_files (attachment_id, side_event_id) VALUES (?1, ?2)", {file, event}));
  return {};
}

Result<std::optional<SideConversation>> find_conversation_of_file(sql::Transaction& tx, AttachmentId file) {
  return tx.one("SELECT " + conversation_columns +
                    " FROM side_conversations WHERE id = (SELECT e.side_conversation_id FROM side_files f "
                    "JOIN side_events e ON e.id = f.side_event_id WHERE f.attachment_id = ?1)",
                {file.value}, map_conversation);
}

Result<std::vector<std::string>> purge_side_conversations(sql::Transaction& tx, TicketId ticket) {
  const auto files = "(SELECT attachment_id FROM side_files WHERE side_event_id IN " + std::string(of_ticket) + ")";
  auto digests = PULT_TRY(tx.all("SELECT DISTINCT sha256 FROM attachments WHERE id IN " + files, {ticket},
                                 [](const sql::Row& row) { return row.string(0); }));
  PULT_TRY(tx.run("DELETE FROM attachments WHERE id IN " + files, {ticket}));
  PULT_TRY(tx.run("DELETE FROM side_files WHERE side_event_id IN " + std::string(of_ticket), {ticket}));
  PULT_TRY(tx.run("DELETE FROM side_events WHERE id IN " + std::string(of_ticket), {ticket}));
  PULT_TRY(tx.run("DELETE FROM side_conversations WHERE ticket_id = ?1", {ticket}));
  return digests;
}

Result<void> move_side_conversations(sql::Transaction& tx, TicketId from, TicketId to) {
  PULT_TRY(
      tx.run("UPDATE outbox SET ticket_id = ?2 WHERE comment_id = 0 AND ticket_id = ?1 AND message_id IN "
             "(SELECT message_id FROM side_events WHERE id IN " +
                 std::string(of_ticket) + ")",
             {from, to}));
  PULT_TRY(
      tx.run("UPDATE attachments SET ticket_id = ?2 WHERE id IN (SELECT attachment_id FROM side_files "
             "WHERE side_event_id IN " +
                 std::string(of_ticket) + ")",
             {from, to}));
  PULT_TRY(tx.run("UPDATE side_conversations SET ticket_id = ?2 WHERE ticket_id = ?1", {from, to}));
  return move_side_drafts(tx, from, to);
}

}  // namespace pult::tickets
