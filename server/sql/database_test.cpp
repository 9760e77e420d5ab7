// SPDX-License-Identifier: AGPL-3.0-or-later
// The contract of Transaction, the same on every database: values, statements, errors.
#include <cmath>
#include <future>
#include <limits>
#include <thread>

#include "sql/cancel.hpp"
#include "sql/id_list.hpp"
#include "sql/item_fixture.hpp"

namespace pult::sql {
namespace {

using testing::code_of;
using testing::must;

class TransactionTest : public ItemFixture {};
PULT_ON_EVERY_DATABASE(TransactionTest);

TEST_P(TransactionTest, Int64ValuesRoundTrip) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (std::int64_t value : {Limits::min(), Limits::max(), std::int64_t(0), std::int64_t(-1), 9'007'199'254'740'993}) {
    run("DELETE FROM item");
    run("INSERT INTO item (id, number) VALUES (?1, ?1)", {value});
    EXPECT_EQ(int64("SELECT number FROM item WHERE id = ?1", {value}), value);
  }
}

TEST_P(TransactionTest, DoublesRoundTripExactly) {
  using Limits = std::numeric_limits<double>;
  for (double value : {0.1, -1.0 / 3, 1e300, Limits::max(), Limits::denorm_min(), double(Limits::infinity())}) {
    run("DELETE FROM item");
    run("INSERT INTO item (id, real) VALUES (1, ?1)", {value});
    auto read = must(read_value(db(), [](Transaction& tx) {
      return tx.one("SELECT real FROM item", {}, [](const Row& row) { return row.real(0); });
    }));
    EXPECT_EQ(read, value);
  }
}

TEST_P(TransactionTest, TextRoundTripsAsUtf8) {
  const std::string text = "Příliš žluťoučký \xF0\x9F\x90\xB4 'quoted' \"x\" \\ ?1 $1";
  run("INSERT INTO item (id, text) VALUES (1, ?1)", {text});
  EXPECT_EQ(text_of(1), text);
  EXPECT_EQ(int64("SELECT id FROM item WHERE text = ?1", {text}), 1);
}

TEST_P(TransactionTest, EmptyIsNotNull) {
  run("INSERT INTO item (id, text, bytes) VALUES (1, ?1, ?2)", {std::string_view(), Blob{}});
  run("INSERT INTO item (id, number, real, text, bytes) VALUES (2, ?1, ?1, ?2, ?2)", {Null{}, std::optional<bool>()});
  auto nulls = must(read_value(db(), [](Transaction& tx) {
    return tx.all("SELECT text, bytes, number, real FROM item ORDER BY id", {}, [](const Row& row) {
      EXPECT_EQ(row.text(0), "");
      EXPECT_EQ(row.bytes(1), "");
      EXPECT_EQ(row.int64(2), 0);
      EXPECT_EQ(row.real(3), 0);
      EXPECT_EQ(row.optional_string(0).has_value(), !row.is_null(0));
      return std::pair(row.is_null(0), row.is_null(1));
    });
  }));
  EXPECT_EQ(nulls, (std::vector{std::pair(false, false), std::pair(true, true)}));
}

TEST_P(TransactionTest, NullFindsItsType) {
  run("INSERT INTO item (id, number) VALUES (1, 7)");
  run("UPDATE item SET number = ?1, real = ?2, text = ?3, bytes = ?4 WHERE id = ?5",
      {Null{}, Null{}, Null{}, Null{}, 1});
  EXPECT_EQ(int64("SELECT COUNT(*) FROM item WHERE number IS NULL"), 1);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM item WHERE ?1 IS NULL OR number = ?1", {std::optional<int>()}), 1);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM item WHERE ?1 IS NULL OR number = ?1", {std::optional<int>(7)}), 0);
}

