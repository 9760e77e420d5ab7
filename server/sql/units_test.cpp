// SPDX-License-Identifier: AGPL-3.0-or-later
// The contract of Database, the same on every database: units of work, commits, queues, notifications.
#include <condition_variable>
#include <future>
#include <latch>
#include <mutex>

#include "sql/item_fixture.hpp"
#include "sql/units.hpp"

namespace pult::sql {
namespace {

using namespace std::chrono_literals;
using testing::code_of;
using testing::must;

// Holds a database thread until it is opened.
class Gate {
 public:
  Database::Work work() {
    return [this](Transaction&) -> Result<void> {
      entered_.count_down();
      opened_.wait();
      return {};
    };
  }
  void wait_until_entered() { entered_.wait(); }
  void open() { opened_.count_down(); }

 private:
  std::latch entered_{1};
  std::latch opened_{1};
};

class Mailbox {
 public:
  Database::Listener listener() {
    return [this](std::string_view channel, std::string_view payload) {
      std::lock_guard lock(mutex_);
      seen_.push_back(std::string(channel) + "=" + std::string(payload));
      arrived_.notify_all();
    };
  }
  // Everything up to and including `last`.
  std::vector<std::string> until(const std::string& last) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, 60s, [&] { return !seen_.empty() && seen_.back() == last; });
    return seen_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::string> seen_;
};

class DatabaseTest : public ItemFixture {
 protected:
  void change(Options& options) override { options.writers = 1; }
  std::future<Result<void>> send(Database::Work work) {
    auto promise = std::make_shared<std::promise<Result<void>>>();
    auto future = promise->get_future();
    db().write(std::move(work), [promise](Result<void> result) { promise->set_value(std::move(result)); });
    return future;
  }
};
PULT_ON_EVERY_DATABASE(DatabaseTest);

TEST_P(DatabaseTest, FailedUnitLeavesTheOthersOfItsBatch) {
  Gate gate;
  auto held = send(gate.work());
  gate.wait_until_entered();
  auto first = send(add(1));
  auto wrong = send([](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id) VALUES (2)"));
    return base::fail(ErrorKind::forbidden, "no", "");
  });
  auto thrown = send([](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id) VALUES (3)"));
    throw std::runtime_error("a bug");
  });
  auto twice = send(add(1));
  auto last = send(add(4));
  gate.open();
  EXPECT_TRUE(held.get());
  EXPECT_TRUE(first.get());
  EXPECT_EQ(code_of(wrong.get()), "no");
  EXPECT_EQ(code_of(thrown.get()), "exception");
  EXPECT_EQ(code_of(twice.get()), "unique_violation");
  EXPECT_TRUE(last.get());
  EXPECT_EQ(int64("SELECT SUM(id) FROM item"), 5);
}

TEST_P(DatabaseTest, ConstraintCheckedAtTheEndFailsOnlyItsUnit) {
  script("CREATE TABLE late (item_id BIGINT REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)");
  Gate gate;
  auto held = send(gate.work());
  gate.wait_until_entered();
  auto good = send(add(1));
  auto bad = send([](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO late VALUES (99)"));
    return {};
  });
  auto last = send(add(2));
  gate.open();
  EXPECT_TRUE(good.get());
  EXPECT_EQ(code_of(bad.get()), "foreign_key_violation");
  EXPECT_TRUE(last.get());
  EXPECT_EQ(count(), 2);
}

