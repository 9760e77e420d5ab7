// SPDX-License-Identifier: AGPL-3.0-or-later
#include <random>

#include "live/hub_fixture.hpp"
#include "tickets/draft.hpp"
#include "tickets/view_list.hpp"

namespace pult::live::testing {
namespace {

class LiveHub : public LiveTest {};
PULT_ON_EVERY_DATABASE(LiveHub);

tickets::NewTicket for_group(GroupId group) {
  tickets::NewTicket wanted;
  wanted.group = group;
  return wanted;
}

TEST_P(LiveHub, GreetsAndAnswersPings) {
  start();
  auto client = connect(customer_);
  ASSERT_EQ(client->messages().size(), 1u);
  EXPECT_EQ(client->messages()[0].at("type").as_string(), "hello");
  EXPECT_EQ(client->messages()[0].at("user_id").as_int64(), customer_.value);
  EXPECT_EQ(client->messages()[0].at("server_time").as_string(), "2023-11-14T22:13:20Z");
  for (const auto* odd : {"", "[]", "{", "{\"type\":7}", "{\"type\":\"subscribe\"}"}) client.handlers.on_message(odd);
  EXPECT_EQ(client->messages().size(), 1u);
  client.handlers.on_message("{\"type\":\"ping\"}");
  EXPECT_EQ(client->messages("pong").size(), 1u);
}

TEST_P(LiveHub, RefusesOtherOriginsAndNobody) {
  start();
  EXPECT_EQ(ask(admin_, "https://evil.example").refused, 403);
  EXPECT_EQ(ask(admin_, "null").refused, 403);
  EXPECT_EQ(ask(admin_, "https://desk.example.evil.example").refused, 403);
  EXPECT_EQ(ask(UserId(0)).refused, 401);
  EXPECT_EQ(ask(admin_, "https://Desk.Example").refused, 0);
}

TEST_P(LiveHub, BoundsTheSocketsOfOnePerson) {
  Limits limits;
  limits.sockets_per_user = 2;
  start(limits);
  auto first = connect(agent_), second = connect(agent_);
  auto late = ask(customer_);  // allowed: another person
  EXPECT_EQ(late.refused, 0);
  EXPECT_EQ(ask(agent_).refused, 429);
  second.handlers.on_close();
  EXPECT_EQ(ask(agent_).refused, 0);
}

TEST_P(LiveHub, TellsEverybodyWhatTheyMaySeeAndNobodyElse) {
  start();
  auto admin = connect(admin_), agent = connect(agent_), grouped = connect(grouped_), assigned = connect(assigned_),
       customer = connect(customer_), stranger = connect(stranger_);
  const auto reset = [&] {
    for (const auto* client : {&admin, &agent, &grouped, &assigned, &customer, &stranger}) (*client)->forget();
  };
  const auto seen = [&] {
    std::string who;
    for (const auto& [name, client] :
         {std::pair("admin", &admin), std::pair("agent", &agent), std::pair("grouped", &grouped),
          std::pair("assigned", &assigned), std::pair("customer", &customer), std::pair("stranger", &stranger)}) {
      if (!(*client)->messages("ticket").empty()) who += std::string(name) + " ";
      if (!(*client)->messages("ticket_gone").empty()) who += std::string(name) + "-gone ";
    }
    return who;
  };
  reset();
  const auto made = create(for_group(support_));
  settle(admin, made);
  EXPECT_EQ(seen(), "admin agent grouped customer ");
  const auto told = customer->messages("ticket")[0];
  EXPECT_TRUE(told.at("created").as_bool());
  EXPECT_EQ(told.at("ticket").at("id").as_int64(), made.ticket.id.value);
  EXPECT_EQ(told.at("comment").at("id").as_int64(), made.comment.value);
  EXPECT_EQ(told.at("updated_at").as_string(), base::render_iso8601(made.ticket.updated_at));

  reset();
  tickets::Change to_sales;
  to_sales.group = sales_;
  to_sales.assignee = assigned_;
  settle(admin, update(made.ticket.id, to_sales));
  EXPECT_EQ(seen(), "admin agent grouped-gone assigned customer ");
  EXPECT_EQ(grouped->messages("ticket_gone")[0].at("ticket_id").as_int64(), made.ticket.id.value);

  reset();
  tickets::Change nobody;
  nobody.assignee = UserId();
  settle(admin, update(made.ticket.id, nobody));
  EXPECT_EQ(seen(), "admin agent assigned-gone customer ");

  reset();
  tickets::Change handed_over;
  handed_over.requester = stranger_;
  settle(admin, update(made.ticket.id, handed_over));
  EXPECT_EQ(seen(), "admin agent customer-gone stranger ");

  reset();
  remove(made.ticket.id);
  ASSERT_TRUE(admin->wait_for("ticket_gone"));
  hub_->drain();
  EXPECT_EQ(seen(), "admin-gone agent-gone stranger-gone ");
}

TEST_P(LiveHub, KeepsPrivateCommentsFromCustomers) {
  start();
  auto admin = connect(admin_), customer = connect(customer_);
  const auto made = create({});
  settle(admin, made);
  customer->forget();
  settle(admin, update(made.ticket.id, note("the customer lies", false)));
  EXPECT_TRUE(customer->messages().empty());
  auto change = note("still lies", false);
  change.priority = "high";
  settle(admin, update(made.ticket.id, change));
  ASSERT_EQ(customer->messages("ticket").size(), 1u);
  const auto told = customer->messages("ticket")[0];
  EXPECT_TRUE(told.at("comment").is_null());
  EXPECT_EQ(json::serialize(told.at("fields")), "[\"priority\"]");
  EXPECT_EQ(json::serialize(told).find("lies"), std::string::npos);
  EXPECT_FALSE(admin->messages("ticket").back().at("comment").at("public").as_bool());
  settle(admin, update(made.ticket.id, note("We are sorry", true)));
  EXPECT_TRUE(customer->messages("ticket").back().at("comment").at("public").as_bool());
}

TEST_P(LiveHub, SharesTextsAndTellsDraftsToTheirAuthor) {
  start();
  auto admin = connect(admin_), agent = connect(agent_), again = connect(agent_),
       elsewhere = connect(agent_, "other.example");
  const auto made = create({});
  settle(admin, made);
  EXPECT_EQ(presented_, 2);  // one for each address of the desk
  EXPECT_EQ(elsewhere->messages("ticket")[0].at("ticket").at("url").as_string(), "http://other.example");
  must(write([&](auto& tx) -> Result<int> {
    PULT_TRY(tickets::save_draft(tx, {agent_, made.ticket.id, "My dear", "", true, "[]", 1}));
    return 1;
  }));
  presented_ = 0;
  elsewhere.handlers.on_close();
  settle(admin, update(made.ticket.id, note("One more thing", true)));
  EXPECT_EQ(presented_, 2);  // with a draft and without
  EXPECT_FALSE(admin->messages("ticket").back().at("ticket").at("has_draft").as_bool());
  EXPECT_TRUE(again->messages("ticket").back().at("ticket").at("has_draft").as_bool());
  EXPECT_EQ(elsewhere->messages("ticket").size(), 1u);
}

TEST_P(LiveHub, TellsAgentsHowTheMailFares) {
  start();
  auto admin = connect(admin_), grouped = connect(grouped_), customer = connect(customer_);
  const auto made = create({});
  settle(admin, made);
  must(write([&](auto& tx) -> Result<int> {
    events::OutboxRow row;
    row.kind = "mail";
    row.ticket = made.ticket.id;
    row.comment = made.comment;
    row.message_id = "<1@desk.example>";
    row.recipients = "{}";
    row.state = "sent";
    PULT_TRY(events::enqueue(tx, row));
    tx.notify("delivery", std::to_string(made.ticket.id.value) + " " + std::to_string(made.comment.value));
    return 1;
  }));
  ASSERT_TRUE(admin->wait_for("delivery"));
  hub_->drain();
  const auto told = admin->messages("delivery")[0];
  EXPECT_EQ(told.at("ticket_id").as_int64(), made.ticket.id.value);
  EXPECT_EQ(told.at("comment_id").as_int64(), made.comment.value);
  EXPECT_FALSE(told.at("delivery").at("state").as_string().empty());
  EXPECT_TRUE(grouped->messages("delivery").empty());
  EXPECT_TRUE(customer->messages("delivery").empty());
}

using Counts = std::map<std::int64_t, std::int64_t>;

// A new desk has more views than these; what belongs to them is not this test's business.
Counts of_system_views(Counts counts) {
  std::erase_if(counts, [](const auto& one) { return one.first > 4; });
  return counts;
}

TEST_P(LiveHub, TellsOnlyCountsThatChangedAndRarely) {
  Limits limits;
  limits.counts_interval_ms = 3'600'000;
  start(limits);
  auto admin = connect(admin_);
  ASSERT_TRUE(admin->wait_for("view_counts"));
  EXPECT_EQ(of_system_views(admin->counts()), (Counts{{1, 0}, {2, 0}, {3, 0}, {4, 0}}));
  admin->forget();
  tickets::Outcome last;
  for (int i = 0; i < 9; ++i) last = create({});
  ASSERT_TRUE(admin->wait_for_audit(last.audit->id));
  EXPECT_TRUE(admin->messages("view_counts").empty());  // not yet
  hub_->drain();
  ASSERT_EQ(admin->messages("view_counts").size(), 1u);
  EXPECT_EQ(of_system_views(admin->counts()), (Counts{{2, 9}, {3, 9}}));
  settle(admin, update(last.ticket.id, note("no count moves", false)));
  EXPECT_EQ(admin->messages("view_counts").size(), 1u);
}

TEST_P(LiveHub, PushesCountsWithoutBeingAsked) {
  Limits limits;
  limits.counts_interval_ms = 1;
  start(limits);
  auto admin = connect(admin_);
  admin->forget();
  create({});
  EXPECT_TRUE(admin->wait_for("view_counts"));
}

TEST_P(LiveHub, AnswersTooMuchAtOnceWithResync) {
  Limits limits;
  limits.changes = 3;
  const int many = 60;
  start(limits);
  const auto heard = std::make_shared<std::atomic<int>>(0);  // the database may tell when this test is over
  db().listen([heard](std::string_view channel, std::string_view) { *heard += channel == "ticket"; });
  auto admin = connect(admin_);
  admin->forget();
  // PostgreSQL tells changes one by one: the hub is held at the first until all the others have come.
  admin->hold(true);
  create({});
  ASSERT_TRUE(admin->wait_until([](const auto& messages, int) { return !messages.empty(); }));
  must(write([&](auto& tx) -> Result<int> {
    for (int i = 0; i < many; ++i) {
      tickets::NewTicket wanted;
      wanted.requester = customer_;
      wanted.comment.body = "Hello";
      PULT_TRY(desk_.create(tx, people::system_actor(), wanted));
    }
    return 1;
  }));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (*heard < 1 + many && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  ASSERT_EQ(*heard, 1 + many);
  admin->hold(false);
  ASSERT_TRUE(admin->wait_for("resync"));
  hub_->drain();
  EXPECT_EQ(admin->messages("ticket").size(), 1u);
  EXPECT_EQ(admin->counts()[3], 1 + many);
  const auto next = create({});
  settle(admin, next);  // and goes on
}

TEST_P(LiveHub, ShowsOutWhoLosesTheRightToBeHere) {
  start();
  auto admin = connect(admin_), grouped = connect(grouped_), agent = connect(agent_);
  must(write([&](auto& tx) -> Result<int> {
    auto user = PULT_TRY(people::load_user(tx, agent_));
    user.suspended = true;
    PULT_TRY(people::save_user(tx, user, clock_.now()));
    PULT_TRY(people::add_membership(tx, grouped_, sales_, clock_.now()));
    tx.notify("people", "");
    return 1;
  }));
  EXPECT_TRUE(agent->wait_for_close(1008));
  EXPECT_TRUE(grouped->wait_for("resync"));
  grouped->forget();
  agent->forget();
  settle(admin, create(for_group(sales_)));
  EXPECT_EQ(grouped->messages("ticket").size(), 1u);
  EXPECT_TRUE(agent->messages().empty());
}

TEST_P(LiveHub, ClosesWhatASessionOpenedWithItsEnd) {
  start();
  const auto sign_in = [&] {
    return must(write([&](auto& tx) { return people::create_session(tx, agent_, "127.0.0.1", "test", clock_.now()); }))
        .session.id;
  };
  const auto first = session_ = sign_in();
  auto ended = connect(agent_);
  session_ = sign_in();
  auto other = connect(agent_);
  session_ = {};
  auto by_token = connect(agent_);
  must(write([&](auto& tx) -> Result<int> {
    PULT_TRY(people::delete_session(tx, first));
    return 1;
  }));
  EXPECT_TRUE(ended->wait_for_close(1008));
  settle(by_token, create({}));
  EXPECT_EQ(other->messages("ticket").size(), 1u);
  session_ = first;  // proven just before its end, opened just after
  EXPECT_TRUE(connect(agent_)->wait_for_close(1008));
}

TEST_P(LiveHub, NoticesChangedAccessWithoutANotificationSoon) {
  start();
  auto admin = connect(admin_), grouped = connect(grouped_);
  must(write([&](auto& tx) { return people::add_membership(tx, grouped_, sales_, clock_.now()); }));
  clock_.advance(11 * base::second_us);
  settle(admin, create(for_group(sales_)));
  EXPECT_EQ(grouped->messages("ticket").size(), 1u);
}

TEST_P(LiveHub, ClosesItsSocketsAtTheEnd) {
  start();
  auto client = connect(agent_);
  hub_.reset();
  EXPECT_TRUE(client->wait_for_close(1001));
  client.handlers.on_message("{\"type\":\"ping\"}");
  client.handlers.on_close();
}

// Another process of the same SQLite file notifies nobody here; the bell makes us read on.
TEST_P(LiveHub, ReadsOnWhenAnotherProcessRings) {
  if (GetParam() != "file") GTEST_SKIP() << "one process per database";
  start();
  auto admin = connect(admin_);
  const auto other = open_again();
  const auto as = actor(admin_);
  const auto made = must(sql::write_value(*other, [&](auto& tx) {
    tickets::NewTicket wanted;
    wanted.requester = customer_;
    wanted.comment.body = "From the command line";
    return desk_.create(tx, as, wanted);
  }));
  hub_->wake();
  settle(admin, made);
  hub_->wake();
  hub_->drain();
  EXPECT_EQ(admin->messages("ticket").size(), 1u);
}

TEST_P(LiveHub, LostNotificationsBecomeResync) {
  start();
  auto admin = connect(admin_);
  admin->forget();
  must(write([&](auto& tx) -> Result<int> {
    tx.notify("reconnected", "");
    return 1;
  }));
  EXPECT_TRUE(admin->wait_for("resync"));
}

// Whatever happens, the counts told are what a view's list holds.
TEST_P(LiveHub, CountsToldAreTheLengthsOfTheLists) {
  Limits limits;
  limits.counts_interval_ms = 0;
  start(limits);
  std::vector<std::pair<UserId, Client>> clients;
  for (const auto id : {admin_, agent_, grouped_, assigned_}) clients.emplace_back(id, connect(id));
  std::mt19937 random(7);
  std::vector<TicketId> all;
  tickets::Outcome last;
  const auto step = [&](int what, std::size_t which, int value) {
    if (what == 0 || all.empty()) {
      last = create(for_group(value % 3 == 0 ? GroupId() : value % 3 == 1 ? support_ : sales_));
      return all.push_back(last.ticket.id);
    }
    const auto id = all[which % all.size()];
    tickets::Change change;
    if (what == 1)
      change.status =
          std::array{tickets::Status::open, tickets::Status::pending, tickets::Status::solved}[std::size_t(value % 3)];
    if (what == 2) change.group = value % 2 ? support_ : sales_;
    if (what == 3) change.assignee = std::array{admin_, agent_, UserId()}[std::size_t(value % 3)];
    if (what == 4) change.add_tags = "t" + std::to_string(value);
    (void)write([&](auto& tx) { return desk_.update(tx, people::system_actor(), id, change); });
  };
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 25; ++i) step(int(random() % 5), random(), int(random() % 9));
    step(0, 0, 1);
    settle(clients.front().second, last);
    const auto views = must(sql::read_value(db(), [&](auto& tx) { return desk_.views(tx); }));
    for (const auto& [id, client] : clients)
      for (const auto& view : views->views) {
        if (view.counting == rules::Counting::bounded) continue;
        const auto who = actor(id);
        const auto list = must(sql::read_value(db(), [&](auto& tx) {
          tickets::ViewQuery query{view.program, who, *views->fields, {}, clock_.now()};
          query.limit = 1'000;
          return tickets::list_view(tx, query);
        }));
        EXPECT_EQ(client->counts()[view.view.id.value], std::int64_t(list.rows.size()))
            << view.view.key << " of user " << id.value;
      }
  }
}

}  // namespace
}  // namespace pult::live::testing
