// SPDX-License-Identifier: AGPL-3.0-or-later
// Time is int64 microseconds since 1970-01-01 UTC everywhere: in memory, in SQL, in tests.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pult::base {

using Micros = std::int64_t;
inline constexpr Micros second_us = 1'000'000;
inline constexpr Micros minute_us = 60 * second_us;
inline constexpr Micros hour_us = 60 * minute_us;
inline constexpr Micros day_us = 24 * hour_us;

// The only source of "now" for the domain, so that tests choose it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Micros now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Micros now() const override;
};

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Micros start) : now_(start) {}
  Micros now() const override { return now_; }
  void advance(Micros by) { now_ += by; }

 private:
  std::atomic<Micros> now_;
};

// "2026-11-21T20:04:28Z": whole seconds, the API's form.
std::string render_iso8601(Micros time);
// "Sat, 21 Nov 2026 20:04:28 +0000" (RFC 5322 section 3.3).
std::string render_rfc5322_date(Micros time);
// Accepts YYYY-MM-DD, or with THH:MM[:SS[.ffffff]] and Z or +HH:MM (UTC without); nullopt for anything else.
std::optional<Micros> parse_iso8601(std::string_view text);

}  // namespace pult::base

namespace pult {
using base::Micros;
}
