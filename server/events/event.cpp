// SPDX-License-Identifier: AGPL-3.0-or-later
#include "events/event.hpp"

#include <boost/json.hpp>
#include <limits>
#include <stdexcept>

#include "sql/id_list.hpp"
#include "sql/params.hpp"

namespace pult::events {
namespace json = boost::json;
namespace {

constexpr std::string_view columns = "id, ticket_id, author_id, via, created_at, events, metadata";

json::value text_or_null(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value(nullptr);
}

json::object render(const Event& event) {
  json::object out;
  switch (event.type) {
    case EventType::create:
      out["type"] = "Create";
      out["field"] = event.field;
      out["value"] = text_or_null(event.value);
      break;
    case EventType::change:
      out["type"] = "Change";
      out["field"] = event.field;
      out["value"] = text_or_null(event.value);
      out["previous"] = text_or_null(event.previous);
      break;
    case EventType::comment:
      out["type"] = "Comment";
      out["id"] = event.comment.id.value;
      out["author"] = event.comment.author.value;
      out["public"] = event.comment.is_public;
      out["attachments"] = event.comment.has_attachments;
      if (!event.comment.counts_as_activity) out["report"] = true;
      out["excerpt"] = event.comment.excerpt;
      if (!event.comment.bcc.empty()) out["bcc"] = json::value_from(event.comment.bcc);
      break;
  }
  return out;
}

std::optional<std::string> optional_text(const json::object& from, std::string_view key) {
  const auto* value = from.if_contains(key);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

Event parse(const json::object& from) {
  Event event;
  const auto& type = from.at("type").as_string();
  if (type == "Comment") {
    event.type = EventType::comment;
    event.comment.id = CommentId(from.at("id").as_int64());
    event.comment.author = UserId(from.at("author").as_int64());
    event.comment.is_public = from.at("public").as_bool();
    event.comment.has_attachments = from.at("attachments").as_bool();
    event.comment.counts_as_activity = !from.contains("report");
    event.comment.excerpt = from.at("excerpt").as_string();
    if (const auto* bcc = from.if_contains("bcc")) event.comment.bcc = json::value_to<std::vector<std::string>>(*bcc);
    return event;
  }
  if (type != "Create" && type != "Change") throw std::invalid_argument("an event of type " + std::string(type));
  event.type = type == "Create" ? EventType::create : EventType::change;
  event.field = from.at("field").as_string();
  event.value = optional_text(from, "value");
  event.previous = optional_text(from, "previous");
  return event;
}

// Rows carry JSON that may be damaged; the first such row is reported after the read.
Result<std::vector<Audit>> read(sql::Transaction& tx, const std::string& sql, const std::vector<sql::Param>& params) {
  std::vector<Audit> audits;
  PULT_TRY(tx.each(sql, params, [&](const sql::Row& row) -> Result<void> {
    Audit audit{row.id<AuditId>(0), row.id<TicketId>(1), row.id<UserId>(2), row.string(3), row.int64(4), {},
                row.string(6)};
    audit.events = PULT_TRY(parse_events(row.text(5)));
    audits.push_back(std::move(audit));
    return {};
  }));
  return audits;
}

}  // namespace

std::string render_events(const std::vector<Event>& events) {
  json::array out;
  out.reserve(events.size());
  for (const auto& event : events) out.push_back(render(event));
  return json::serialize(out);
}

Result<std::vector<Event>> parse_events(std::string_view text) {
  try {
    std::vector<Event> events;
    const auto parsed = json::parse(text);
    for (const auto& item : parsed.as_array()) events.push_back(parse(item.as_object()));
    return events;
  } catch (const std::exception& problem) {
    return base::fail(ErrorKind::internal, "audit_damaged", "An audit cannot be read", problem.what());
  }
}

Result<void> append_audit(sql::Transaction& tx, const Audit& audit) {
  PULT_TRY(
      tx.run("INSERT INTO audits (id, ticket_id, author_id, via, events, metadata, created_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
             {audit.id, audit.ticket, audit.author, audit.via, render_events(audit.events),
              sql::text_or_null(audit.metadata), audit.created_at}));
  return {};
}

Result<void> replace_events(sql::Transaction& tx, AuditId id, const std::vector<Event>& events) {
  PULT_TRY(tx.run("UPDATE audits SET events = ?2 WHERE id = ?1", {id, render_events(events)}));
  return {};
}

Result<std::vector<Audit>> list_audits(sql::Transaction& tx, TicketId ticket, AuditId after, std::int64_t offset,
                                       int limit) {
  return read(
      tx,
      "SELECT " + std::string(columns) + " FROM audits WHERE ticket_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3 OFFSET ?4",
      {ticket, after.value, limit, offset});
}

Result<std::vector<Audit>> list_audits_since(sql::Transaction& tx, Micros from, AuditId after, int limit) {
  return read(tx,
              "SELECT " + std::string(columns) +
                  " FROM audits WHERE (created_at, id) > (?1, ?2) ORDER BY created_at, id LIMIT ?3",
              {from, after.value, limit});
}

Result<std::vector<Audit>> list_last_audits(sql::Transaction& tx, const std::vector<TicketId>& tickets) {
  const sql::IdList list(tx, tickets);
  const auto latest = "SELECT MAX(id) FROM audits WHERE ticket_id" + list.among(1) + " GROUP BY ticket_id";
  return read(tx, "SELECT " + std::string(columns) + " FROM audits WHERE id IN (" + latest + ") ORDER BY id", {list});
}

Result<std::vector<Audit>> list_all_audits(sql::Transaction& tx, AuditId before, int limit) {
  return read(tx,
              "SELECT a.id, a.ticket_id, a.author_id, a.via, a.created_at, a.events, a.metadata FROM audits a JOIN "
              "tickets t ON t.id = a.ticket_id WHERE a.id < ?1 AND t.status < 6 ORDER BY a.id DESC LIMIT ?2",
              {before ? before.value : std::numeric_limits<std::int64_t>::max(), limit});
}

Result<std::optional<Audit>> find_audit(sql::Transaction& tx, AuditId id) {
  auto found = PULT_TRY(read(tx, "SELECT " + std::string(columns) + " FROM audits WHERE id = ?1", {id}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace pult::events
