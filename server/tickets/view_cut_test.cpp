// SPDX-License-Identifier: AGPL-3.0-or-later
// A view that would have to put more tickets in order than it looks at says so.
#include <algorithm>

#include "tickets/ticket_fixture.hpp"
#include "tickets/view_list.hpp"
#include "tickets/view_set.hpp"

namespace pult::tickets {
namespace {

using testing::must;

class ViewCutTest : public testing::TicketTest {
 protected:
  // Open tickets of ids [from, to], newer ones later.
  void fill(std::int64_t from, std::int64_t to) {
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(
          tx.run("WITH RECURSIVE n (i) AS (SELECT CAST(?1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < ?2) "
                 "INSERT INTO tickets (id, subject, status, requester_id, submitter_id, via, is_public, created_at, "
                 "updated_at) SELECT i, 'One of many', 1, ?3, ?3, 'api', 1, i, i FROM n",
                 {from, to, customer.id()}));
      return {};
    }));
  }
  ViewPage page(ViewOrder order) {
    const auto set = must(read([&](sql::Transaction& tx) { return desk.views(tx); }));
    const auto view = std::ranges::find(set->views, "all_open", [](const CompiledView& one) { return one.view.key; });
    ViewQuery query{view->program, admin, *set->fields, std::move(order), clock.now(), {}};
    query.limit = 10;
    return must(read([&](sql::Transaction& tx) { return list_view(tx, query); }));
  }
};
PULT_ON_EVERY_DATABASE(ViewCutTest);

TEST_P(ViewCutTest, OnlyWhereOlderTicketsAreLeftOutOfAnOrder) {
  ViewOrder by_subject;
  by_subject.sort_by = "subject";
  fill(1, most_scanned);
  EXPECT_FALSE(page(by_subject).is_cut) << "as many as are put in order";
  fill(most_scanned + 1, most_scanned + 1);
  EXPECT_TRUE(page(by_subject).is_cut);
  EXPECT_FALSE(page({}).is_cut) << "an index has this order";
  EXPECT_EQ(page({}).rows.front().ticket.id, TicketId(most_scanned + 1));
}

}  // namespace
}  // namespace pult::tickets
