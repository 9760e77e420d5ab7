// SPDX-License-Identifier: AGPL-3.0-or-later
// The contract of Database and Transaction, the same on every database.
#include <limits>

#include "sql/database_fixture.hpp"

namespace pult::sql {
namespace {

using testing::code_of;
using testing::must;

class DatabaseTest : public testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (IsSkipped()) return;
    script(replaced("CREATE TABLE item (id BIGINT PRIMARY KEY, number BIGINT, real DOUBLE PRECISION, "
                    "text TEXT, bytes BYTES, CHECK (number <> 13));"
                    "CREATE TABLE part (item_id BIGINT NOT NULL REFERENCES item (id))"));
  }
  std::string replaced(std::string sql) const {
    return must(parse_migrations(dialect(), {{"0001_test.sql", std::move(sql)}})).front().sql;
  }
};
PULT_ON_EVERY_DATABASE(DatabaseTest);

TEST_P(DatabaseTest, Int64ValuesRoundTrip) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (std::int64_t value : {Limits::min(), Limits::max(), std::int64_t(0), std::int64_t(-1), 9'007'199'254'740'993}) {
    run("DELETE FROM item");
    run("INSERT INTO item (id, number) VALUES (?1, ?1)", {value});
    EXPECT_EQ(int64("SELECT number FROM item WHERE id = ?1", {value}), value);
  }
}

}  // namespace
}  // namespace pult::sql
