// SPDX-License-Identifier: AGPL-3.0-or-later
#include "timers/timers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <source_location>
#include <stdexcept>
#include <thread>

#include "sql/database_fixture.hpp"
#include "timers/runner.hpp"

namespace pult::timers {
namespace {

using sql::testing::must;

class Timers : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (IsSkipped()) return;
    migrate_to_newest();
    script("CREATE TABLE done (word TEXT NOT NULL); DELETE FROM timers");  // those that a new desk begins with
  }
  void set_timer(std::string_view kind, std::string_view subject, Micros due_at) {
    must(db().write([&](sql::Transaction& tx) { return set(tx, kind, subject, due_at); }));
  }
  Backlog backlog() { return must(sql::read_value(db(), load_backlog)); }
  std::int64_t times_done(std::string_view word) {
    return int64("SELECT COUNT(*) FROM done WHERE word = ?1", {word}).value_or(0);
  }
  // Each end is a commit, so the wait is short; the bound is for a timer that never fires.
  template <class Condition>
  void until(Condition condition, std::source_location asked = std::source_location::current()) {
    for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60); !condition();) {
      if (std::chrono::steady_clock::now() > end)
        throw std::runtime_error("nothing of what line " + std::to_string(asked.line()) + " waits for within a minute");
      std::this_thread::yield();
    }
  }
  static Result<void> mark(sql::Transaction& tx, const std::string& subject) {
    PULT_TRY(tx.run("INSERT INTO done (word) VALUES (?1)", {subject}));
    return {};
  }

  base::FakeClock clock{1'700'000'000 * base::second_us};
};
PULT_ON_EVERY_DATABASE(Timers);

TEST_P(Timers, FireWhenTheirTimeHasComeAndNotBefore) {
  Runner runner(db(), clock);
  runner.handle("mark", {mark});
  runner.start();
  set_timer("mark", "later", clock.now() + base::hour_us);
  set_timer("mark", "now", clock.now());
  until([&] { return times_done("now") == 1; });
  EXPECT_EQ(times_done("later"), 0);
  EXPECT_EQ(backlog().set, 1);
  clock.advance(base::hour_us);
  runner.wake();
  until([&] { return times_done("later") == 1; });
  EXPECT_EQ(backlog().set, 0);
}

TEST_P(Timers, OneForEachKindAndSubjectWhichMovesAndGoes) {
  const auto due = clock.now() + base::hour_us;
  set_timer("mark", "a", due);
  set_timer("mark", "a", due + base::hour_us);
  set_timer("other", "a", due);
  EXPECT_EQ(backlog().set, 2);
  must(db().write([&](sql::Transaction& tx) { return cancel(tx, "other", "a"); }));
  EXPECT_EQ(backlog().set, 1);
  EXPECT_EQ(backlog().oldest_due, due + base::hour_us);
}

TEST_P(Timers, FireWhatWasDueWhileNobodyRan) {
  for (int i = 0; i < 3 * max_in_flight; ++i) set_timer("mark", "word" + std::to_string(i), clock.now() - i);
  set_timer("unknown", "of a newer version", clock.now());
  Runner runner(db(), clock);
  runner.handle("mark", {mark});
  runner.start();
  until([&] { return backlog().set == 1; });
  EXPECT_EQ(int64("SELECT COUNT(*) FROM done"), 3 * max_in_flight);
  EXPECT_EQ(int64("SELECT COUNT(DISTINCT word) FROM done"), 3 * max_in_flight);
}

TEST_P(Timers, MayBeSetAnewByTheirHandler) {
  Runner runner(db(), clock);
  runner.handle("mark", {[&](sql::Transaction& tx, const std::string& subject) -> Result<void> {
                  PULT_TRY(mark(tx, subject));
                  return set(tx, "mark", subject, clock.now() + base::hour_us);
                }});
  runner.start();
  set_timer("mark", "every hour", clock.now());
  until([&] { return times_done("every hour") == 1; });
  clock.advance(base::hour_us);
  runner.wake();
  until([&] { return times_done("every hour") == 2; });
}

TEST_P(Timers, AFailureIsUndoneAndTriedAgainLater) {
  std::atomic<bool> fails = true;
  Runner runner(db(), clock);
  runner.handle("mark", {[&](sql::Transaction& tx, const std::string& subject) -> Result<void> {
                  PULT_TRY(mark(tx, subject));
                  if (fails) return base::fail(ErrorKind::internal, "a_bug", {});
                  return {};
                }});
  runner.start();
  set_timer("mark", "a", clock.now());
  for (int failures = 0; failures < 3; ++failures) {
    until([&] { return backlog().failing == 1 && backlog().oldest_due > clock.now(); });
    EXPECT_EQ(backlog().oldest_due, clock.now() + back_off(failures));
    EXPECT_EQ(times_done("a"), 0);
    fails = failures < 2;
    clock.advance(back_off(failures));
    runner.wake();
  }
  until([&] { return times_done("a") == 1; });
  EXPECT_EQ(backlog().set, 0);
}

TEST_P(Timers, WhatCanNeverBeDoneIsGivenUpOnce) {
  Runner runner(db(), clock);
  runner.handle("mark", {[](sql::Transaction& tx, const std::string& subject) -> Result<void> {
                           PULT_TRY(mark(tx, subject));
                           return base::fail(ErrorKind::unprocessable, "Closed", {});
                         },
                         [](sql::Transaction& tx, const std::string& subject, const Error& why) -> Result<void> {
                           return mark(tx, subject + " " + why.code);
                         }});
  runner.start();
  set_timer("mark", "a", clock.now());
  set_timer("mark", "b", clock.now());
  until([&] { return backlog().set == 0; });
  EXPECT_EQ(times_done("a"), 0);
  EXPECT_EQ(times_done("a Closed"), 1);
  EXPECT_EQ(times_done("b Closed"), 1);
}

TEST_P(Timers, OfSeveralServersOneFiresEach) {
  if (dialect() == sql::Dialect::sqlite) GTEST_SKIP() << "one process has the file";
  const auto other = open_again();
  Runner one(db(), clock), two(*other, clock);
  for (auto* runner : {&one, &two}) runner->handle("mark", {mark});
  for (int i = 0; i < 200; ++i) set_timer("mark", std::to_string(i), clock.now() - 1);
  one.start();
  two.start();
  until([&] { return backlog().set == 0; });
  one.stop();
  two.stop();
  EXPECT_EQ(int64("SELECT COUNT(*) FROM done"), 200);
  EXPECT_EQ(int64("SELECT COUNT(DISTINCT word) FROM done"), 200);
}

TEST(TimersBackOff, GrowsToABound) {
  EXPECT_EQ(back_off(0), 10 * base::second_us);
  EXPECT_EQ(back_off(3), 80 * base::second_us);
  EXPECT_EQ(back_off(100), back_off(8));
}

}  // namespace
}  // namespace pult::timers