TEST_P(DatabaseTest, DoneIsCalledAfterTheCommit) {
  std::promise<std::int64_t> seen;
  db().write(add(1), [&](Result<void> written) {
    EXPECT_TRUE(written);
    db().read(
        [&](Transaction& tx) -> Result<void> {
          seen.set_value(PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM item")).value());
          return {};
        },
        nullptr);
  });
  EXPECT_EQ(seen.get_future().get(), 1);
}

TEST_P(DatabaseTest, NotificationsComeAfterTheCommitAndOnlyThen) {
  Mailbox mailbox;
  db().listen(mailbox.listener());
  auto notify = [&](std::string payload, bool commit) {
    return db().write([=](Transaction& tx) -> Result<void> {
      tx.notify("news", payload);
      if (!commit) return base::fail(ErrorKind::invalid, "no", "");
      return {};
    });
  };
  must(notify("first one", true));
  EXPECT_FALSE(notify("rolled back", false));
  must(notify("", true));
  must(notify("end", true));
  EXPECT_EQ(mailbox.until("news=end"), (std::vector<std::string>{"news=first one", "news=", "news=end"}));
}

TEST_P(DatabaseTest, NotificationThatCannotBeSentFailsTheUnit) {
  auto notify = [&](std::size_t size) {
    return db().write([=](Transaction& tx) -> Result<void> {
      tx.notify("news", std::string(size, 'x'));
      return {};
    });
  };
  EXPECT_TRUE(notify(payload_limit_bytes));
  EXPECT_EQ(code_of(notify(payload_limit_bytes + 1)), "bad_notification");
  auto in_read = db().read([](Transaction& tx) -> Result<void> {
    tx.notify("news", "x");
    return {};
  });
  EXPECT_EQ(code_of(in_read), "bad_notification");
}

TEST_P(DatabaseTest, CloseFinishesWhatIsQueued) {
  Gate gate;
  auto held = send(gate.work());
  gate.wait_until_entered();
  std::vector<std::future<Result<void>>> queued;
  for (int i = 1; i <= 20; ++i) queued.push_back(send(add(i)));
  auto closing = std::async(std::launch::async, [&] { db().close(); });
  gate.open();
  closing.get();
  for (auto& unit : queued) EXPECT_TRUE(unit.get());
  db().close();
  EXPECT_EQ(code_of(db().write(add(99))), "closed");
  if (GetParam() == "memory") return;
  reopen();
  EXPECT_EQ(count(), 20);
}

TEST_P(DatabaseTest, ManyThreadsWriteAtOnce) {
  constexpr int threads = 64, each = 5;
  std::vector<std::future<void>> clients;
  for (int t = 0; t < threads; ++t) {
    clients.push_back(std::async(std::launch::async, [&, t] {
      for (int i = 0; i < each; ++i) must(db().write(add(t * each + i)));
    }));
  }
  for (auto& client : clients) client.get();
  EXPECT_EQ(count(), threads * each);
}

class SmallQueueTest : public DatabaseTest {
 protected:
  void change(Options& options) override {
    options.writers = 1;
    options.max_queue = 2;
  }
};
PULT_ON_EVERY_DATABASE(SmallQueueTest);

TEST_P(SmallQueueTest, WorkBeyondTheBoundIsRefused) {
  Gate gate;
  auto held = send(gate.work());
  gate.wait_until_entered();
  auto first = send(add(1));
  auto second = send(add(2));
  auto third = send(add(3));
  EXPECT_EQ(third.wait_for(0s), std::future_status::ready);
  auto refused = third.get();
  EXPECT_EQ(code_of(refused), "overloaded");
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  gate.open();
  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
  EXPECT_EQ(count(), 2);
}

// What a second process or node sees.
class SharedDatabaseTest : public ItemFixture {};
INSTANTIATE_TEST_SUITE_P(On, SharedDatabaseTest, ::testing::Values("file", "postgres"),
                         [](const auto& info) { return info.param; });

TEST_P(SharedDatabaseTest, TwoDatabasesWriteTheSameData) {
  auto other = open_again();
  auto here = std::async(std::launch::async, [&] {
    for (int i = 0; i < 50; ++i) must(db().write(add(i)));
  });
  for (int i = 50; i < 100; ++i) must(other->write(add(i)));
  here.get();
  EXPECT_EQ(count(), 100);
}

TEST_P(SharedDatabaseTest, ReaderSeesOneMoment) {
  must(db().write(add(1)));
  must(db().read([&](Transaction& tx) -> Result<void> {
    EXPECT_EQ(PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM item")), 1);
    must(db().write(add(2)));
    EXPECT_EQ(PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM item")), 1);
    return {};
  }));
  EXPECT_EQ(count(), 2);
}

TEST_P(SharedDatabaseTest, ReadersWorkSideBySide) {
  std::latch both(2);
  auto meet = [&](Transaction&) -> Result<void> {
    both.arrive_and_wait();
    return {};
  };
  auto first = std::async(std::launch::async, [&] { must(db().read(meet)); });
  must(db().read(meet));
  first.get();
}

}  // namespace
}  // namespace pult::sql
