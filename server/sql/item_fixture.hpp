// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests only: two small tables on every database.
#pragma once
#include "sql/database_fixture.hpp"

namespace pult::sql {

class ItemFixture : public testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (IsSkipped()) return;
    script(
        replaced("CREATE TABLE item (id BIGINT PRIMARY KEY, number BIGINT, real DOUBLE PRECISION, "
                 "text TEXT, bytes BYTES, CHECK (number <> 13));"
                 "CREATE TABLE part (item_id BIGINT NOT NULL REFERENCES item (id))"));
  }
  std::string replaced(std::string sql) const {
    return testing::must(parse_migrations(dialect(), {{"0001_test.sql", std::move(sql)}})).front().sql;
  }
  std::int64_t count() { return int64("SELECT COUNT(*) FROM item").value(); }
  std::optional<std::string> text_of(std::int64_t id) {
    return testing::must(read_value(db(), [&](Transaction& tx) {
      return tx.one("SELECT text FROM item WHERE id = ?1", {id}, [](const Row& row) { return row.string(0); });
    }));
  }
  // Work that adds one row.
  static Database::Work add(std::int64_t id) {
    return [id](Transaction& tx) -> Result<void> {
      PULT_TRY(tx.run("INSERT INTO item (id) VALUES (?1)", {id}));
      return {};
    };
  }
};

}  // namespace pult::sql
