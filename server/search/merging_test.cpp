// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/merging.hpp"

#include "search/search_fixture.hpp"

namespace pult::search {
namespace {

class Merging : public SearchFixture {
 protected:
  std::int64_t pieces() { return int64("SELECT COUNT(DISTINCT segid) FROM search_index_idx").value_or(0); }
  std::optional<std::int64_t> due() { return int64("SELECT due_at FROM timers WHERE kind = 'search_merge'"); }
};
PULT_ON_EVERY_DATABASE(Merging);

TEST_P(Merging, MakesFewPiecesOfManyAndFindsTheSame) {
  const bool has_pieces = db().dialect() == sql::Dialect::sqlite;
  for (int i = 0; i < 120; ++i) add("Delivery", "parcel " + std::to_string(1'000 + i) + " is late");
  EXPECT_EQ(due().has_value(), has_pieces);
  if (has_pieces) {
    EXPECT_GT(due(), clock_.now());
    EXPECT_GT(pieces(), 8);
    int rounds = 0;
    for (std::optional<std::int64_t> next = due(); next; next = due(), ++rounds) {
      ASSERT_LT(rounds, 100);
      run("DELETE FROM timers WHERE kind = 'search_merge'");
      write([&](auto& tx) { return merge_some(tx, clock_.now()); });
    }
    EXPECT_LE(pieces(), 8);
  }
  EXPECT_EQ(search("parcel ").count, 120);
  EXPECT_EQ(find("1042").size(), 1u);
}

TEST_P(Merging, AllAtOnce) {
  for (int i = 0; i < 20; ++i) add("Delivery", "parcel " + std::to_string(1'000 + i));
  must(merge_all(db()));
  EXPECT_EQ(find("parcel").size(), 20u);
  if (db().dialect() == sql::Dialect::sqlite) EXPECT_LE(pieces(), 4);
}

}  // namespace
}  // namespace pult::search
