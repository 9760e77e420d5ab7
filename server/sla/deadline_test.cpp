// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sla/deadline.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace pult::sla {
namespace {

using base::hour_us;
using base::minute_us;

constexpr Micros start = 1'795'300'000'000'000;
Micros hour(std::int64_t n) { return start + n * hour_us; }

Tracks told(const std::vector<Step>& steps) {
  Tracks tracks;
  for (const auto& step : steps) advance(tracks, step);
  return tracks;
}
Deadline due(const Tracks& tracks, Metric metric, std::int64_t hours, Micros now) {
  return deadline(tracks[metric], {hours * hour_us}, now).value();
}
const Step asked{start, Stage::fresh, Said::customer};

TEST(SlaDeadline, AFirstReplyIsOwedFromTheFirstWords) {
  const auto tracks = told({asked});
  const auto waiting = due(tracks, Metric::first_reply, 2, hour(1));
  EXPECT_EQ(waiting.state, State::active);
  EXPECT_EQ(waiting.due_at, hour(2));
  EXPECT_FALSE(waiting.is_late);
  EXPECT_TRUE(due(tracks, Metric::first_reply, 2, hour(2)).is_late);
  EXPECT_FALSE(deadline(tracks[Metric::next_reply], {hour_us}, hour(1)));
  EXPECT_FALSE(deadline(tracks[Metric::periodic_update], {hour_us}, hour(1)));
}

TEST(SlaDeadline, AnAnswerInTimeMeetsIt) {
  const auto tracks = told({asked, {hour(1), Stage::pending, Said::agent}});
  const auto met = due(tracks, Metric::first_reply, 2, hour(9));
  EXPECT_EQ(met.state, State::fulfilled);
  EXPECT_FALSE(met.is_late);
  EXPECT_EQ(met.due_at, hour(2));
  EXPECT_EQ(met.ran, hour_us);
  EXPECT_TRUE(due(tracks, Metric::first_reply, 0, hour(9)).is_late);
}

TEST(SlaDeadline, LaterQuestionsHaveClocksOfTheirOwn) {
  const auto tracks = told({asked,
                            {hour(1), Stage::pending, Said::agent},
                            {hour(5), Stage::open, Said::customer},
                            {hour(6), Stage::open, Said::customer}});
  EXPECT_EQ(due(tracks, Metric::next_reply, 2, hour(6)).due_at, hour(7));
  EXPECT_EQ(tracks[Metric::next_reply].instance, 1);
  EXPECT_EQ(tracks[Metric::first_reply].fulfilled_at, hour(1));
}

TEST(SlaDeadline, WhatAnAgentOpensATicketWithStandsForTheCustomersWords) {
  const auto tracks = told({{start, Stage::open, Said::agent}});
  EXPECT_EQ(due(tracks, Metric::first_reply, 1, start).due_at, hour(1));
  EXPECT_FALSE(deadline(tracks[Metric::periodic_update], {hour_us}, start));
}

TEST(SlaDeadline, APrivateTicketOwesNothingUntilTheCustomerWrites) {
  const auto tracks = told({{start, Stage::open}, {hour(1), Stage::open, Said::customer}});
  EXPECT_EQ(due(tracks, Metric::first_reply, 1, hour(1)).due_at, hour(2));
  EXPECT_EQ(due(tracks, Metric::total_resolution, 1, hour(1)).due_at, hour(1));
}

TEST(SlaDeadline, WaitingForTheCustomerStopsWhatItShould) {
  const auto tracks = told({asked, {hour(1), Stage::pending}, {hour(5), Stage::hold}, {hour(6), Stage::open}});
  const auto now = hour(7);
  EXPECT_EQ(due(tracks, Metric::requester_wait, 10, now).ran, 3 * hour_us);
  EXPECT_EQ(due(tracks, Metric::agent_work, 10, now).ran, 2 * hour_us);
  EXPECT_EQ(due(tracks, Metric::total_resolution, 10, now).ran, 7 * hour_us);
  EXPECT_EQ(due(tracks, Metric::first_reply, 10, now).ran, 7 * hour_us);
  EXPECT_EQ(due(tracks, Metric::requester_wait, 10, now).due_at, hour(14));
  const auto paused = due(told({asked, {hour(1), Stage::pending}}), Metric::requester_wait, 10, now);
  EXPECT_EQ(paused.state, State::paused);
  EXPECT_FALSE(paused.due_at);
}

TEST(SlaDeadline, UpdatesStartAnewWithEachAnswer) {
  const auto tracks = told({asked, {hour(1), Stage::open, Said::agent}, {hour(3), Stage::pending, Said::agent}});
  EXPECT_EQ(due(tracks, Metric::periodic_update, 4, hour(3)).due_at, hour(7));
  EXPECT_EQ(due(tracks, Metric::pausable_update, 4, hour(3)).state, State::paused);
  EXPECT_EQ(tracks[Metric::periodic_update].instance, 2);
}

TEST(SlaDeadline, SolvingEndsAndOpeningAgainGoesOn) {
  auto tracks = told({asked, {hour(2), Stage::done}});
  EXPECT_EQ(due(tracks, Metric::total_resolution, 3, hour(50)).state, State::fulfilled);
  EXPECT_FALSE(due(tracks, Metric::total_resolution, 3, hour(50)).is_late);
  advance(tracks, {hour(50), Stage::open, Said::customer});
  EXPECT_EQ(due(tracks, Metric::total_resolution, 3, hour(50)).due_at, hour(51));
  EXPECT_EQ(due(tracks, Metric::first_reply, 3, hour(50)).due_at, hour(51));
}

TEST(SlaDeadline, WordsOnASolvedTicketDoNotMakeItsTimeNew) {
  auto tracks = told({asked, {hour(5), Stage::done}, {hour(6), Stage::done, Said::customer}});
  EXPECT_TRUE(due(tracks, Metric::first_reply, 3, hour(7)).is_late);
  advance(tracks, {hour(8), Stage::open});
  EXPECT_EQ(due(tracks, Metric::first_reply, 6, hour(8)).due_at, hour(9));
  EXPECT_EQ(tracks[Metric::first_reply].instance, 1);
}

TEST(SlaDeadline, AnotherTargetKeepsTheStart) {
  const auto tracks = told({asked});
  EXPECT_EQ(due(tracks, Metric::first_reply, 8, hour(3)).due_at, hour(8));
  EXPECT_TRUE(due(tracks, Metric::first_reply, 1, hour(3)).is_late);
  EXPECT_EQ(due(tracks, Metric::first_reply, 1, hour(3)).due_at, hour(1));
}

TEST(SlaDeadline, IsKeptAsText) {
  const auto tracks = told({asked, {hour(1), Stage::pending, Said::agent}, {hour(2), Stage::done}});
  EXPECT_EQ(parse_tracks(render_tracks(tracks)), tracks);
  for (const auto* text : {"", "1 2", "x", "1 1 1 1 1 1 1 99999999999 "}) EXPECT_FALSE(parse_tracks(text)) << text;
}

std::vector<Step> any_life() {
  std::vector<Step> steps{asked};
  auto at = start;
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) {
    at += *rc::gen::inRange<std::int64_t>(1, 600) * minute_us;
    steps.push_back({at, *rc::gen::element(Stage::open, Stage::pending, Stage::hold, Stage::done),
                     *rc::gen::element(Said::nothing, Said::customer, Said::agent)});
  }
  return steps;
}
Calendar office() {
  std::vector<Span> week;
  for (std::int64_t day = 1; day <= 5; ++day) week.push_back({day * 1440 + 540, day * 1440 + 1020});
  return {TimeZone::find("Europe/Vilnius").value(), week, {}};
}

