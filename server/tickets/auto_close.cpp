// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/auto_close.hpp"

#include <algorithm>

#include "tickets/definitions.hpp"
#include "tickets/store.hpp"
#include "timers/timers.hpp"

namespace pult::tickets {
namespace {

constexpr std::string_view desk_subject = "desk";
constexpr int closed_at_once = 50;
constexpr Micros breath = base::second_us;  // between two of those, for whoever waits for the writer
// Who is solved from now on is due later than this; imports bring in what was solved long ago.
constexpr Micros longest_sleep = base::day_us;

struct Silent {
  TicketId id;
  Micros updated_at = 0;
};

Result<std::vector<Silent>> list_solved(sql::Transaction& tx) {
  return tx.all("SELECT id, updated_at FROM tickets WHERE status = 4 ORDER BY updated_at, id LIMIT ?1",
                {closed_at_once + 1}, [](const sql::Row& row) { return Silent{row.id<TicketId>(0), row.int64(1)}; });
}

Result<void> close(sql::Transaction& tx, const Desk& desk, TicketId id, Micros until) {
  const auto ticket = PULT_TRY(find_ticket_for_update(tx, id));
  if (!ticket || ticket->status != Status::solved || ticket->updated_at > until) return {};
  Change change;
  change.status = Status::closed;
  change.via = "rule";
  change.via_rel = auto_close_rel;
  PULT_TRY(desk.update(tx, people::system_actor(), id, std::move(change)));
  return {};
}

}  // namespace

Result<void> close_silent(sql::Transaction& tx, const Desk& desk) {
  const auto days = desk.definitions(tx)->lifecycle.close_after_days;
  if (days <= 0) return {};  // whoever changes that looks anew
  const Micros silence = days * base::day_us;
  const Micros until = desk.now() - silence;
  Micros next = desk.now() + longest_sleep;
  int closed = 0;
  for (const auto& one : PULT_TRY(list_solved(tx))) {
    if (one.updated_at > until || closed == closed_at_once) {
      next = std::min(next, std::max(one.updated_at + silence, desk.now() + breath));
      break;
    }
    PULT_TRY(close(tx, desk, one.id, until));
    ++closed;
  }
  return timers::set(tx, auto_close_timer, desk_subject, next);
}

Result<void> look_for_silent(sql::Transaction& tx, Micros now) {
  return timers::set(tx, auto_close_timer, desk_subject, now);
}

}  // namespace pult::tickets