TEST_P(TransactionTest, ListsOfIdsAreOneParameter) {
  for (const std::int64_t id : std::initializer_list<std::int64_t>{1, 2, 3, 9'007'199'254'740'993})
    run("INSERT INTO item (id) VALUES (?1)", {id});
  const auto found = [&](const std::vector<std::int64_t>& numbers) {
    return must(read_value(db(), [&](Transaction& tx) -> Result<std::vector<std::int64_t>> {
      const IdList list(tx, numbers);
      const auto number = [](const Row& row) { return row.int64(0); };
      auto rows = PULT_TRY(
          tx.all("SELECT id FROM item WHERE id >= ?1 AND id" + list.among(2) + " ORDER BY id", {0, list}, number));
      const auto joined = PULT_TRY(
          tx.all("SELECT i.id FROM " + list.table("?1") + " JOIN item i ON i.id = x.id ORDER BY 1", {list}, number));
      EXPECT_EQ(rows, joined);
      return rows;
    }));
  };
  EXPECT_EQ(found({3, 1, 7}), (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(found({9'007'199'254'740'993}), std::vector<std::int64_t>{9'007'199'254'740'993});
  EXPECT_TRUE(found({}).empty());
}

TEST_P(TransactionTest, MegabyteOfBytesWithNulRoundTrips) {
  std::string bytes(1 << 20, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = char(i * 131 >> 3);
  run("INSERT INTO item (id, bytes) VALUES (1, ?1)", {Blob{bytes}});
  auto read = must(read_value(db(), [](Transaction& tx) {
    return tx.one("SELECT bytes FROM item", {}, [](const Row& row) { return std::string(row.bytes(0)); });
  }));
  EXPECT_TRUE(read == bytes);
}

TEST_P(TransactionTest, TextWithNulIsRefused) {
  auto written = db().write([](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id, text) VALUES (1, ?1)", {std::string("a\0b", 3)}));
    return {};
  });
  EXPECT_EQ(code_of(written), "nul_in_text");
  EXPECT_EQ(written.error().kind, ErrorKind::invalid);
}

TEST_P(TransactionTest, ParameterCanBeUsedTwiceAndOutOfOrder) {
  EXPECT_EQ(int64("SELECT ?2 * 100 + ?1 * 10 + ?2", {3, 7}), 737);
  EXPECT_EQ(int64("SELECT ?1 + 1", {std::int64_t(1) << 40}), (std::int64_t(1) << 40) + 1);
  EXPECT_EQ(int64("SELECT CASE WHEN '?1' = ?1 THEN 1 ELSE 0 END -- ?2\n", {"?1"}), 1);
}

TEST_P(TransactionTest, WrongNumberOfParametersIsAnError) {
  for (const std::vector<Param>& params : {std::vector<Param>{1}, std::vector<Param>{1, 2, 3}}) {
    auto read = db().read([&](Transaction& tx) -> Result<void> {
      PULT_TRY(tx.one_int64("SELECT ?1 + ?2", params));
      return {};
    });
    EXPECT_EQ(code_of(read), "sql_error");
  }
}

TEST_P(TransactionTest, RunCountsChangedRows) {
  EXPECT_EQ(run("INSERT INTO item (id) VALUES (1), (2), (3)"), 3);
  EXPECT_EQ(run("UPDATE item SET number = 1 WHERE id > ?1", {1}), 2);
  EXPECT_EQ(run("DELETE FROM item WHERE id = 99"), 0);
  EXPECT_EQ(run("CREATE TABLE other (id BIGINT)"), 0);
  EXPECT_EQ(run("SELECT * FROM item"), 0);
}

TEST_P(TransactionTest, ReturningAndOnConflict) {
  auto upsert = [&](std::string_view text) {
    return must(write_value(db(), [&](Transaction& tx) {
      return tx.one_int64(
          "INSERT INTO item (id, number, text) VALUES (1, 1, ?1) "
          "ON CONFLICT (id) DO UPDATE SET number = item.number + 1, text = excluded.text "
          "RETURNING number",
          {text});
    }));
  };
  EXPECT_EQ(upsert("a"), 1);
  EXPECT_EQ(upsert("b"), 2);
  EXPECT_EQ(text_of(1), "b");
}

TEST_P(TransactionTest, GeneratedIdsAreReturned) {
  script(replaced("CREATE TABLE note (id ID_PRIMARY_KEY, text TEXT)"));
  auto insert = [&] {
    return must(write_value(
                    db(),
                    [](Transaction& tx) { return tx.one_int64("INSERT INTO note (text) VALUES ('x') RETURNING id"); }))
        .value();
  };
  EXPECT_EQ(insert(), 1);
  EXPECT_EQ(insert(), 2);
}

TEST_P(TransactionTest, SumsAndBooleansAreNumbers) {
  run("INSERT INTO item (id, number, real) VALUES (1, 40, 0.5), (2, 2, 0.25)");
  must(db().read([](Transaction& tx) {
    const auto sql = "SELECT SUM(number), SUM(real), MAX(id) > 1, COUNT(*) FROM item";
    return tx.each(sql, {}, [](const Row& row) -> Result<void> {
      EXPECT_EQ(row.int64(0), 42);
      EXPECT_EQ(row.real(1), 0.75);
      EXPECT_TRUE(row.boolean(2));
      EXPECT_EQ(row.int64(3), 2);
      return {};
    });
  }));
}

TEST_P(TransactionTest, StatementsNestAlsoTheSameText) {
  run("INSERT INTO item (id) VALUES (1), (2), (3)");
  std::string seen;
  must(db().read([&](Transaction& tx) -> Result<void> {
    const auto sql = "SELECT id, text FROM item ORDER BY id";
    return tx.each(sql, {}, [&](const Row& outer) -> Result<void> {
      PULT_TRY(tx.each(sql, {}, [&](const Row& inner) -> Result<void> {
        seen += std::to_string(outer.int64(0)) + std::to_string(inner.int64(0)) + " ";
        return {};
      }));
      return {};
    });
  }));
  EXPECT_EQ(seen, "11 12 13 21 22 23 31 32 33 ");
}

TEST_P(TransactionTest, EarlyStopGivesItsErrorAndTheStatementWorksAgain) {
  run("INSERT INTO item (id) VALUES (1), (2), (3)");
  must(db().read([&](Transaction& tx) -> Result<void> {
    for (int round = 0; round < 2; ++round) {
      int rows = 0;
      auto stopped = tx.each("SELECT id FROM item", {}, [&](const Row&) -> Result<void> {
        if (++rows == 2) return base::fail(ErrorKind::invalid, "enough", "");
        return {};
      });
      EXPECT_EQ(code_of(stopped), "enough");
      EXPECT_EQ(rows, 2);
    }
    return {};
  }));
}

TEST_P(TransactionTest, ExceptionBetweenRowsIsAnErrorOfTheUnit) {
  run("INSERT INTO item (id) VALUES (1), (2)");
  auto written = db().write([](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id) VALUES (3)"));
    return tx.each("SELECT id FROM item", {}, [](const Row&) -> Result<void> { throw std::runtime_error("a bug"); });
  });
  EXPECT_EQ(code_of(written), "exception");
  EXPECT_EQ(written.error().cause, "a bug");
  EXPECT_EQ(count(), 2);
}

TEST_P(TransactionTest, OneReadsTheFirstRow) {
  run("INSERT INTO item (id) VALUES (1), (2), (3)");
  EXPECT_EQ(int64("SELECT id FROM item ORDER BY id DESC"), 3);
  EXPECT_EQ(int64("SELECT id FROM item WHERE id > 3"), std::nullopt);
}

TEST_P(TransactionTest, ErrorsHaveKindsAndCodes) {
  auto failure = [&](std::string_view sql) {
    auto written = db().write([&](Transaction& tx) -> Result<void> {
      PULT_TRY(tx.run(sql));
      return {};
    });
    return written ? std::pair(ErrorKind::internal, std::string("none"))
                   : std::pair(written.error().kind, written.error().code);
  };
  run("INSERT INTO item (id) VALUES (1)");
  run("INSERT INTO part (item_id) VALUES (1)");
  using K = ErrorKind;
  EXPECT_EQ(failure("INSERT INTO item (id) VALUES (1)"), std::pair(K::conflict, std::string("unique_violation")));
  EXPECT_EQ(failure("DELETE FROM item"), std::pair(K::conflict, std::string("foreign_key_violation")));
  EXPECT_EQ(failure("INSERT INTO part VALUES (9)"), std::pair(K::conflict, std::string("foreign_key_violation")));
  EXPECT_EQ(failure("INSERT INTO part VALUES (NULL)"), std::pair(K::invalid, std::string("not_null_violation")));
  EXPECT_EQ(failure("UPDATE item SET number = 13"), std::pair(K::invalid, std::string("check_violation")));
  EXPECT_EQ(failure("SELEKT 1"), std::pair(K::internal, std::string("sql_error")));
  EXPECT_EQ(failure("SELECT 1; SELECT 2"), std::pair(K::internal, std::string("sql_error")));
  EXPECT_EQ(failure("SELECT \"no such column\" FROM item"), std::pair(K::internal, std::string("sql_error")));
}

TEST_P(TransactionTest, FailedStatementDoomsTheUnit) {
  run("INSERT INTO item (id) VALUES (1)");
  auto written = db().write([&](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id) VALUES (2)"));
    EXPECT_EQ(code_of(tx.run("INSERT INTO item (id) VALUES (1)")), "unique_violation");
    EXPECT_EQ(code_of(tx.run("INSERT INTO item (id) VALUES (3)")), "unique_violation");
    return {};
  });
  EXPECT_EQ(code_of(written), "unique_violation");
  EXPECT_EQ(count(), 1);
  run("INSERT INTO item (id) VALUES (2)");
}

TEST_P(TransactionTest, ReadsCannotWrite) {
  auto read = db().read([&](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("INSERT INTO item (id) VALUES (1)"));
    return {};
  });
  EXPECT_EQ(code_of(read), "sql_error");
  EXPECT_EQ(count(), 0);
}

TEST_P(TransactionTest, LikeKnowsCase) { EXPECT_EQ(int64("SELECT CASE WHEN 'Abc' LIKE 'a%' THEN 1 ELSE 0 END"), 0); }

TEST_P(TransactionTest, MoreStatementsThanTheCacheHolds) {
  must(db().write([](Transaction& tx) -> Result<void> {
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < 400; ++i) {
        auto value = PULT_TRY(tx.one_int64("SELECT " + std::to_string(i)));
        EXPECT_EQ(value, i);
      }
    }
    return {};
  }));
}

