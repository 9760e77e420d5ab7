// SPDX-License-Identifier: AGPL-3.0-or-later
// The circuit breaker of a webhook (v2 conventions, section 8.16): a receiver that mostly fails is left alone for a
// while, then tried with one call. What was to be sent meanwhile waits; nothing is dropped. Pure but for its store.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::channels::webhooks {

inline constexpr Micros breaker_window = 5 * base::minute_us;
inline constexpr std::int64_t breaker_least_attempts = 10;  // fewer say nothing about a rate
inline constexpr std::int64_t breaker_most_errors = 1000;

struct Breaker {
  Micros window_started_at = 0;
  std::int64_t attempts = 0, errors = 0;  // in the window
  Micros broken_until = 0;
  std::int64_t broken_times = 0;  // in a row; 0: closed

  bool operator==(const Breaker&) const = default;
};

enum class Verdict : std::uint8_t { send, probe, wait };
Verdict verdict_of(const Breaker& breaker, Micros now);
// While the one call after a break is under way, others wait until `until`.
Breaker probing(Breaker breaker, Micros until);
Breaker after_attempt(Breaker breaker, bool failed, Micros now);
// How long the break lasts that begins for the nth time in a row: 5 s, doubling up to 5 minutes.
Micros break_length(std::int64_t times);

// Locks the row on PostgreSQL. not_found when the webhook is gone.
Result<Breaker> load_breaker(sql::Transaction& tx, std::string_view webhook);
Result<void> save_breaker(sql::Transaction& tx, std::string_view webhook, const Breaker& breaker);
// All calls that wait get this time: the end of a break, or now when it is over.
Result<void> move_waiting(sql::Transaction& tx, std::string_view webhook, Micros until, std::string_view outcome);

}  // namespace pult::channels::webhooks
