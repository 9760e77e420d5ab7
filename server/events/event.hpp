// SPDX-License-Identifier: AGPL-3.0-or-later
// What can happen to a ticket. An audit is one change set; its events are typed; both are append-only.
// The ticket row is the fold of all its events (tickets/fold.hpp).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::events {

enum class EventType : std::uint8_t {
  create,   // a field's first value
  change,   // a field's new value and the one before
  comment,  // a comment was added; its text stands in the comments table
};

// A comment as the ticket row needs it.
struct CommentFacts {
  CommentId id;
  UserId author;
  bool is_public = true;
  bool has_attachments = false;
  bool counts_as_activity = true;  // false for bounces and other reports: shown, but the ticket stays where it is
  std::string excerpt;             // at most 160 characters
  std::vector<std::string> bcc{};  // whom its mail also went to; for the eyes of agents only
};

struct Event {
  EventType type = EventType::create;
  // create and change: the field's name in the API's words ("status", "assignee_id", "tags"), values as text, lists
  // separated by spaces, nullopt for none. Custom fields: the field's id in digits, values as their JSON.
  std::string field{};
  std::optional<std::string> value{};
  std::optional<std::string> previous{};
  CommentFacts comment{};  // comment only
};

struct Audit {
  AuditId id;
  TicketId ticket;
  UserId author;    // UserId(-1): the desk itself
  std::string via;  // channel: mail, web, api, ...
  Micros created_at = 0;
  std::vector<Event> events;
  std::string metadata;  // JSON object or "": {"rel": "merge"} says how the change came from another ticket
};

inline constexpr UserId desk_itself{-1};

std::string render_events(const std::vector<Event>& events);
// internal/"audit_damaged" when the stored text is not what render_events writes.
Result<std::vector<Event>> parse_events(std::string_view json);

// Writes the audit under the id it carries (sql::reserve_ids), in the transaction of the change.
Result<void> append_audit(sql::Transaction& tx, const Audit& audit);
// For redaction only: what may no longer be known goes from the past too.
Result<void> replace_events(sql::Transaction& tx, AuditId id, const std::vector<Event>& events);
Result<std::vector<Audit>> list_audits(sql::Transaction& tx, TicketId ticket, AuditId after, std::int64_t offset,
                                       int limit);
// Of all tickets in the order (created_at, id), from `from` on; with `after` behind that place.
Result<std::vector<Audit>> list_audits_since(sql::Transaction& tx, Micros from, AuditId after, int limit);
// The last one of each of these tickets.
Result<std::vector<Audit>> list_last_audits(sql::Transaction& tx, const std::vector<TicketId>& tickets);
// Of all tickets but deleted ones, newest first, with id < before (0: from the newest).
Result<std::vector<Audit>> list_all_audits(sql::Transaction& tx, AuditId before, int limit);
Result<std::optional<Audit>> find_audit(sql::Transaction& tx, AuditId id);

}  // namespace pult::events
