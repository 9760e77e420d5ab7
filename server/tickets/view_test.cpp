// SPDX-License-Identifier: AGPL-3.0-or-later
// Lists and views: what they show, in what order, and that an index gives it.
#include "tickets/view.hpp"

#include <algorithm>
#include <random>
#include <set>

#include "tickets/ticket_fixture.hpp"

namespace pult::tickets {
namespace {

using testing::must;

// A few hundred rows are read whole or sorted faster than by an index; a million are not.
constexpr std::string_view small_table_settings =
    "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off";

class ViewTest : public testing::TicketTest {
 protected:
  // Tickets of every status, assignee and group; many share their time.
  void fill(int count, unsigned seed = 1) {
    std::mt19937 dice(seed);
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      const UserId assignees[] = {{}, agent.id(), seller.id(), restricted.id()};
      const GroupId groups[] = {{}, support, sales};
      for (int i = 0; i < count; ++i) {
        Ticket ticket;
        ticket.id = TicketId(i + 1);
        ticket.subject = "s";
        ticket.via = "api";
        ticket.status = Status(dice() % 7);
        ticket.requester = ticket.submitter = dice() % 2 ? customer.id() : stranger.id();
        ticket.assignee = assignees[dice() % 4];
        ticket.group = groups[dice() % 3];
        ticket.is_public = dice() % 5 != 0;
        ticket.created_at = ticket.updated_at = testing::start + Micros(dice() % 10) * base::second_us;
        PULT_TRY(insert_ticket(tx, ticket, ticket.updated_at));
        PULT_TRY(move_counts(tx, nullptr, ticket));
        all_.push_back(ticket);
      }
      return {};
    }));
  }
  std::vector<std::int64_t> listed(const TicketFilter& filter) {
    std::vector<std::int64_t> ids;
    for (const auto& one : must(read([&](sql::Transaction& tx) { return list_tickets(tx, filter); })))
      ids.push_back(one.ticket.id.value);
    return ids;
  }
  template <class Inside>
  std::vector<std::int64_t> expected(Order order, Inside inside) {
    std::vector<Ticket> rows;
    std::ranges::copy_if(all_, std::back_inserter(rows), inside);
    const bool by_id = order == Order::id_asc || order == Order::id_desc;
    const bool descending = order == Order::id_desc || order == Order::updated_desc;
    std::ranges::sort(rows, [&](const Ticket& a, const Ticket& b) {
      const auto left = std::pair(by_id ? 0 : a.updated_at, a.id), right = std::pair(by_id ? 0 : b.updated_at, b.id);
      return descending ? right < left : left < right;
    });
    std::vector<std::int64_t> ids;
    for (const auto& row : rows) ids.push_back(row.id.value);
    return ids;
  }
  // As the planner tells it, all lines in one.
  std::string plan(const std::string& sql, std::string_view explain) {
    std::string out;
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      if (dialect() == sql::Dialect::postgres) PULT_TRY(tx.script(small_table_settings));
      return tx.each(std::string(explain) + sql, {}, [&](const sql::Row& row) -> Result<void> {
        out += row.string(dialect() == sql::Dialect::postgres ? 0 : 3) + "\n";
        return {};
      });
    }));
    return out;
  }

  std::vector<Ticket> all_;
};
PULT_ON_EVERY_DATABASE(ViewTest);

bool unsolved(const Ticket& ticket) { return ticket.status < Status::solved; }

