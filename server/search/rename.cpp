// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets are found by the name and address of their requester. When those change, the tickets' documents follow, the
// newest first and some at a time, so that a requester of very many holds up nobody.
#include <charconv>
#include <limits>

#include "people/rename.hpp"
#include "search/search.hpp"
#include "timers/timers.hpp"

namespace pult::search {
namespace {

constexpr int tickets_at_once = 50;

// "7", or "7:1200" where tickets from 1200 on are done.
struct Subject {
  UserId person;
  TicketId below{std::numeric_limits<std::int64_t>::max()};
};

Subject parse_subject(std::string_view text) {
  Subject subject;
  const auto colon = std::min(text.find(':'), text.size());
  std::from_chars(text.data(), text.data() + colon, subject.person.value);
  if (colon < text.size()) std::from_chars(text.data() + colon + 1, text.data() + text.size(), subject.below.value);
  return subject;
}

}  // namespace

Result<void> follow_rename(sql::Transaction& tx, const std::string& text, Micros now) {
  const auto subject = parse_subject(text);
  const auto ids = PULT_TRY(tx.all(
      "SELECT id FROM tickets WHERE requester_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
      {subject.person, subject.below, tickets_at_once}, [](const sql::Row& row) { return row.id<TicketId>(0); }));
  for (const auto id : ids) {
    const auto ticket = PULT_TRY(tickets::find_ticket_for_update(tx, id));
    if (ticket && ticket->status != tickets::Status::deleted) PULT_TRY(reindex_head(tx, *ticket));
  }
  if (int(ids.size()) < tickets_at_once) return {};
  const auto rest = std::to_string(subject.person.value) + ":" + std::to_string(ids.back().value);
  return timers::set(tx, people::renamed_timer, rest, now);
}

}  // namespace pult::search