TEST(SlaDeadlineProperty, KeepsItsShape) {
  EXPECT_TRUE(rc::check("tracks survive and add up", [] {
    const auto steps = any_life();
    const auto tracks = told(steps);
    RC_ASSERT(parse_tracks(render_tracks(tracks)) == tracks);
    for (const auto& track : tracks.all) {
      RC_ASSERT(!track.is_running() || track.is_owed);
      RC_ASSERT(track.is_owed != track.fulfilled_at.has_value() || track.instance == 0);
      for (std::size_t i = 0; i < track.runs.size(); ++i) {
        if (track.runs[i].to) RC_ASSERT(track.runs[i].from < *track.runs[i].to);
        if (i > 0) RC_ASSERT(track.runs[i - 1].to <= track.runs[i].from);
      }
    }
  }));
}

TEST(SlaDeadlineProperty, MoreTimeIsNeverDueEarlier) {
  EXPECT_TRUE(rc::check("monotone in target and time", [] {
    const auto tracks = told(any_life());
    const auto calendar = office();
    const auto* hours = *rc::gen::arbitrary<bool>() ? &calendar : nullptr;
    const auto length = *rc::gen::inRange<std::int64_t>(1, 3000) * minute_us;
    const auto more = length + *rc::gen::inRange<std::int64_t>(0, 3000) * minute_us;
    const auto now = tracks.last_at + *rc::gen::inRange<std::int64_t>(0, 3000) * minute_us;
    for (const auto& track : tracks.all) {
      const auto tight = deadline(track, {length, hours}, now), loose = deadline(track, {more, hours}, now);
      if (!tight) continue;
      RC_ASSERT(tight->state == loose->state && tight->ran == loose->ran);
      RC_ASSERT(tight->is_late || !loose->is_late);
      if (tight->due_at && loose->due_at) RC_ASSERT(*tight->due_at <= *loose->due_at);
      const auto later = deadline(track, {length, hours}, now + 5 * hour_us);
      RC_ASSERT(!tight->is_late || (later->is_late && later->due_at == tight->due_at));
    }
  }));
}

