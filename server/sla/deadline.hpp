// SPDX-License-Identifier: AGPL-3.0-or-later
// The clocks of a ticket: what is owed to its customer, since when, and when it is due. A fold of what happens to the
// ticket; policies, priorities and calendars only decide what a clock's time is compared with, so that another target
// keeps the start.
//
//   first_reply_time      from the customer's first public words to the first public answer of an agent; what an agent
//                         opens a ticket with in public stands for the customer's words
//   next_reply_time       the same for every later question
//   periodic_update_time  from a public answer of an agent to the next one
//   pausable_update_time  the same; stands while the ticket is pending
//   requester_wait_time   while the ticket is new, open or on hold
//   agent_work_time       while it is new or open
//   total_resolution_time while it is not solved
//
// Solving ends all of them. What it ended goes on when the ticket is opened again; the time between is nobody's.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sla/calendar.hpp"

namespace pult::sla {

enum class Metric : std::uint8_t {
  first_reply,
  next_reply,
  periodic_update,
  pausable_update,
  requester_wait,
  agent_work,
  total_resolution
};
inline constexpr std::array<std::string_view, 7> metric_words{
    "first_reply_time",    "next_reply_time", "periodic_update_time", "pausable_update_time",
    "requester_wait_time", "agent_work_time", "total_resolution_time"};
std::optional<Metric> parse_metric(std::string_view word);
constexpr std::string_view render_metric(Metric metric) { return metric_words[std::size_t(metric)]; }

// How a ticket stands. `done`: solved or closed.
enum class Stage : std::uint8_t { fresh, open, pending, hold, done };
// Who said something in public.
enum class Said : std::uint8_t { nothing, customer, agent };

struct Step {
  Micros at = 0;
  Stage stage = Stage::fresh;  // afterwards
  Said said = Said::nothing;
};

struct Run {
  Micros from = 0;
  std::optional<Micros> to;  // nullopt: it runs
  bool operator==(const Run&) const = default;
};

struct Track {
  std::int64_t instance = 0;  // the how manyeth time; 0: never begun
  bool is_owed = false;
  bool was_solved = false;  // ended by solving: goes on when the ticket is opened again
  std::optional<Micros> started_at, fulfilled_at;
  std::vector<Run> runs;

  bool is_running() const { return !runs.empty() && !runs.back().to; }
  bool operator==(const Track&) const = default;
};

inline constexpr std::size_t max_runs = 1'000;  // of one clock; older ones are forgotten

struct Tracks {
  std::array<Track, metric_words.size()> all;
  std::optional<Stage> stage;  // nullopt: nothing happened yet
  bool is_answered = false;    // by an agent, in public
  Micros last_at = 0;

  Track& operator[](Metric metric) { return all[std::size_t(metric)]; }
  const Track& operator[](Metric metric) const { return all[std::size_t(metric)]; }
  bool operator==(const Tracks&) const = default;
};

// One change. A step that is older than the one before counts as made at the same time.
void advance(Tracks& tracks, const Step& step);

std::string render_tracks(const Tracks& tracks);
std::optional<Tracks> parse_tracks(std::string_view text);

// A clock is at risk when it is over within so much time.
inline constexpr Micros at_risk_within = base::hour_us;

enum class State : std::uint8_t { active, paused, fulfilled };
std::string_view render_state(State state);

struct Target {
  Micros length = 0;
  const Calendar* calendar = nullptr;  // nullptr: every hour counts
};

struct Deadline {
  State state = State::active;
  // When the time is or was over; of a fulfilled clock, when it would have been. nullopt while it is paused in time,
  // and where the calendar has no more working time.
  std::optional<Micros> due_at;
  bool is_late = false;  // due before it was fulfilled, or by now
  Micros ran = 0;        // so far, in the target's own time
};
// nullopt for a clock that never began.
std::optional<Deadline> deadline(const Track& track, const Target& target, Micros now);

}  // namespace pult::sla
