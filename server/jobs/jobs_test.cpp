// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jobs/jobs.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <thread>

#include "jobs/runner.hpp"
#include "people/people_fixture.hpp"

namespace pult::jobs {
namespace {

using people::testing::start;
using sql::testing::code_of;
using sql::testing::must;

class Jobs : public people::testing::PeopleTest {
 protected:
  void SetUp() override {
    PeopleTest::SetUp();
    if (IsSkipped()) return;
    script("CREATE TABLE done (word TEXT NOT NULL)");
    agent = actor(add_agent("ada").id);
  }
  Job enqueue_words(int count, const people::Actor& who, std::string type = "mark") {
    json::array items;
    for (int i = 0; i < count; ++i) items.push_back(json::object{{"id", i + 100}, {"word", std::to_string(i)}});
    return must(write([&](sql::Transaction& tx) { return enqueue(tx, who, type, items, clock.now()); }));
  }
  // The effect that must happen once per item.
  static Result<json::object> mark(sql::Transaction& tx, const people::Actor&, const json::value& item, int index) {
    PULT_TRY(tx.run("INSERT INTO done (word) VALUES (?1)", {std::string_view(item.at("word").as_string())}));
    return json::object{{"index", index}, {"success", true}};
  }
  // Wakes as the API does, by asking; every end is a commit, so the wait is short. The bound is for one that hangs.
  Job finished(const Job& job) {
    for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);;) {
      const auto now = must(read([&](sql::Transaction& tx) { return find_job(tx, job.name); }));
      if (now->is_finished()) return *now;
      if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the job is still " + now->state);
      std::this_thread::yield();
    }
  }
  json::array results(const Job& job) {
    return must(read([&](sql::Transaction& tx) { return load_results(tx, job.id, -1, 1000); }));
  }
  std::int64_t marks() { return int64("SELECT COUNT(*) FROM done").value_or(0); }

  base::SystemClock clock;
  people::Actor agent;
};
PULT_ON_EVERY_DATABASE(Jobs);

TEST_P(Jobs, RunEveryItemOnceAndKeepResultsInOrder) {
  Runner runner(db(), clock);
  runner.handle("mark", {mark});
  runner.start();
  const auto job = finished(enqueue_words(150, agent));
  EXPECT_EQ(job.state, "completed");
  EXPECT_EQ(job.progress, 150);
  EXPECT_TRUE(job.message.starts_with("Completed at ")) << job.message;
  EXPECT_EQ(marks(), 150);
  const auto kept = results(job);
  ASSERT_EQ(kept.size(), 150u);
  for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i].at("index").as_int64(), std::int64_t(i));
}

TEST_P(Jobs, AFailingItemIsAnEntryAndUndone) {
  Runner runner(db(), clock);
  runner.handle("half", {[](sql::Transaction& tx, const people::Actor& who, const json::value& item,
                            int index) -> Result<json::object> {
                  auto out = PULT_TRY(mark(tx, who, item, index));
                  if (index % 2) return base::fail_field("word", "InvalidValue", "Word: is odd");
                  if (index == 4) throw std::runtime_error("a bug");
                  return out;
                }});
  runner.start();
  const auto job = finished(enqueue_words(10, agent, "half"));
  EXPECT_EQ(job.state, "completed");
  EXPECT_EQ(marks(), 4);
  const auto kept = results(job);
  EXPECT_EQ(kept[1].at("error").as_string(), "RecordInvalid");
  EXPECT_EQ(kept[1].at("id").as_int64(), 101);
  EXPECT_EQ(kept[1].at("success").as_bool(), false);
  EXPECT_NE(kept[1].at("details").as_string().find("Word: is odd"), std::string_view::npos);
  EXPECT_EQ(kept[4].at("error").as_string(), "InternalError");
  EXPECT_TRUE(kept[2].at("success").as_bool());
}

