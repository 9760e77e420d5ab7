// SPDX-License-Identifier: AGPL-3.0-or-later
// Lists and views: what they show, in what order, that an index gives it, and that their numbers are right.
#include <algorithm>
#include <map>
#include <random>

#include "sql/plan_fixture.hpp"
#include "tickets/condition_fixture.hpp"
#include "tickets/metrics.hpp"
#include "tickets/ticket_fixture.hpp"
#include "tickets/view_counts.hpp"
#include "tickets/view_list.hpp"

namespace pult::tickets {
namespace {

using testing::is;
using testing::must;

// A few hundred rows are read whole or sorted faster than by an index; a million are not.
constexpr std::string_view small_table_settings =
    "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off";

class ViewTest : public testing::TicketTest {
 protected:
  using TicketTest::update;

  // Tickets of every status, assignee, group and more; many share their time.
  void fill(int count, unsigned seed = 1) {
    std::mt19937 dice(seed);
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      const UserId assignees[] = {{}, agent.id(), seller.id(), restricted.id()};
      const GroupId groups[] = {{}, support, sales};
      const char* const priorities[] = {"", "low", "normal", "high", "urgent"};
      const char* const tags[] = {"", "vip", "fax", "fax vip"};
      for (int i = 0; i < count; ++i) {
        Ticket ticket;
        ticket.id = TicketId(i + 1);
        ticket.subject = dice() % 2 ? "Принтер fax" : "Kávovar";
        ticket.via = dice() % 2 ? "api" : "mail";
        ticket.status = Status(dice() % 7);
        ticket.requester = ticket.submitter = dice() % 2 ? customer.id() : stranger.id();
        ticket.assignee = assignees[dice() % 4];
        ticket.group = groups[dice() % 3];
        ticket.priority = priorities[dice() % 5];
        ticket.type = dice() % 2 ? "" : "task";
        ticket.tags = tags[dice() % 4];
        ticket.recipient = dice() % 2 ? "" : "Help@Desk.example";
        ticket.is_public = dice() % 5 != 0;
        ticket.satisfaction_score = std::array{"", "offered", "bad", "good"}[dice() % 4];
        if (dice() % 2) ticket.satisfaction_comment = "Well";
        ticket.satisfaction_reason = dice() % 3;
        if (dice() % 2) ticket.due_at = testing::start + Micros(dice() % 10) * base::hour_us;
        ticket.created_at = ticket.updated_at = testing::start + Micros(dice() % 10) * base::second_us;
        if (ticket.status == Status::solved) ticket.solved_at = ticket.updated_at;
        PULT_TRY(insert_ticket(tx, ticket, ticket.updated_at));
        PULT_TRY(measure_some(tx, ticket, dice));
        PULT_TRY(move_counts(tx, nullptr, ticket));
        PULT_TRY(move_view_counts(tx, *PULT_TRY(desk.views(tx)), nullptr, ticket));
        all_.push_back(ticket);
      }
      return {};
    }));
  }
  // Half of the tickets have a life behind them.
  Result<void> measure_some(sql::Transaction& tx, const Ticket& ticket, std::mt19937& dice) {
    auto& metrics = metrics_[ticket.id] = begin_metrics(ticket);
    if (dice() % 2) return {};
    const auto then = [&] { return testing::start - Micros(dice() % 5) * base::hour_us; };
    metrics.status_updated_at = then();
    metrics.requester_updated_at = then();
    if (dice() % 2) metrics.assignee_updated_at = then();
    if (ticket.assignee) metrics.assigned_at = then();
    PULT_TRY(tx.run("INSERT INTO ticket_metrics (ticket_id, measured, updated_at) VALUES (?1, ?2, ?3)",
                    {ticket.id, render_metrics(metrics), metrics.updated_at}));
    return {};
  }
  std::shared_ptr<const ViewSet> views() {
    return must(read([&](sql::Transaction& tx) { return desk.views(tx); }));
  }
  View make(rules::Conditions conditions) {
    View view;
    view.title = "A view";
    view.conditions = std::move(conditions);
    return must(write([&](sql::Transaction& tx) -> Result<View> {
      auto made = PULT_TRY(insert_view(tx, view, clock.now()));
      PULT_TRY(start_counting(tx, made));
      return made;
    }));
  }
  void count_whole(const View& view) {
    while (must(
        write([&](sql::Transaction& tx) { return count_piece(tx, view.id, view.counting, desk.definitions(tx)); }))) {
    }
  }
  std::vector<std::int64_t> listed(const CompiledView& view, const people::Actor& who, ViewOrder order = {},
                                   int size = 1000) {
    const auto set = views();
    std::vector<std::int64_t> ids;
    std::string after;
    for (;;) {
      ViewQuery query{view.program, who, *set->fields, order, clock.now(), after};
      query.limit = size;
      const auto page = must(read([&](sql::Transaction& tx) { return list_view(tx, query); }));
      for (const auto& row : page.rows) ids.push_back(row.ticket.id.value);
      if (!page.has_more) return ids;
      after = page.after;
    }
  }
  ViewCount counted(const CompiledView& view, const people::Actor& who) {
    const auto set = views();
    return must(read([&](sql::Transaction& tx) -> Result<ViewCount> {
      return count_view(tx, view, who, PULT_TRY(load_view_numbers(tx, {&view})), *set, clock.now());
    }));
  }
  // What the conditions give in memory, one ticket after the other.
  std::size_t brute_force(const rules::Program& program, const people::Actor& who) {
    const auto set = views();
    const auto viewer = viewer_of(who, *set->fields, clock.now());
    return std::size_t(std::ranges::count_if(all_, [&](const Ticket& ticket) {
      auto facts = facts_of(ticket, *set->definitions, true);
      facts.requester_role = 0;
      facts.requester_locale = "en";
      facts.requester_fields = "{}";
      const auto& metrics = metrics_.at(ticket.id);
      facts.status_set_at = metrics.status_updated_at;
      facts.requester_updated_at = metrics.requester_updated_at;
      facts.assignee_updated_at = metrics.assignee_updated_at;
      if (ticket.assignee) facts.assigned_at = metrics.assigned_at;
      return ticket.status < Status::deleted && rules::holds(program, facts, viewer);
    }));
  }
  // Every other hour of the week.
  void work_by_turns() {
    std::string week;
    for (int hour = 0; hour < 7 * 24; hour += 2)
      week += (hour ? " " : "") + std::to_string(hour * 60) + "-" + std::to_string(hour * 60 + 60);
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(
          tx.run("INSERT INTO schedules (name, time_zone, intervals, created_at, updated_at) VALUES ('Turns', "
                 "'Europe/Vilnius', ?1, 0, 0)",
                 {week}));
      return views_changed(tx);
    }));
  }
  std::string plan(const std::string& sql) { return sql::testing::plan_of(db(), sql, small_table_settings); }

  std::vector<Ticket> all_;
  std::map<TicketId, Metrics> metrics_;
};
PULT_ON_EVERY_DATABASE(ViewTest);

