// SPDX-License-Identifier: AGPL-3.0-or-later
// Solved tickets are closed when nothing has happened to them for a time. One timer for the desk, not one for each
// ticket: the index of solved tickets by their last change names the next one to look for, so that neither a change of
// the setting nor a million old tickets move a million timers. It closes a few at a time.
#pragma once
#include "tickets/desk.hpp"

namespace pult::tickets {

inline constexpr std::string_view auto_close_timer = "auto_close";  // its one subject: "desk"

Result<void> close_silent(sql::Transaction& tx, const Desk& desk);
// The setting is another one now.
Result<void> look_for_silent(sql::Transaction& tx, Micros now);

}  // namespace pult::tickets
