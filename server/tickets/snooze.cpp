// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/snooze.hpp"

#include <charconv>

#include "tickets/store.hpp"
#include "timers/timers.hpp"

namespace pult::tickets {

Hook snooze_hook() {
  return [](sql::Transaction& tx, const Notice& notice) -> Result<void> {
    const auto until = notice.after.snoozed_until;
    if (!until || (notice.before && notice.before->snoozed_until == until)) return {};
    return timers::set(tx, snooze_timer, std::to_string(notice.after.id.value), *until);
  };
}

Result<void> end_snooze(sql::Transaction& tx, const Desk& desk, const std::string& subject) {
  TicketId id;
  std::from_chars(subject.data(), subject.data() + subject.size(), id.value);
  const auto ticket = PULT_TRY(find_ticket_for_update(tx, id));
  if (!ticket || !ticket->snoozed_until || *ticket->snoozed_until > desk.now()) return {};
  Planned planned;
  planned.events.push_back(
      {events::EventType::change, "snoozed_until", std::nullopt, base::render_iso8601(*ticket->snoozed_until), {}});
  planned.via = "rule";
  PULT_TRY(desk.record(tx, people::system_actor(), *ticket, std::move(planned)));
  return {};
}

}  // namespace pult::tickets