TEST_P(ViewTest, SystemViewsShowWhatMayBeSeenAndCountIt) {
  fill(200);
  const auto set = views();
  for (const auto* who : {&admin, &agent, &seller, &restricted})
    for (const auto& view : set->views) {
      if (view.counting != rules::Counting::cube) continue;
      SCOPED_TRACE(view.view.key + " of " + who->user.name);
      const auto viewer = viewer_of(*who, *set->fields, clock.now());
      std::size_t wanted = 0;
      for (const auto& ticket : all_)
        wanted += ticket.status < Status::deleted && people::may_see_ticket(*who, scope_of(ticket, who->id())) &&
                  rules::holds(view.program, facts_of(ticket, *set->definitions, true), viewer);
      EXPECT_EQ(listed(view, *who).size(), wanted);
      EXPECT_EQ(counted(view, *who).value, std::int64_t(wanted));
    }
}

// Random conditions: in memory, as SQL, and by counters.
TEST_P(ViewTest, ConditionsMeanTheSameInMemoryAndInSql) {
  fill(150, 5);
  work_by_turns();
  const auto some = testing::kinds_of_conditions(support, agent.id(), customer.id());
  clock.advance(5 * base::hour_us);
  std::mt19937 dice(3);
  const auto fields = views();
  for (int round = 0; round < 120; ++round) {
    rules::Conditions conditions;
    for (unsigned i = dice() % 3; i-- > 0;) conditions.all.push_back(some[dice() % some.size()]);
    for (unsigned i = dice() % 3; i-- > 0;) {
      const auto& one = some[dice() % some.size()];
      constexpr std::string_view two_tests[] = {"SOLVED", "OPEN", "PENDING", "HOLD"};  // the status as well
      if (std::ranges::find(two_tests, std::string_view(one.field)) == std::end(two_tests))
        conditions.any.push_back(one);
    }
    View view;
    view.conditions = conditions;
    auto compiled = compile_view(std::move(view), *fields->fields);
    ASSERT_FALSE(compiled.broken);
    for (const auto* who : {&admin, &agent}) {
      const auto wanted = brute_force(compiled.program, *who);
      const auto whole = listed(compiled, *who);
      EXPECT_EQ(whole.size(), wanted) << rules::render_stored(conditions);
      const auto order = [&](std::int64_t id) { return std::pair(-all_[std::size_t(id - 1)].updated_at, -id); };
      EXPECT_TRUE(std::ranges::is_sorted(whole, {}, order)) << rules::render_stored(conditions);
      ViewOrder by_name{"group", true, "priority", false};
      EXPECT_EQ(listed(compiled, *who, by_name, 40).size(), wanted) << rules::render_stored(conditions);
      const auto bounded = must(read([&](sql::Transaction& tx) {
        return count_bounded(tx, compiled.program, *who, *fields->fields, clock.now(), 1'000);
      }));
      EXPECT_EQ(std::size_t(bounded), wanted) << rules::render_stored(conditions);
    }
  }
}

TEST_P(ViewTest, NumbersStayRightWhileTicketsChange) {
  const rules::Conditions all[] = {
      {{is("status", "solved", "less_than"), is("priority", "high")}, {}},
      {{is("status", "closed", "less_than"), is("current_tags", "vip", "includes"), is("assignee_id", "current_user")},
       {}},
      {{is("status", "solved", "less_than"), is("group_id", "current_groups"), is("type", "task", "is_not")}, {}},
      {{is("type", "")}, {is("subject_includes_word", "принтер", "includes"), is("priority", "low", "greater_than")}}};
  std::vector<View> made;
  made.push_back(make(all[0]));
  made.push_back(make(all[1]));
  for (int i = 0; i < 20; ++i) fresh();
  made.push_back(make(all[2]));
  count_whole(made[0]);
  std::mt19937 dice(11);
  const auto change_one = [&] {
    Change change;
    switch (dice() % 7) {
      case 0: change.status = std::array{Status::open, Status::pending, Status::solved}[dice() % 3]; break;
      case 1: change.assignee = std::array{agent.id(), seller.id(), UserId()}[dice() % 3]; break;
      case 2: change.group = std::array{support, sales}[dice() % 2]; break;
      case 3: change.priority = std::array{"", "low", "high"}[dice() % 3]; break;
      case 4: change.tags = std::array{"vip", "", "vip fax"}[dice() % 3]; break;
      case 5: change.type = std::array{"", "task"}[dice() % 2]; break;
      default: change.subject = std::array{"Принтер", "Fax"}[dice() % 2]; break;
    }
    const TicketId id(std::int64_t(dice() % 25) + 1);
    if (dice() % 25 == 0)
      (void)try_remove(admin, id);
    else
      (void)try_update(admin, id, change);
    if (dice() % 6 == 0) fresh();
  };
  for (int i = 0; i < 60; ++i) change_one();
  made.push_back(make(all[3]));
  for (const auto& view : made) count_whole(view);
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 15; ++i) change_one();
    const auto set = views();
    for (const auto& view : made)
      for (const auto* who : {&admin, &agent, &seller, &restricted}) {
        const auto* compiled = set->find(view.id);
        ASSERT_EQ(compiled->counting, rules::Counting::tracked);
        const auto count = counted(*compiled, *who);
        EXPECT_TRUE(count.is_fresh);
        EXPECT_EQ(count.value, std::int64_t(listed(*compiled, *who).size()))
            << rules::render_stored(compiled->view.conditions) << " of " << who->user.name;
      }
  }
}

