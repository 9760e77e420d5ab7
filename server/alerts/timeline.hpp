// SPDX-License-Identifier: AGPL-3.0-or-later
// When an alert calls, calls again, calls others and is silent. Pure.
#pragma once
#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace pult::alerts {

// An alert that nobody ever takes falls silent after so many rounds.
inline constexpr std::int64_t most_rounds = 500;

struct Plan {
  Micros delay = 0;     // from the cause to the first call
  Micros repeat = 0;    // between rounds; 0: there is one
  Micros escalate = 0;  // from the first round to the second channels, which are called from then on; 0: never
};

struct Standing {
  Micros created_at = 0;
  bool is_silent = false;  // taken, or its cause is gone
  std::int64_t rounds = 0;
  std::optional<Micros> first_round_at, last_round_at, escalated_at;
};

struct Step {
  bool calls_first = false, calls_second = false;
  bool escalates = false;       // with this step
  std::optional<Micros> again;  // when to look next
};
// What is to be done at `now`. A server that was away makes up for one round, not for all it missed.
Step next_step(const Plan& plan, const Standing& standing, Micros now);
// How it stands after that.
Standing after(Standing standing, const Step& step, Micros now);

}  // namespace pult::alerts