TEST_P(TransactionTest, PreparedStatementsSurviveAChangeOfTheTable) {
  must(db().write([](Transaction& tx) -> Result<void> {
    for (const char* change : {"ALTER TABLE item ADD COLUMN extra BIGINT", "ALTER TABLE item ADD COLUMN more TEXT"}) {
      PULT_TRY(tx.run("DELETE FROM item"));
      PULT_TRY(tx.run("INSERT INTO item (id) VALUES (5)"));
      PULT_TRY(tx.script(change));
      EXPECT_EQ(PULT_TRY(tx.one_int64("SELECT * FROM item")), 5);
    }
    return {};
  }));
}

TEST_P(TransactionTest, LimitsTheTimeOfAUnit) {
  const std::string endless =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT MAX(i) FROM n";
  const auto stopped = db().read([&](Transaction& tx) -> Result<void> {
    PULT_TRY(tx.limit_time(std::chrono::milliseconds(20)));
    PULT_TRY(tx.one_int64(endless));
    return {};
  });
  EXPECT_EQ(code_of(stopped), "timeout");
  // The limit ends with its unit.
  EXPECT_EQ(int64("SELECT 1"), 1);
}

TEST_P(TransactionTest, StopsWhatNobodyWaitsFor) {
  const std::string endless =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT MAX(i) FROM n";
  Cancellation cancellation;
  std::promise<void> begun;
  std::thread other([&] {
    begun.get_future().wait();
    cancellation.cancel();
  });
  const auto stopped = db().read([&](Transaction& tx) -> Result<void> {
    const CancelScope scope(cancellation);
    EXPECT_EQ(PULT_TRY(tx.one_int64("SELECT 1")), 1);
    begun.set_value();
    PULT_TRY(tx.one_int64(endless));
    return {};
  });
  other.join();
  EXPECT_EQ(code_of(stopped), "cancelled");
  const auto refused = db().read([&](Transaction& tx) -> Result<void> {
    const CancelScope scope(cancellation);
    PULT_TRY(tx.one_int64("SELECT 1"));
    return {};
  });
  EXPECT_EQ(code_of(refused), "cancelled");
  EXPECT_EQ(int64("SELECT 1"), 1);  // nothing of it is left on the connection
}

}  // namespace
}  // namespace pult::sql
