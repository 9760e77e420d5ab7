// SPDX-License-Identifier: AGPL-3.0-or-later
// Queries of fields that no index has, on a desk with more tickets than are looked at.
#include "search/search_fixture.hpp"

namespace pult::search {
namespace {

constexpr std::int64_t all = max_passed + 10'000, old_one = 5, old_solved = 7, new_one = all - 10;

class Passed : public SearchFixture {
 protected:
  void SetUp() override {
    SearchFixture::SetUp();
    if (IsSkipped()) return;
    write([&](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(
          tx.run("WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
                 "INSERT INTO tickets (id, subject, status, requester_id, submitter_id, via, is_public, created_at, "
                 "updated_at) SELECT i, 'One of many', CASE WHEN i < 100 AND i <> ?3 THEN 4 ELSE 1 END, ?2, ?2, 'api', "
                 "1, i, i FROM n",
                 {all, anna_, old_one}));
      PULT_TRY(tx.run("UPDATE tickets SET type = 'incident' WHERE id IN (?1, ?2, ?3)", {old_one, old_solved, new_one}));
      return {};
    });
  }
  using Found = std::pair<std::vector<TicketId>, bool>;
  Found look(const std::string& query) { return {list(query), search(query).is_cut}; }
  static std::vector<TicketId> ids(std::initializer_list<std::int64_t> numbers) {
    return {numbers.begin(), numbers.end()};
  }
};
PULT_ON_EVERY_DATABASE(Passed);

TEST_P(Passed, TheFirstInTheOrderAskedForAreLookedAt) {
  EXPECT_EQ(look("ticket_type:incident"), Found(ids({new_one}), true));
  EXPECT_EQ(look("ticket_type:incident order_by:priority"), Found(ids({new_one}), true));
  EXPECT_EQ(look("ticket_type:incident order_by:created sort:desc"), Found(ids({new_one}), true));
  EXPECT_EQ(look("ticket_type:incident order_by:created sort:asc"), Found(ids({old_one, old_solved}), true));
  EXPECT_EQ(look("ticket_type:incident order_by:updated sort:asc"), Found(ids({old_one, old_solved}), true));
  EXPECT_EQ(look("ticket_type:incident status:solved"), Found(ids({old_solved}), false)) << "there are 98 solved ones";
  EXPECT_EQ(look("ticket_type:incident status<solved"), Found(ids({new_one}), true));
  EXPECT_EQ(look("ticket_type:incident requester:" + std::to_string(anna_.value) + " order_by:created sort:asc"),
            Found(ids({old_one, old_solved, new_one}), false))
      << "an index knows whose they are";
}

TEST_P(Passed, AnExportGoesOnToTheEnd) {
  const auto who = actor(agent_);
  std::vector<TicketId> found;
  int pages = 0;
  TicketId before;
  do {
    const auto page = read([&](auto& tx) -> Result<ExportPage> {
      return export_tickets(tx, who, PULT_TRY(parse_query("ticket_type:incident", clock_.now())), before, 100);
    });
    found.insert(found.end(), page.tickets.begin(), page.tickets.end());
    before = page.next;
  } while (before && ++pages < 10);
  EXPECT_EQ(found, ids({new_one, old_solved, old_one}));
  EXPECT_EQ(pages, 1) << "after the first";
}

}  // namespace
}  // namespace pult::search