TEST_P(Jobs, GoOnWhereAnotherServerStopped) {
  const auto job = enqueue_words(100, agent);
  {
    // Stops in the middle: its destructor ends the turn, not the job.
    Runner first(db(), clock);
    std::atomic<int> seen{0};
    std::atomic<bool> go_on{false};
    first.handle("mark", {[&](sql::Transaction& tx, const people::Actor& who, const json::value& item, int index) {
                            if (++seen == 5) go_on = true;
                            return mark(tx, who, item, index);
                          },
                          2});
    first.start();
    while (!go_on) std::this_thread::yield();
    first.stop();
  }
  EXPECT_LT(marks(), 100);
  Runner second(db(), clock);
  second.handle("mark", {mark});
  second.start();
  EXPECT_EQ(finished(job).state, "completed");
  EXPECT_EQ(marks(), 100);
  EXPECT_EQ(results(job).size(), 100u);
}

TEST_P(Jobs, TwoRunnersShareWithoutDoingAnythingTwice) {
  if (GetParam() != "postgres") GTEST_SKIP() << "one server per SQLite file";
  Runner one(db(), clock), two(db(), clock);
  for (auto* runner : {&one, &two}) {
    runner->handle("mark", {mark});
    runner->start();
  }
  std::vector<Job> all;
  for (int i = 0; i < 12; ++i) all.push_back(enqueue_words(40, agent));
  for (const auto& job : all) EXPECT_EQ(finished(job).state, "completed");
  EXPECT_EQ(marks(), 12 * 40);
}

TEST_P(Jobs, StepsMayAddItems) {
  Runner runner(db(), clock);
  runner.handle("count", {[](sql::Transaction& tx, const people::Actor& who, const json::value& item,
                             int index) -> Result<json::object> {
                            auto out = PULT_TRY(mark(tx, who, item, index));
                            if (const auto left = item.at("left").as_int64())
                              continue_with(out, {{"word", "more"}, {"left", left - 1}});
                            return out;
                          },
                          1});
  runner.start();
  const json::array items{json::object{{"word", "first"}, {"left", 70}}};
  const auto job = must(
      write([&](sql::Transaction& tx) { return enqueue(tx, people::system_actor(), "count", items, clock.now()); }));
  const auto ended = finished(job);
  EXPECT_EQ(ended.total, 71);
  EXPECT_EQ(ended.progress, 71);
  EXPECT_EQ(marks(), 71);
  EXPECT_EQ(results(job).size(), 71u);
}

TEST_P(Jobs, TooManyAreRefusedButNotTheDesksOwn) {
  for (int i = 0; i < max_unfinished; ++i) enqueue_words(1, agent);
  const auto refused = write([&](sql::Transaction& tx) { return enqueue(tx, agent, "mark", {}, clock.now()); });
  EXPECT_EQ(code_of(refused), "TooManyJobs");
  EXPECT_NO_THROW(enqueue_words(1, people::system_actor()));
}

TEST_P(Jobs, KilledOnesBeginNoFurtherItem) {
  const auto job = enqueue_words(3, agent);
  EXPECT_TRUE(must(write([&](sql::Transaction& tx) { return kill(tx, job, clock.now()); })));
  EXPECT_FALSE(must(write([&](sql::Transaction& tx) { return kill(tx, job, clock.now()); })));
  Runner runner(db(), clock);
  runner.handle("mark", {mark});
  runner.start();
  EXPECT_EQ(finished(enqueue_words(2, agent)).state, "completed");
  EXPECT_EQ(finished(job).state, "killed");
  EXPECT_EQ(marks(), 2);
}

TEST_P(Jobs, OfAnUnknownTypeFail) {
  Runner runner(db(), clock);
  runner.start();
  EXPECT_EQ(finished(enqueue_words(2, agent, "nobody's")).state, "failed");
}

TEST_P(Jobs, ListsAreNewestFirstAndByPerson) {
  const auto first = enqueue_words(1, agent), second = enqueue_words(1, people::system_actor());
  const auto all = must(read([&](sql::Transaction& tx) { return list_jobs(tx, {}, {}, 0, 10); }));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, second.name);
  const auto own = must(read([&](sql::Transaction& tx) { return list_jobs(tx, agent.id(), {}, 0, 10); }));
  ASSERT_EQ(own.size(), 1u);
  EXPECT_EQ(own[0].name, first.name);
}

}  // namespace
}  // namespace pult::jobs