TEST_P(ViewTest, AViewIsNotCountedUntilItIs) {
  fill(5, 9);
  auto view = make({{is("status", "closed", "less_than"), is("priority", "high")}, {}});
  EXPECT_EQ(counted(*views()->find(view.id), admin).value, std::nullopt);
  EXPECT_FALSE(
      must(write([&](sql::Transaction& tx) { return count_piece(tx, view.id, "old", desk.definitions(tx)); })));
  EXPECT_EQ(counted(*views()->find(view.id), admin).value, std::nullopt);
  count_whole(view);
  EXPECT_TRUE(counted(*views()->find(view.id), admin).value);
}

TEST_P(ViewTest, TurningPagesVisitsEveryTicketOnceInEveryOrder) {
  fill(120, 2);
  View all;
  all.conditions.all = {is("status", "closed", "less_than")};
  const auto view = compile_view(all, *views()->fields);
  for (const auto* key : {"updated", "created", "priority", "status", "subject", "requester", "assignee", "group",
                          "type", "due_date", "solved", "organization"})
    for (const bool descending : {true, false})
      for (const std::string group : {"", "status", "assignee"}) {
        SCOPED_TRACE(std::string(key) + " in " + group);
        const ViewOrder order{group, !descending, key, descending};
        const auto whole = listed(view, admin, order);
        EXPECT_EQ(listed(view, admin, order, 7), whole);
        EXPECT_EQ(whole.size(), brute_force(view.program, admin));
      }
}