// The same life, but an agent answers somewhere within it.
TEST(SlaDeadlineProperty, AnAnswerNeverMakesAFirstReplyWorse) {
  EXPECT_TRUE(rc::check("replies only help", [] {
    auto steps = any_life();
    const auto before = told(steps);
    const auto calendar = office();
    const Target target{*rc::gen::inRange<std::int64_t>(1, 3000) * minute_us,
                        *rc::gen::arbitrary<bool>() ? &calendar : nullptr};
    const auto place = *rc::gen::inRange<std::size_t>(0, steps.size());
    auto answer = steps[place];
    answer.at += place + 1 < steps.size() ? (steps[place + 1].at - answer.at) / 2 : hour_us;
    answer.said = Said::agent;
    steps.insert(steps.begin() + std::ptrdiff_t(place) + 1, answer);
    const auto now = steps.back().at + hour_us;
    const auto without = deadline(before[Metric::first_reply], target, now);
    const auto with = deadline(told(steps)[Metric::first_reply], target, now);
    RC_ASSERT(with && without);
    RC_ASSERT(without->is_late || !with->is_late);
  }));
}

TEST(SlaDeadlineProperty, AnEarlierAnswerNeverBreachesLater) {
  EXPECT_TRUE(rc::check("earlier is better", [] {
    const auto length = *rc::gen::inRange<std::int64_t>(1, 600) * minute_us;
    const auto late = *rc::gen::inRange<std::int64_t>(1, 900) * minute_us;
    const auto early = *rc::gen::inRange<std::int64_t>(0, late);
    const auto breached = [&](Micros after) {
      const auto tracks = told({asked, {start + after, Stage::open, Said::agent}});
      return deadline(tracks[Metric::first_reply], {length}, start + 1000 * hour_us)->is_late;
    };
    RC_ASSERT(breached(late) || !breached(early));
  }));
}

// An update is owed after the first answer only, and what it is owed by says nothing of the first answer.
TEST(SlaDeadlineProperty, UpdatesNeverOverruleTheFirstReply) {
  EXPECT_TRUE(rc::check("independent", [] {
    const auto steps = any_life();
    Tracks tracks;
    for (const auto& step : steps) {
      advance(tracks, step);
      if (!tracks.is_answered)
        for (const auto update : {Metric::periodic_update, Metric::pausable_update})
          RC_ASSERT(tracks[update].instance == 0);
      RC_ASSERT(!(tracks[Metric::first_reply].is_owed && tracks[Metric::next_reply].is_owed));
    }
  }));
}

}  // namespace
}  // namespace pult::sla
