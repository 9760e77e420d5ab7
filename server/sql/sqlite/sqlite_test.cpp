// SPDX-License-Identifier: AGPL-3.0-or-later
// What only SQLite has: the file, group commit, the write-ahead log, the backup.
#include <atomic>
#include <filesystem>
#include <future>
#include <latch>

#include "sql/item_fixture.hpp"
#include "sql/sqlite/open.hpp"

namespace pult::sql::sqlite {
namespace {

using testing::code_of;
using testing::must;

class SqliteTest : public ItemFixture {
 protected:
  std::string path() const { return folder() + "/pult.db"; }
  std::optional<std::string> text(std::string_view sql) {
    return must(write_value(
        db(), [&](Transaction& tx) { return tx.one(sql, {}, [](const Row& row) { return row.string(0); }); }));
  }
};
INSTANTIATE_TEST_SUITE_P(On, SqliteTest, ::testing::Values("file"), [](const auto& info) { return info.param; });

TEST_P(SqliteTest, SafeSettings) {
  EXPECT_EQ(text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(text("PRAGMA synchronous"), "2");
  EXPECT_EQ(text("PRAGMA foreign_keys"), "1");
}

TEST_P(SqliteTest, FullTextSaysWhereAndWhatFits) {
  must(db().write([](Transaction& tx) {
    return tx.script(
        "CREATE VIRTUAL TABLE shelf USING fts5(title, body); INSERT INTO shelf (rowid, title, body) VALUES "
        "(1, 'red lamp', 'old'), (2, 'chair', 'red'), (3, 'table', 'lamp'), (4, 'lamp', 'red'), (5, 'none', 'of it')");
  }));
  const auto fits = [&](const std::string& query, int first) {
    return must(read_value(db(), [&](Transaction& tx) {
      return tx.all("SELECT rowid, fts_fit(shelf, ?2) FROM shelf WHERE shelf MATCH ?1 ORDER BY rowid", {query, first},
                    [](const Row& row) { return std::pair(row.int64(0), row.int64(1)); });
    }));
  };
  using Fits = std::vector<std::pair<std::int64_t, std::int64_t>>;
  EXPECT_EQ(fits("red OR lamp", 1), (Fits{{1, 3}, {2, 2}, {3, 0}, {4, 3}}));
  EXPECT_EQ(fits("red OR lamp", 2), (Fits{{1, 3}, {2, 2}, {3, 2}, {4, 3}}));
  EXPECT_EQ(fits("\"red lamp\"", 0), (Fits{{1, 1}}));
}

TEST_P(SqliteTest, WaitingWorkGoesIntoOneCommit) {
  std::latch entered(1), opened(1);
  std::vector<std::future<void>> ends;
  auto send = [&](Database::Work work) {
    auto end = std::make_shared<std::promise<void>>();
    ends.push_back(end->get_future());
    db().write(std::move(work), [end](Result<void> result) {
      EXPECT_TRUE(result);
      end->set_value();
    });
  };
  send([&](Transaction&) -> Result<void> {
    entered.count_down();
    opened.wait();
    return {};
  });
  entered.wait();
  for (int i = 0; i < 64; ++i) send(add(i));
  // A page that many units of one commit change stands in the log once.
  const auto before = std::filesystem::file_size(path() + "-wal");
  opened.count_down();
  for (auto& end : ends) end.get();
  EXPECT_LT(std::filesystem::file_size(path() + "-wal"), before + 10 * 4120);
  EXPECT_EQ(count(), 64);
}

TEST_P(SqliteTest, WorkThatArrivesMeanwhileComesAlong) {
  std::promise<bool> first_committed;
  std::promise<void> second_ended;
  std::atomic<bool> second_ran = false;
  db().write(
      [&](Transaction& tx) -> Result<void> {
        db().write(
            [&](Transaction& second) -> Result<void> {
              second_ran = true;
              EXPECT_EQ(must(second.one_int64("SELECT COUNT(*) FROM item")), 1);
              return {};
            },
            [&](const Result<void>&) { second_ended.set_value(); });
        PULT_TRY(tx.run("INSERT INTO item (id) VALUES (1)"));
        return {};
      },
      [&](const Result<void>&) { first_committed.set_value(second_ran); });
  EXPECT_TRUE(first_committed.get_future().get());
  second_ended.get_future().get();
}

TEST_P(SqliteTest, UnitThatFailsHalfWayTakesNoOtherWithIt) {
  std::vector<std::string> heard;
  db().listen([&](std::string_view, std::string_view payload) { heard.emplace_back(payload); });
  std::latch entered(1), opened(1), ended(4);
  std::vector<std::string> failures;  // of the writer thread alone
  const auto send = [&](Database::Work work) {
    db().write(std::move(work), [&](Result<void> result) {
      if (!result) failures.push_back(result.error().code);
      ended.count_down();
    });
  };
  send([&](Transaction&) -> Result<void> {
    entered.count_down();
    opened.wait();
    return {};
  });
  entered.wait();
  const auto add_and_tell = [&](int id, bool fails) {
    return [this, id, fails](Transaction& tx) -> Result<void> {
      PULT_TRY(add(id)(tx));
      tx.notify("item", std::to_string(id));
      if (fails) return base::fail(ErrorKind::unprocessable, "changed_my_mind", "No");
      return {};
    };
  };
  send(add_and_tell(1, false));
  send(add_and_tell(2, true));
  send(add_and_tell(3, false));
  opened.count_down();
  ended.wait();
  EXPECT_EQ(failures, std::vector<std::string>{"changed_my_mind"});
  EXPECT_EQ(heard, (std::vector<std::string>{"1", "3"}));
  EXPECT_EQ(int64("SELECT SUM(id) FROM item"), 4);
}

TEST_P(SqliteTest, LogIsEmptiedAndBounded) {
  db().close();
  auto limited = must(sqlite::open(options(), {.checkpoint_bytes = 50'000, .pause_bytes = 400'000}));
  const std::string filler(20'000, 'x');
  for (int i = 0; i < 200; ++i) {
    must(limited->write([&](Transaction& tx) -> Result<void> {
      PULT_TRY(tx.run("INSERT INTO item (id, text) VALUES (?1, ?2)", {i, filler}));
      return {};
    }));
    ASSERT_LT(std::filesystem::file_size(path() + "-wal"), 600'000);
  }
  limited->close();
  EXPECT_FALSE(std::filesystem::exists(path() + "-wal"));
}

TEST_P(SqliteTest, WriterWaitsForAReaderThatHoldsALongLog) {
  db().close();
  auto limited = must(sqlite::open(options(), {.checkpoint_bytes = 50'000, .pause_bytes = 100'000}));
  std::latch entered(1), leave(1);
  auto reader = std::async(std::launch::async, [&] {
    return limited->read([&](Transaction& tx) -> Result<void> {
      PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM item"));
      entered.count_down();
      leave.wait();
      return {};
    });
  });
  entered.wait();
  const std::string filler(200'000, 'x');
  must(limited->write([&](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id, text) VALUES (1, ?1)", {filler}));
    return {};
  }));
  std::promise<Result<void>> end;
  auto ended = end.get_future();
  limited->write(add(2), [&](Result<void> result) { end.set_value(std::move(result)); });
  EXPECT_EQ(ended.wait_for(std::chrono::milliseconds(30)), std::future_status::timeout);
  leave.count_down();
  EXPECT_TRUE(ended.get());
  EXPECT_TRUE(reader.get());
}

TEST_P(SqliteTest, FullDiskFailsTheBatchAndTheDatabaseLivesOn) {
  script("PRAGMA max_page_count = 30");
  const std::string filler(200'000, 'x');
  auto written = db().write([&](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id, text) VALUES (1, ?1)", {filler}));
    return {};
  });
  EXPECT_EQ(code_of(written), "disk_full");
  EXPECT_EQ(written.error().kind, ErrorKind::unavailable);
  must(db().write(add(2)));
  EXPECT_EQ(count(), 1);
}

TEST_P(SqliteTest, WorkCannotEndTheTransaction) {
  auto written = db().write([](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id) VALUES (1)"));
    return tx.script("ROLLBACK");
  });
  EXPECT_EQ(code_of(written), "sql_error");
  must(db().write(add(2)));
  EXPECT_EQ(int64("SELECT SUM(id) FROM item"), 2);
}

TEST_P(SqliteTest, BackupIsAWholeDatabase) {
  for (int i = 0; i < 10; ++i) must(db().write(add(i)));
  const auto copy = folder() + "/copy.db";
  must(db().backup_to(copy));
  must(db().write(add(99)));
  auto backup = must(Database::open({.url = "sqlite:" + copy}));
  EXPECT_EQ(must(read_value(*backup, [](Transaction& tx) { return tx.one_int64("SELECT COUNT(*) FROM item"); })), 10);
  EXPECT_FALSE(db().backup_to(folder() + "/no/such/folder.db"));
}

TEST(Sqlite, FolderThatIsNotThere) {
  EXPECT_EQ(code_of(Database::open({.url = "sqlite:/nonexistent/pult.db"})), "io_error");
  EXPECT_EQ(code_of(Database::open({.url = "mysql://x"})), "bad_url");
}

}  // namespace
}  // namespace pult::sql::sqlite
