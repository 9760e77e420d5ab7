// SPDX-License-Identifier: AGPL-3.0-or-later
// The rules by which a ticket's life goes on without anybody: when silence closes or solves it, when it goes back to
// its group, and whether a customer's late answer opens it again. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "sla/calendar.hpp"

namespace pult::tickets {

inline constexpr std::int64_t longest_silence_days = 3'650;
inline constexpr std::int64_t longest_ownership_hours = 10'000;

// Of the desk as a whole. 0: never.
struct Lifecycle {
  // Four weeks: long enough for "it came back" to reopen the old ticket, short enough for lists to empty themselves.
  std::int64_t close_after_days = 28;  // a solved ticket without a change
  // Both from the last public word to the customer on.
  std::int64_t remind_after_days = 0;  // of a pending ticket: a mail, once
  std::int64_t solve_after_days = 0;   // of a pending ticket without an answer
  std::string reminder_text;           // "": our words, in the customer's language

  bool waits() const { return remind_after_days > 0 || solve_after_days > 0; }
  bool operator==(const Lifecycle&) const = default;
};

enum class Reopening : std::uint8_t { reopen, reopen_within, follow_up };
std::string_view render_reopening(Reopening reopening);
std::optional<Reopening> parse_reopening(std::string_view text);

// Of a group.
struct GroupPolicy {
  Reopening reopening = Reopening::reopen;
  std::int64_t reopen_days = 14;     // of reopen_within
  std::int64_t ownership_hours = 0;  // business hours an assignee may leave a ticket untouched; 0: any time

  bool operator==(const GroupPolicy&) const = default;
};

// Whether a customer's answer to a solved ticket becomes a new one.
bool asks_follow_up(const GroupPolicy& policy, std::optional<Micros> solved_at, Micros now);

// What a pending ticket is due for, and when to look again.
enum class Due : std::uint8_t { nothing, reminder, solving };
struct WaitStep {
  Due due = Due::nothing;
  std::optional<Micros> next;
};
// A reminder that comes late (the server was away) leaves the customer the time that lies between the two.
std::optional<Micros> solving_time(const Lifecycle& rules, Micros since, std::optional<Micros> reminded_at);
WaitStep wait_step(const Lifecycle& rules, Micros since, std::optional<Micros> reminded_at, Micros now);

// When a ticket goes back to its group; nullopt: never. Without a calendar every hour counts.
std::optional<Micros> ownership_end(const GroupPolicy& policy, Micros touched_at, const sla::Calendar* calendar);

// What an audit's metadata says in `rel` when a rule of these made it, and what it is called (in English; screens have
// their own words).
inline constexpr std::string_view auto_close_rel = "auto_close", reminder_rel = "pending_reminder",
                                  pending_solve_rel = "pending_solve", ownership_rel = "ownership_timeout";
std::string_view rule_title(std::string_view rel);  // "" for other words

}  // namespace pult::tickets
