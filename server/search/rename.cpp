// SPDX-License-Identifier: AGPL-3.0-or-later
// Copies of names follow the people and organizations they are of.
#include "people/rename.hpp"

#include <charconv>
#include <limits>

#include "search/search.hpp"
#include "tickets/participants.hpp"
#include "timers/timers.hpp"

namespace pult::search {
namespace {

constexpr int tickets_at_once = 50;
constexpr std::int64_t conversations_at_once = 500;

// "7", or "7:1200" where those from 1200 on are done.
struct Subject {
  std::int64_t id = 0;
  std::int64_t below = std::numeric_limits<std::int64_t>::max();
};

Subject parse_subject(std::string_view text) {
  Subject subject;
  const auto colon = std::min(text.find(':'), text.size());
  std::from_chars(text.data(), text.data() + colon, subject.id);
  if (colon < text.size()) std::from_chars(text.data() + colon + 1, text.data() + text.size(), subject.below);
  return subject;
}

std::string rest_of(const Subject& subject, std::int64_t below) {
  return std::to_string(subject.id) + ":" + std::to_string(below);
}

// `column`: of tickets, with an index.
Result<void> follow(sql::Transaction& tx, std::string_view timer, const std::string& text, const std::string& column,
                    Micros now) {
  const auto subject = parse_subject(text);
  const auto ids = PULT_TRY(
      tx.all("SELECT id FROM tickets WHERE " + column + " = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
             {subject.id, subject.below, tickets_at_once}, [](const sql::Row& row) { return row.id<TicketId>(0); }));
  for (const auto id : ids) {
    const auto ticket = PULT_TRY(tickets::find_ticket_for_update(tx, id));
    if (ticket && ticket->status != tickets::Status::deleted) PULT_TRY(reindex_head(tx, *ticket));
  }
  if (int(ids.size()) < tickets_at_once) return {};
  return timers::set(tx, timer, rest_of(subject, ids.back().value), now);
}

}  // namespace

Result<void> follow_rename(sql::Transaction& tx, const std::string& text, Micros now) {
  return follow(tx, people::renamed_timer, text, "requester_id", now);
}

Result<void> follow_organization_rename(sql::Transaction& tx, const std::string& text, Micros now) {
  return follow(tx, people::renamed_organization_timer, text, "organization_id", now);
}

Result<void> follow_purge(sql::Transaction& tx, const std::string& text, Micros now) {
  const auto subject = parse_subject(text);
  const auto last = PULT_TRY(
      tx.one_int64("SELECT id FROM side_conversations WHERE id < ?1 ORDER BY id DESC LIMIT 1", {subject.below}));
  if (!last) return {};
  const tickets::SideConversationId from(*last - conversations_at_once + 1), below(*last + 1);
  for (const auto& [ticket, id] : PULT_TRY(tickets::forget_participant(tx, UserId(subject.id), from, below)))
    PULT_TRY(reindex_side_conversation(tx, ticket, id));
  return timers::set(tx, people::purged_timer, rest_of(subject, from.value), now);
}

}  // namespace pult::search
