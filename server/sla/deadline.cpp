// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sla/deadline.hpp"

#include <algorithm>
#include <charconv>

namespace pult::sla {
namespace {

bool runs_in(Metric metric, Stage stage) {
  if (stage == Stage::done) return false;
  switch (metric) {
    case Metric::pausable_update:
    case Metric::requester_wait: return stage != Stage::pending;
    case Metric::agent_work: return stage == Stage::fresh || stage == Stage::open;
    default: return true;
  }
}

void start(Track& track, Micros at) { track = Track{track.instance + 1, true, false, at, std::nullopt, {}}; }

void end_run(Track& track, Micros at) {
  if (!track.is_running()) return;
  track.runs.back().to = at;
  if (track.runs.back().from >= at) track.runs.pop_back();
}

void fulfil(Track& track, Micros at, bool by_solving) {
  if (!track.is_owed) return;
  end_run(track, at);
  track.is_owed = false;
  track.was_solved = by_solving;
  track.fulfilled_at = at;
}

void resume(Track& track) {
  if (!track.was_solved) return;
  track.was_solved = false;
  track.is_owed = true;
  track.fulfilled_at.reset();
}

void answer(Tracks& tracks, Micros at, bool is_done) {
  tracks.is_answered = true;
  for (const auto metric :
       {Metric::first_reply, Metric::next_reply, Metric::periodic_update, Metric::pausable_update}) {
    auto& track = tracks[metric];
    fulfil(track, at, false);
    track.was_solved = false;  // this answer is what was owed: nothing of it goes on
    const bool is_update = metric == Metric::periodic_update || metric == Metric::pausable_update;
    if (is_update && !is_done) start(track, at);
  }
}

void ask(Tracks& tracks, Micros at) {
  auto& reply = tracks[tracks.is_answered ? Metric::next_reply : Metric::first_reply];
  // More words on a solved ticket that stays solved: what solving ended would go on with its opening, and begins not
  // anew.
  if (!reply.is_owed && !reply.was_solved) start(reply, at);
}

void settle_run(Track& track, bool runs, Micros at) {
  if (!runs) return end_run(track, at);
  if (track.is_running()) return;
  if (track.runs.size() >= max_runs) track.runs.erase(track.runs.begin());
  track.runs.push_back({at, std::nullopt});
}

Micros length_between(const Target& target, Micros from, Micros to) {
  return target.calendar ? target.calendar->open_between(from, to) : std::max<Micros>(0, to - from);
}
std::optional<Micros> end_of(const Target& target, Micros from, Micros length) {
  return target.calendar ? target.calendar->after(from, length) : std::optional(from + length);
}

void add(std::string& out, std::int64_t number) { out.append(std::to_string(number)).append(" "); }
void add(std::string& out, std::optional<Micros> time) { add(out, time.value_or(-1)); }

class Reader {
 public:
  explicit Reader(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}
  std::int64_t number() {
    std::int64_t value = 0;
    const auto [next, error] = std::from_chars(at_, end_, value);
    is_good_ &= error == std::errc() && next != end_ && *next == ' ';
    if (is_good_) at_ = next + 1;
    return value;
  }
  std::optional<Micros> time() {
    const auto value = number();
    return value < 0 ? std::nullopt : std::optional(value);
  }
  bool is_good() const { return is_good_; }
  bool is_done() const { return is_good_ && at_ == end_; }

 private:
  const char* at_;
  const char* end_;
  bool is_good_ = true;
};

}  // namespace

std::optional<Metric> parse_metric(std::string_view word) {
  const auto found = std::ranges::find(metric_words, word);
  return found == metric_words.end() ? std::nullopt : std::optional(Metric(found - metric_words.begin()));
}

std::string_view render_state(State state) {
  return state == State::active ? "active" : state == State::paused ? "paused" : "fulfilled";
}

void advance(Tracks& tracks, const Step& step) {
  const auto at = std::max(step.at, tracks.last_at);
  const bool is_first = !tracks.stage, is_done = step.stage == Stage::done;
  const bool reopens = tracks.stage == Stage::done && !is_done;
  if (is_first)
    for (const auto whole : {Metric::requester_wait, Metric::agent_work, Metric::total_resolution})
      start(tracks[whole], at);
  if (reopens)
    for (auto& track : tracks.all) resume(track);
  if (step.said == Said::customer || (is_first && step.said == Said::agent))
    ask(tracks, at);
  else if (step.said == Said::agent)
    answer(tracks, at, is_done);
  if (is_done)
    for (auto& track : tracks.all) fulfil(track, at, true);
  for (std::size_t i = 0; i < tracks.all.size(); ++i)
    settle_run(tracks.all[i], tracks.all[i].is_owed && runs_in(Metric(i), step.stage), at);
  tracks.stage = step.stage;
  tracks.last_at = at;
}

std::string render_tracks(const Tracks& tracks) {
  std::string out;
  add(out, tracks.stage ? std::int64_t(*tracks.stage) : -1);
  add(out, std::int64_t(tracks.is_answered));
  add(out, tracks.last_at);
  for (const auto& track : tracks.all) {
    add(out, track.instance);
    add(out, std::int64_t(track.is_owed) + 2 * std::int64_t(track.was_solved));
    add(out, track.started_at);
    add(out, track.fulfilled_at);
    add(out, std::int64_t(track.runs.size()));
    for (const auto& run : track.runs) add(out, run.from), add(out, run.to);
  }
  return out;
}

std::optional<Tracks> parse_tracks(std::string_view text) {
  Reader in(text);
  Tracks tracks;
  if (const auto stage = in.time()) tracks.stage = Stage(std::min<std::int64_t>(*stage, std::int64_t(Stage::done)));
  tracks.is_answered = in.number() != 0;
  tracks.last_at = in.number();
  for (auto& track : tracks.all) {
    track.instance = in.number();
    const auto flags = in.number();
    track.is_owed = (flags & 1) != 0;
    track.was_solved = (flags & 2) != 0;
    track.started_at = in.time();
    track.fulfilled_at = in.time();
    const auto count = in.number();
    if (!in.is_good() || count < 0 || count > std::int64_t(max_runs)) return std::nullopt;
    for (std::int64_t i = 0; i < count; ++i) {
      const auto from = in.number();
      track.runs.push_back({from, in.time()});
    }
  }
  return in.is_done() ? std::optional(std::move(tracks)) : std::nullopt;
}

std::optional<Deadline> deadline(const Track& track, const Target& target, Micros now) {
  if (track.instance == 0) return std::nullopt;
  Deadline out;
  out.state = !track.is_owed ? State::fulfilled : track.is_running() ? State::active : State::paused;
  for (const auto& run : track.runs) {
    const auto end = run.to.value_or(std::max(now, run.from));
    const auto left = target.length - out.ran;
    out.ran += length_between(target, run.from, end);
    if (out.is_late) continue;
    out.due_at = end_of(target, run.from, std::max<Micros>(left, 0));
    // A running clock is late from the moment it is due on; one that was stopped at that moment is not.
    out.is_late = out.due_at && (run.to ? *out.due_at < end : *out.due_at <= end);
  }
  if (out.state == State::paused && !out.is_late) out.due_at.reset();
  return out;
}

}  // namespace pult::sla
