// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/lifecycle.hpp"

#include <algorithm>
#include <array>

namespace pult::tickets {
namespace {

constexpr std::array<std::string_view, 3> reopening_words{"reopen", "reopen_within", "follow_up"};

}  // namespace

std::string_view render_reopening(Reopening reopening) { return reopening_words[std::size_t(reopening)]; }

std::optional<Reopening> parse_reopening(std::string_view text) {
  const auto found = std::ranges::find(reopening_words, text);
  if (found == reopening_words.end()) return std::nullopt;
  return Reopening(found - reopening_words.begin());
}

bool asks_follow_up(const GroupPolicy& policy, std::optional<Micros> solved_at, Micros now) {
  switch (policy.reopening) {
    case Reopening::reopen: return false;
    case Reopening::follow_up: return true;
    case Reopening::reopen_within: return solved_at && now - *solved_at >= policy.reopen_days * base::day_us;
  }
  return false;
}

std::optional<Micros> solving_time(const Lifecycle& rules, Micros since, std::optional<Micros> reminded_at) {
  if (rules.solve_after_days <= 0) return std::nullopt;
  const Micros solve_at = since + rules.solve_after_days * base::day_us;
  if (!reminded_at || rules.remind_after_days <= 0) return solve_at;
  const auto between = std::max<std::int64_t>(0, rules.solve_after_days - rules.remind_after_days);
  return std::max(solve_at, *reminded_at + between * base::day_us);
}

WaitStep wait_step(const Lifecycle& rules, Micros since, std::optional<Micros> reminded_at, Micros now) {
  if (rules.remind_after_days > 0 && !reminded_at) {
    const Micros remind_at = since + rules.remind_after_days * base::day_us;
    if (remind_at > now) return {Due::nothing, remind_at};
    return {Due::reminder, solving_time(rules, since, now)};
  }
  const auto solve_at = solving_time(rules, since, reminded_at);
  if (solve_at && *solve_at <= now) return {Due::solving, std::nullopt};
  return {Due::nothing, solve_at};
}

std::optional<Micros> ownership_end(const GroupPolicy& policy, Micros touched_at, const sla::Calendar* calendar) {
  if (policy.ownership_hours <= 0) return std::nullopt;
  const Micros time = policy.ownership_hours * base::hour_us;
  return calendar ? calendar->after(touched_at, time) : touched_at + time;
}

std::string_view rule_title(std::string_view rel) {
  if (rel == auto_close_rel) return "Solved tickets are closed after a time without changes";
  if (rel == reminder_rel) return "Customers who do not answer are reminded";
  if (rel == pending_solve_rel) return "Pending tickets without an answer are solved";
  if (rel == ownership_rel) return "Tickets that nobody works on go back to their group";
  return {};
}

}  // namespace pult::tickets
