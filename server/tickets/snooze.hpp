// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets put off: hidden from the views that do not ask for them until a time, or until their customer writes
// (changes.cpp). Ticket::snoozed_until says so; a timer ends it.
#pragma once
#include "tickets/desk.hpp"

namespace pult::tickets {

inline constexpr std::string_view snooze_timer = "snooze";  // its subject: the ticket's id
inline constexpr Micros longest_snooze = 5 * 366 * base::day_us;

// Sets the timer in the transaction of the change that puts a ticket off.
Hook snooze_hook();
// The time has come. Nothing happens to a ticket that is back already or was put off again.
Result<void> end_snooze(sql::Transaction& tx, const Desk& desk, const std::string& subject);

}  // namespace pult::tickets
