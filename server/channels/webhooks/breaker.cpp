// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/webhooks/breaker.hpp"

#include <algorithm>

namespace pult::channels::webhooks {

Micros break_length(std::int64_t times) {
  constexpr Micros first = 5 * base::second_us, longest = 5 * base::minute_us;
  return std::min(longest, first << std::clamp<std::int64_t>(times - 1, 0, 10));
}

Verdict verdict_of(const Breaker& breaker, Micros now) {
  if (now < breaker.broken_until) return Verdict::wait;
  return breaker.broken_times > 0 ? Verdict::probe : Verdict::send;
}

Breaker probing(Breaker breaker, Micros until) {
  breaker.broken_until = until;
  return breaker;
}

Breaker after_attempt(Breaker breaker, bool failed, Micros now) {
  if (!failed && breaker.broken_times > 0) return {.window_started_at = now};
  if (now - breaker.window_started_at > breaker_window) {
    breaker.window_started_at = now;
    breaker.attempts = breaker.errors = 0;
  }
  ++breaker.attempts;
  breaker.errors += failed;
  const bool too_many = breaker.errors > breaker_most_errors ||
                        (breaker.attempts >= breaker_least_attempts && breaker.errors * 10 >= breaker.attempts * 7);
  const bool probe_failed = failed && breaker.broken_times > 0;
  if (!probe_failed && !(failed && too_many)) return breaker;
  ++breaker.broken_times;
  breaker.broken_until = now + break_length(breaker.broken_times);
  breaker.attempts = breaker.errors = 0;
  breaker.window_started_at = now;
  return breaker;
}

Result<Breaker> load_breaker(sql::Transaction& tx, std::string_view webhook) {
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE" : "";
  const auto found =
      PULT_TRY(tx.one("SELECT window_started_at, window_attempts, window_errors, broken_until, broken_times FROM "
                      "webhooks WHERE id = ?1" +
                          lock,
                      {webhook}, [](const sql::Row& row) {
                        return Breaker{row.int64(0), row.int64(1), row.int64(2), row.int64(3), row.int64(4)};
                      }));
  if (!found) return base::fail_not_found();
  return *found;
}

Result<void> save_breaker(sql::Transaction& tx, std::string_view webhook, const Breaker& breaker) {
  PULT_TRY(
      tx.run("UPDATE webhooks SET window_started_at = ?2, window_attempts = ?3, window_errors = ?4, "
             "broken_until = ?5, broken_times = ?6 WHERE id = ?1",
             {webhook, breaker.window_started_at, breaker.attempts, breaker.errors, breaker.broken_until,
              breaker.broken_times}));
  return {};
}

Result<void> move_waiting(sql::Transaction& tx, std::string_view webhook, Micros until, std::string_view outcome) {
  PULT_TRY(
      tx.run("UPDATE webhook_invocations SET next_attempt_at = ?2, outcome = ?3 "
             "WHERE webhook_id = ?1 AND state = 'queued' AND (next_attempt_at < ?2 OR outcome = 'circuit broken')",
             {webhook, until, outcome}));
  return {};
}

}  // namespace pult::channels::webhooks