TEST_P(ViewTest, ShowWhatABruteForceSearchFindsAndCountIt) {
  fill(200);
  const auto cells = must(read([](sql::Transaction& tx) { return load_counts(tx); }));
  for (const auto* who : {&admin, &agent, &seller, &restricted, &customer})
    for (const auto& view : system_views) {
      SCOPED_TRACE(std::string(view.key) + " of " + who->user.name);
      auto filter = filter_of(view, *who);
      filter.limit = 1000;
      const auto wanted = expected(Order::updated_desc, [&](const Ticket& ticket) {
        const bool inside = view.key == "solved"       ? ticket.status == Status::solved
                            : view.key == "mine"       ? unsolved(ticket) && ticket.assignee == who->id()
                            : view.key == "unassigned" ? unsolved(ticket) && !ticket.assignee
                                                       : unsolved(ticket);
        return inside && who->is_agent() && people::may_see_ticket(*who, scope_of(ticket, who->id()));
      });
      EXPECT_EQ(listed(filter), wanted);
      EXPECT_EQ(count_of(view, *who, cells), std::int64_t(wanted.size()));
    }
}

TEST_P(ViewTest, TurningPagesVisitsEveryTicketOnceInEveryOrder) {
  fill(150, 2);
  for (const auto order : {Order::updated_desc, Order::updated_asc, Order::id_asc, Order::id_desc})
    for (const int size : {1, 7, 150}) {
      TicketFilter filter;
      filter.condition = "t.status < 6";
      filter.order = order;
      filter.limit = size;
      std::vector<std::int64_t> seen;
      for (;;) {
        const auto page = must(read([&](sql::Transaction& tx) { return list_tickets(tx, filter); }));
        for (const auto& one : page) seen.push_back(one.ticket.id.value);
        if (page.empty()) break;
        filter.after = Position{page.back().ticket.updated_at, page.back().ticket.id};
      }
      EXPECT_EQ(seen, expected(order, [](const Ticket& t) { return t.status < Status::deleted; })) << size;
    }
}

TEST_P(ViewTest, PagesByNumberShowTheSame) {
  fill(50, 3);
  TicketFilter filter;
  filter.limit = 20;
  filter.offset = 40;
  const auto all = expected(Order::updated_desc, [](const Ticket&) { return true; });
  EXPECT_EQ(listed(filter), std::vector(all.begin() + 40, all.end()));
}

TEST_P(ViewTest, AListShowsTheFirstComment) {
  const auto made = fresh();
  update(agent, made.id, testing::comment("Second"));
  EXPECT_EQ(must(read([&](sql::Transaction& tx) { return find_listed(tx, made.id); }))->description,
            "It does not work");
  EXPECT_FALSE(must(read([](sql::Transaction& tx) { return find_listed(tx, TicketId(99)); })));
}

TEST_P(ViewTest, EveryViewReadsItsOwnIndexInOrder) {
  fill(300, 4);
  if (dialect() == sql::Dialect::postgres) script("ANALYZE tickets");
  const std::pair<std::string_view, std::string_view> indexes[] = {{"mine", "tickets_open_by_assignee"},
                                                                   {"unassigned", "tickets_open_by_assignee"},
                                                                   {"all_open", "tickets_open"},
                                                                   {"solved", "tickets_solved"}};
  for (std::size_t i = 0; i < system_views.size(); ++i) {
    const auto sql = "SELECT t.id FROM tickets t WHERE " + filter_of(system_views[i], agent).condition +
                     " AND (t.updated_at, t.id) < (2000000000000000, 5) "
                     "ORDER BY t.updated_at DESC, t.id DESC LIMIT 51";
    const auto text = plan(sql, dialect() == sql::Dialect::postgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ");
    // Of two indexes that give the order of the unassigned, either will do.
    const bool its_own = text.find("tickets_" + std::string(indexes[i].first)) != std::string::npos;
    EXPECT_TRUE(its_own || text.find(indexes[i].second) != std::string::npos) << indexes[i].first << "\n" << text;
    EXPECT_EQ(text.find("TEMP B-TREE"), std::string::npos) << text;
    EXPECT_EQ(text.find("Sort"), std::string::npos) << text;
  }
}

TEST_P(ViewTest, OnlyKnownViewsAreFound) {
  EXPECT_EQ(find_view(1)->key, "mine");
  for (const std::int64_t id : {0, -1, 5}) EXPECT_FALSE(find_view(id));
}

}  // namespace
}  // namespace pult::tickets
