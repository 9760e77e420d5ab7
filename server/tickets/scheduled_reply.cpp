// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/scheduled_reply.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "sql/params.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

const std::string columns =
    "id, ticket_id, user_id, change, content, send_anyway, via, state, reason, message, stopped_by, send_at, "
    "created_at, updated_at";

std::string render_content(const Draft& content) {
  return json::serialize(json::object{{"body", content.body},
                                      {"html_body", content.html_body},
                                      {"public", content.is_public},
                                      {"uploads", content.uploads},
                                      {"bcc", content.bcc}});
}

Draft parse_content(std::string_view text, TicketId ticket, UserId user, Micros updated_at) {
  const auto value = json::parse(text);
  const auto& object = value.as_object();
  Draft out;
  out.user = user;
  out.ticket = ticket;
  out.body = object.at("body").as_string();
  out.html_body = object.at("html_body").as_string();
  out.is_public = object.at("public").as_bool();
  out.uploads = object.at("uploads").as_string();
  if (const auto* bcc = object.if_contains("bcc")) out.bcc = bcc->as_string();  // rows before 0026 have none
  out.updated_at = updated_at;
  return out;
}

ScheduledReply map(const sql::Row& row) {
  ScheduledReply out;
  out.id = row.id<ScheduledReplyId>(0);
  out.ticket = row.id<TicketId>(1);
  out.user = row.id<UserId>(2);
  out.change = row.string(3);
  out.content = parse_content(row.text(4), out.ticket, out.user, row.int64(13));
  out.send_anyway = row.boolean(5);
  out.via = row.string(6);
  out.state = row.string(7);
  out.reason = row.string(8);
  out.message = row.string(9);
  out.stopped_by = row.id<UserId>(10);
  out.send_at = row.int64(11);
  out.created_at = row.int64(12);
  out.updated_at = row.int64(13);
  return out;
}

Result<void> keep_files(sql::Transaction& tx, const ScheduledReply& reply) {
  const auto tokens = json::parse(reply.content.uploads);
  for (const auto& token : tokens.as_array())
    PULT_TRY(keep_upload(tx, std::string(token.as_string()), reply.send_at + upload_lifetime));
  return {};
}

}  // namespace

std::string timer_subject(TicketId ticket, UserId user) {
  return std::to_string(ticket.value) + " " + std::to_string(user.value);
}

std::optional<std::pair<TicketId, UserId>> parse_timer_subject(std::string_view subject) {
  TicketId ticket;
  UserId user;
  const char* const end = subject.data() + subject.size();
  const auto one = std::from_chars(subject.data(), end, ticket.value);
  if (one.ec != std::errc() || one.ptr == end) return std::nullopt;
  const auto two = std::from_chars(one.ptr + 1, end, user.value);
  if (two.ec != std::errc() || two.ptr != end) return std::nullopt;
  return std::pair(ticket, user);
}

Result<ScheduledReply> save_scheduled_reply(sql::Transaction& tx, ScheduledReply reply) {
  const auto content = render_content(reply.content);
  PULT_TRY(tx.run(
      "INSERT INTO scheduled_replies (ticket_id, user_id, change, content, send_anyway, via, state, reason, message, "
      "stopped_by, send_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
      "ON CONFLICT (ticket_id, user_id) DO UPDATE SET change = excluded.change, content = excluded.content, "
      "send_anyway = excluded.send_anyway, via = excluded.via, state = excluded.state, reason = excluded.reason, "
      "message = excluded.message, stopped_by = excluded.stopped_by, send_at = excluded.send_at, "
      "updated_at = excluded.updated_at",
      {reply.ticket, reply.user, reply.change, content, reply.send_anyway, reply.via, reply.state,
       sql::text_or_null(reply.reason), sql::text_or_null(reply.message), reply.stopped_by, reply.send_at,
       reply.created_at, reply.updated_at}));
  PULT_TRY(keep_files(tx, reply));
  tell_part(tx, reply.ticket, scheduled_replies_part, reply.user);
  auto saved = PULT_TRY(find_scheduled_reply(tx, reply.ticket, reply.user));
  if (!saved) return base::fail(ErrorKind::internal, "scheduled_reply_lost", {});
  return std::move(*saved);
}

Result<std::optional<ScheduledReply>> find_scheduled_reply(sql::Transaction& tx, TicketId ticket, UserId user) {
  return tx.one("SELECT " + columns + " FROM scheduled_replies WHERE ticket_id = ?1 AND user_id = ?2", {ticket, user},
                map);
}

Result<std::vector<ScheduledReply>> list_scheduled_replies(sql::Transaction& tx, UserId user) {
  return tx.all("SELECT " + columns + " FROM scheduled_replies WHERE user_id = ?1 ORDER BY id LIMIT 1000", {user}, map);
}

Result<std::vector<ScheduledReply>> list_scheduled_replies_of(sql::Transaction& tx, TicketId ticket) {
  return tx.all("SELECT " + columns + " FROM scheduled_replies WHERE ticket_id = ?1 ORDER BY id", {ticket}, map);
}

Result<void> delete_scheduled_reply(sql::Transaction& tx, TicketId ticket, UserId user) {
  PULT_TRY(tx.run("DELETE FROM scheduled_replies WHERE ticket_id = ?1 AND user_id = ?2", {ticket, user}));
  tell_part(tx, ticket, scheduled_replies_part, user);
  return {};
}

Result<void> halt(sql::Transaction& tx, const ScheduledReply& reply, Micros now) {
  PULT_TRY(
      tx.run("UPDATE scheduled_replies SET state = ?2, reason = ?3, message = ?4, stopped_by = ?5, updated_at = ?6 "
             "WHERE id = ?1",
             {reply.id, reply.state, sql::text_or_null(reply.reason), sql::text_or_null(reply.message),
              reply.stopped_by, now}));
  auto text = reply.content;
  text.updated_at = now;
  PULT_TRY(return_to_draft(tx, std::move(text)));
  tell_part(tx, reply.ticket, scheduled_replies_part, reply.user);
  return {};
}

Hook stop_the_send() {
  return [](sql::Transaction& tx, const Notice& notice) -> Result<void> {
    const auto* comment = notice.comment;
    if (!notice.before || !comment || !comment->is_public || notice.after.last_comment != comment->id) return {};
    for (auto& reply : PULT_TRY(list_scheduled_replies_of(tx, notice.after.id))) {
      if (!reply.is_waiting() || reply.send_anyway || reply.user == comment->author) continue;
      reply.state = "stopped";
      reply.reason = "NewComment";
      reply.message = "Somebody else wrote before it was sent";
      reply.stopped_by = comment->author;
      PULT_TRY(halt(tx, reply, notice.audit.created_at));
    }
    return {};
  };
}

}  // namespace pult::tickets