TEST_P(ViewTest, TurningPagesOfPlainListsVisitsEveryTicketOnce) {
  fill(150, 2);
  for (const auto order : {Order::updated_desc, Order::updated_asc, Order::id_asc, Order::id_desc})
    for (const int size : {1, 7, 150}) {
      TicketFilter filter;
      filter.condition = "t.status < 6";
      filter.order = order;
      filter.limit = size;
      std::vector<TicketId> seen;
      for (;;) {
        const auto page = must(read([&](sql::Transaction& tx) { return list_tickets(tx, filter); }));
        for (const auto& one : page) seen.push_back(one.ticket.id);
        if (page.empty()) break;
        filter.after = Position{page.back().ticket.updated_at, page.back().ticket.id};
      }
      std::vector<Ticket> rows;
      std::ranges::copy_if(all_, std::back_inserter(rows), [](const Ticket& t) { return t.status < Status::deleted; });
      const bool by_id = order == Order::id_asc || order == Order::id_desc;
      const bool descending = order == Order::id_desc || order == Order::updated_desc;
      std::ranges::sort(rows, {}, [&](const Ticket& t) { return std::pair(by_id ? 0 : t.updated_at, t.id); });
      if (descending) std::ranges::reverse(rows);
      std::vector<TicketId> wanted;
      for (const auto& row : rows) wanted.push_back(row.id);
      EXPECT_EQ(seen, wanted) << size;
    }
}

TEST_P(ViewTest, AListShowsTheFirstComment) {
  const auto made = fresh();
  update(agent, made.id, testing::comment("Second"));
  EXPECT_EQ(must(read([&](sql::Transaction& tx) { return find_listed(tx, made.id); }))->description,
            "It does not work");
  EXPECT_FALSE(must(read([](sql::Transaction& tx) { return find_listed(tx, TicketId(99)); })));
}

TEST_P(ViewTest, EverySystemViewReadsItsOwnIndexInOrder) {
  fill(300, 4);
  if (dialect() == sql::Dialect::postgres) script("ANALYZE tickets");
  const std::pair<std::string_view, std::string_view> indexes[] = {{"mine", "tickets_open_by_assignee"},
                                                                   {"unassigned", "tickets_open_by_assignee"},
                                                                   {"all_open", "tickets_open"},
                                                                   {"solved", "tickets_solved"}};
  const auto set = views();
  for (const auto& [key, index] : indexes) {
    const auto view = std::ranges::find(set->views, key, [](const CompiledView& one) { return one.view.key; });
    const auto condition =
        rules::sql_condition(view->program, viewer_of(agent, *set->fields, clock.now()), sql_words(dialect()), 1);
    const auto sql = "SELECT t.id FROM tickets t WHERE " + condition.both() +
                     " AND (t.updated_at, t.id) < (2000000000000000, 5) "
                     "ORDER BY t.updated_at DESC, t.id DESC LIMIT 51";
    const auto text = plan(sql);
    // Of two indexes that give the order of the unassigned, either will do.
    const bool its_own = text.find("tickets_" + std::string(key)) != std::string::npos;
    EXPECT_TRUE(its_own || text.find(index) != std::string::npos) << key << "\n" << text;
    EXPECT_EQ(text.find("TEMP B-TREE"), std::string::npos) << text;
    EXPECT_EQ(text.find("Sort"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace pult::tickets
