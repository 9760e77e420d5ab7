// SPDX-License-Identifier: AGPL-3.0-or-later
// Warnings before a clock is over: when one is due, and that each deadline is warned of once.
#pragma once
#include <optional>
#include <string>

#include "automation/sla_clock.hpp"
#include "tickets/desk.hpp"

namespace pult::automation {

// Its subjects: "TICKET METRIC DUE_AT".
inline constexpr std::string_view sla_warning_timer = "sla_warning";

// What the desk chose (account settings, "sla").
struct SlaTelling {
  Micros lead = 30 * base::minute_us;    // of the clock's own time; 0: nobody is warned
  std::string admins_hear = "breaches";  // never | breaches | always
};
SlaTelling sla_telling(const std::string& account_settings);

// The lead before the deadline, in working time where the clock counts that; of a target that is shorter than twice
// the lead when half of it is left. nullopt for a clock that does not tick, and where nobody is warned.
std::optional<Micros> warning_at(const SlaClock& clock, const sla::Calendar* calendar, Micros lead);

// Keeps the timer of a clock that changes; null: there was or is none.
Result<void> move_warning(sql::Transaction& tx, const SlaClock* before, const SlaClock* after, Micros now);

struct SlaNews {
  tickets::Ticket ticket;
  SlaClock clock;
};
// A warning may be due: what it is of, unless it was met, moved, is over or was warned of before.
Result<std::optional<SlaNews>> take_sla_warning(sql::Transaction& tx, const tickets::Desk& desk,
                                                const std::string& subject);

}  // namespace pult::automation
