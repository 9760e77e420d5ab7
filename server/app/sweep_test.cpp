// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/sweep.hpp"

#include "app/open_desk.hpp"
#include "sql/database_fixture.hpp"

namespace pult::app {
namespace {

using sql::testing::must;

class Sweep : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (!IsSkipped()) migrate_to_newest();
  }
  void fill(std::int64_t count, Micros at) {
    must(db().write([&](sql::Transaction& tx) -> Result<void> {
      for (std::int64_t i = 0; i < count; ++i) {
        PULT_TRY(
            tx.run("INSERT INTO audit_logs (action, actor_id, actor_name, source_type, source_label, "
                   "change_description, created_at) VALUES ('update', 1, 'A', 'user', 'B', 'C', ?1)",
                   {at}));
      }
      PULT_TRY(
          tx.run("INSERT INTO imports (kind, format, mapping, file_name, sha256, in_blobs, dry_run, actor_id, state, "
                 "total, created_at, updated_at) VALUES ('users', 'csv', '{}', 'f', 's', 0, 0, 1, 'completed', 0, "
                 "?1, ?1)",
                 {at}));
      return {};
    }));
    const auto import = int64("SELECT MAX(id) FROM imports").value_or(0);
    must(db().write([&](sql::Transaction& tx) -> Result<void> {
      for (std::int64_t i = 1; i <= count; ++i)
        PULT_TRY(tx.run("INSERT INTO import_rows (import_id, number, line, outcome) VALUES (?1, ?2, ?2, 'created')",
                        {import, i}));
      return {};
    }));
  }
  int rounds(const KeepSettings& keep) {
    for (int round = 1;; ++round) {
      const auto more = must(sql::write_value(db(), [&](sql::Transaction& tx) { return sweep(tx, keep, now_); }));
      if (!more) return round;
    }
  }
  const Micros now_ = 1'700'000'000 * base::second_us;
};
PULT_ON_EVERY_DATABASE(Sweep);

TEST_P(Sweep, ForgetsWhatIsOldPieceByPiece) {
  fill(1'200, now_ - 800 * base::day_us);
  fill(3, now_ - base::day_us);
  EXPECT_GT(rounds({}), 2);  // never all at once
  EXPECT_EQ(int64("SELECT COUNT(*) FROM audit_logs"), 3);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM imports"), 1);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM import_rows"), 3);
  EXPECT_EQ(rounds({}), 1);
}

TEST_P(Sweep, KeepsTheLogForEverWhereThatIsAsked) {
  fill(3, now_ - 8'000 * base::day_us);
  rounds({.audit_log_days = 0});
  EXPECT_EQ(int64("SELECT COUNT(*) FROM audit_logs"), 3);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM imports"), 0);
}

}  // namespace
}  // namespace pult::app
