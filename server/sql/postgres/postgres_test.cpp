// SPDX-License-Identifier: AGPL-3.0-or-later
// What only PostgreSQL has: retries, lost connections, other nodes.
#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <mutex>

#include "sql/item_fixture.hpp"

namespace pult::sql {
namespace {

using namespace std::chrono_literals;
using testing::code_of;
using testing::must;

class PostgresTest : public ItemFixture {
 protected:
  // Ends every other connection to this database, as a restart of the server would.
  static Database::Work end_others() {
    return [](Transaction& tx) {
      return tx.each(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
          "WHERE datname = current_database() AND pid <> pg_backend_pid()",
          {}, [](const Row&) -> Result<void> { return {}; });
    };
  }
};
INSTANTIATE_TEST_SUITE_P(On, PostgresTest, ::testing::Values("postgres"), [](const auto& info) { return info.param; });

TEST_P(PostgresTest, DeadlockIsRetried) {
  run("INSERT INTO item (id, number) VALUES (1, 0), (2, 0)");
  std::latch both(2);
  std::atomic<int> runs = 0;
  auto add_to_both = [&](int first, int second) {
    return [&, first, second, met = false](Transaction& tx) mutable -> Result<void> {
      ++runs;
      PULT_TRY(tx.run("UPDATE item SET number = number + 1 WHERE id = ?1", {first}));
      if (!std::exchange(met, true)) both.arrive_and_wait();
      PULT_TRY(tx.run("UPDATE item SET number = number + 1 WHERE id = ?1", {second}));
      return {};
    };
  };
  auto other = std::async(std::launch::async, [&] { return db().write(add_to_both(2, 1)); });
  EXPECT_TRUE(db().write(add_to_both(1, 2)));
  EXPECT_TRUE(other.get());
  EXPECT_GE(runs, 3);
  EXPECT_EQ(int64("SELECT number FROM item WHERE id = 1"), 2);
  EXPECT_EQ(int64("SELECT number FROM item WHERE id = 2"), 2);
}

TEST_P(PostgresTest, RetriesEnd) {
  int runs = 0;
  auto written = db().write([&](Transaction& tx) {
    ++runs;
    return tx.script("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
  });
  EXPECT_EQ(code_of(written), "busy");
  EXPECT_EQ(runs, 6);
}

TEST_P(PostgresTest, ConnectionLostWhileIdleIsNotNoticed) {
  auto other = open_again();
  must(other->write(end_others()));
  for (int i = 1; i <= 10; ++i) must(db().write(add(i)));
  EXPECT_EQ(count(), 10);
}

TEST_P(PostgresTest, ConnectionLostInAUnitFailsIt) {
  auto other = open_again();
  auto written = db().write([&](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id) VALUES (1)"));
    must(other->write(end_others()));
    PULT_TRY(tx.run("INSERT INTO item (id) VALUES (2)"));
    return {};
  });
  EXPECT_EQ(code_of(written), "connection_lost");
  EXPECT_EQ(written.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(count(), 0);
}

TEST_P(PostgresTest, LostCommitSaysThatNothingIsKnown) {
  auto other = open_again();
  auto written = db().write([&](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id) VALUES (1)"));
    must(other->write(end_others()));
    return {};
  });
  EXPECT_EQ(code_of(written), "commit_unknown");
  must(db().write(add(2)));
}

TEST_P(PostgresTest, NotificationsOfOtherNodesAndReconnection) {
  std::promise<std::string> first, second, third;
  std::promise<std::string>* promises[] = {&first, &second, &third};
  int next = 0;
  db().listen([&](std::string_view channel, std::string_view payload) {
    if (next < 3) promises[next++]->set_value(std::string(channel) + "=" + std::string(payload));
  });
  auto other = open_again();
  auto notify = [&](std::string payload) {
    must(other->write([=](Transaction& tx) -> Result<void> {
      tx.notify("news", payload);
      return {};
    }));
  };
  notify("one");
  EXPECT_EQ(first.get_future().get(), "news=one");
  must(other->write(end_others()));
  EXPECT_EQ(second.get_future().get(), "reconnected=");
  notify("two");
  EXPECT_EQ(third.get_future().get(), "news=two");
}

TEST_P(PostgresTest, EachWriterHasAShard) {
  std::latch all(options().writers);
  std::mutex mutex;
  std::vector<int> shards;
  std::vector<std::future<void>> clients;
  for (int i = 0; i < options().writers; ++i) {
    clients.push_back(std::async(std::launch::async, [&] {
      must(db().write([&](Transaction& tx) -> Result<void> {
        all.arrive_and_wait();
        std::lock_guard lock(mutex);
        shards.push_back(tx.counter_shard());
        return {};
      }));
    }));
  }
  for (auto& client : clients) client.get();
  std::ranges::sort(shards);
  EXPECT_EQ(shards, (std::vector{0, 1, 2}));
}

TEST_P(PostgresTest, InvalidUtf8IsRefused) {
  auto written = db().write([](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id, text) VALUES (1, ?1)", {"\xff\xfe"}));
    return {};
  });
  EXPECT_EQ(code_of(written), "bad_text");
}

TEST(Postgres, WrongAddressIsToldAtOnce) {
  auto opened = Database::open({.url = "postgresql://nobody@/none?host=/nonexistent"});
  EXPECT_EQ(code_of(opened), "connection_lost");
}

}  // namespace
}  // namespace pult::sql
