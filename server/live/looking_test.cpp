// SPDX-License-Identifier: AGPL-3.0-or-later
#include <random>

#include "live/hub_fixture.hpp"

namespace pult::live::testing {
namespace {

class LiveLooking : public LiveTest {};
PULT_ON_EVERY_DATABASE(LiveLooking);

tickets::NewTicket for_group(GroupId group) {
  tickets::NewTicket wanted;
  wanted.group = group;
  return wanted;
}

using Names = std::map<std::int64_t, std::string>;

// "agent-writes admin ".
std::string shown(const json::object& frame, const Names& names) {
  std::string all;
  for (const auto& one : frame.at("lookers").as_array())
    all += names.at(one.at("user_id").as_int64()) + (one.at("writes").as_bool() ? "-writes " : " ");
  return all;
}

// Whom a client was told of last.
std::string lookers_of(const Client& client, const Names& names) {
  const auto told = client->messages("lookers");
  return told.empty() ? "-" : shown(told.back(), names);
}

std::string looking_at(TicketId ticket, bool writes = false) {
  return json::serialize(json::object{{"type", "looking"}, {"ticket_id", ticket.value}, {"writes", writes}});
}

TEST_P(LiveLooking, TellsAgentsWhoElseHasTheTicketBeforeThem) {
  start();
  const auto sales = create(for_group(sales_)).ticket.id, other = create(for_group(sales_)).ticket.id;
  const Names names = {
      {admin_.value, "admin"}, {agent_.value, "agent"}, {grouped_.value, "grouped"}, {customer_.value, "customer"}};
  auto admin = connect(admin_), agent = connect(agent_), grouped = connect(grouped_), customer = connect(customer_);
  const auto say = [&](Client& client, const std::string& message) {
    client.handlers.on_message(message);
    hub_->drain();
  };
  say(admin, looking_at(sales));
  EXPECT_EQ(lookers_of(admin, names), "admin ");
  EXPECT_EQ(lookers_of(agent, names), "-");  // looks elsewhere
  say(agent, looking_at(sales, true));
  EXPECT_EQ(lookers_of(admin, names), "admin agent-writes ");
  EXPECT_EQ(lookers_of(agent, names), "admin agent-writes ");
  // Who may not see the ticket is neither told nor told of; nor are customers, whose own ticket it is.
  say(grouped, looking_at(sales));
  say(customer, looking_at(sales));
  EXPECT_EQ(lookers_of(grouped, names) + lookers_of(customer, names), "--");
  say(agent, looking_at(sales));
  EXPECT_EQ(lookers_of(admin, names), "admin agent ");
  admin->forget();
  agent->forget();
  agent.handlers.on_message(R"({"type":"looking","ticket_id":null})");
  say(agent, looking_at(sales));
  EXPECT_EQ(lookers_of(agent, names), "admin agent ");  // came back, and is told again
  say(agent, looking_at(sales));
  say(admin, looking_at(sales));
  say(agent, looking_at(other));
  EXPECT_EQ(lookers_of(admin, names), "admin ");
  EXPECT_EQ(lookers_of(agent, names), "agent ");
  say(agent, looking_at(sales));
  agent.handlers.on_close();
  hub_->drain();
  EXPECT_EQ(lookers_of(admin, names), "admin ");
  for (const auto* odd : {"{\"type\":\"looking\"}", "{\"type\":\"looking\",\"ticket_id\":\"7\"}",
                          "{\"type\":\"looking\",\"ticket_id\":-1}", "{\"type\":\"looking\",\"ticket_id\":1e3}"})
    say(admin, odd);
  EXPECT_EQ(lookers_of(admin, names), "admin ");
}

TEST_P(LiveLooking, FollowsWhatBecomesOfTheTicketAndOfThePeople) {
  start();
  const auto ticket = create(for_group(support_)).ticket.id;
  const Names names = {{admin_.value, "admin"}, {agent_.value, "agent"}, {grouped_.value, "grouped"}};
  auto admin = connect(admin_), agent = connect(agent_), grouped = connect(grouped_);
  for (auto* client : {&admin, &agent, &grouped}) client->handlers.on_message(looking_at(ticket));
  hub_->drain();
  EXPECT_EQ(lookers_of(grouped, names), "admin agent grouped ");
  const auto settled = [&](const tickets::Outcome& outcome) {
    settle(admin, outcome);
    hub_->drain();
  };
  tickets::Change moved;
  moved.group = sales_;
  settled(update(ticket, moved));
  EXPECT_EQ(lookers_of(admin, names), "admin agent ");
  EXPECT_EQ(lookers_of(grouped, names), "admin agent grouped ");  // is told nothing any more
  moved.group = support_;
  settled(update(ticket, moved));
  EXPECT_EQ(lookers_of(admin, names), "admin agent grouped ");
  must(write([&](auto& tx) -> Result<int> {
    auto user = PULT_TRY(people::load_user(tx, agent_));
    user.suspended = true;
    PULT_TRY(people::save_user(tx, user, clock_.now()));
    tx.notify("people", "");
    return 1;
  }));
  ASSERT_TRUE(agent->wait_for_close(1008));
  hub_->drain();  // whether its socket is closed already or not
  EXPECT_EQ(lookers_of(admin, names), "admin grouped ");
  const auto told = admin->messages("lookers").size();
  (void)remove(ticket);
  ASSERT_TRUE(admin->wait_for("ticket_gone"));
  hub_->drain();
  admin.handlers.on_message(looking_at(ticket, true));
  hub_->drain();
  EXPECT_EQ(admin->messages("lookers").size(), told);  // nobody is told anything of what is deleted
}

// One who was there all the time knows what one who comes now is told.
TEST_P(LiveLooking, WhatWasToldIsWhatANewcomerIsTold) {
  start();
  std::vector<TicketId> all;
  for (const auto group : {support_, sales_, GroupId()}) all.push_back(create(for_group(group)).ticket.id);
  struct Tab {
    UserId user;
    Client client;
    TicketId at;
  };
  std::vector<Tab> tabs;
  for (const auto user : {admin_, agent_, agent_, grouped_, assigned_}) tabs.push_back({user, connect(user), {}});
  Names names;
  for (const auto& tab : tabs) names[tab.user.value] = std::to_string(tab.user.value);
  std::mt19937 random(11);
  const auto below = [&](std::size_t end) { return std::size_t(random() % end); };
  auto witness = connect(admin_);
  for (int round = 0; round < 12; ++round) {
    for (int step = 0; step < 12; ++step) {
      auto& tab = tabs[below(tabs.size())];
      const auto ticket = all[below(all.size())];
      if (const auto what = below(8); what < 5) {
        tab.client.handlers.on_message(looking_at(ticket, what < 2));
        tab.at = ticket;
      } else if (what == 5) {
        tab.client.handlers.on_message(R"({"type":"looking","ticket_id":null})");
        tab.at = {};
      } else {
        tickets::Change change;
        change.group = what == 6 ? support_ : sales_;
        change.assignee = what == 6 ? UserId() : assigned_;
        (void)write([&](auto& tx) { return desk_.update(tx, people::system_actor(), ticket, change); });
      }
    }
    settle(witness, create({}));
    hub_->drain();
    for (const auto& tab : tabs) {
      if (!tab.at) continue;
      auto fresh = connect(tab.user);
      fresh.handlers.on_message(looking_at(tab.at));
      hub_->drain();
      const auto told = lookers_of(fresh, names);
      if (told != "-") EXPECT_EQ(lookers_of(tab.client, names), told) << "user " << tab.user.value;
      fresh.handlers.on_close();
      hub_->drain();
    }
  }
}

TEST_P(LiveLooking, CutsOffWhoSendsTooMuch) {
  start();
  auto admin = connect(admin_), agent = connect(agent_);
  for (int i = 0; i < 200; ++i) admin.handlers.on_message(looking_at(TicketId(1 + i % 2), i % 3 == 0));
  EXPECT_EQ(agent->messages("lookers").size(), 0u);
  agent.handlers.on_message("{\"type\":\"ping\"}");
  EXPECT_TRUE(agent->wait_for("pong"));
  admin.handlers.on_message("{\"type\":\"ping\"}");
  EXPECT_TRUE(admin->wait_for_close(1008));
  EXPECT_TRUE(admin->messages("pong").empty());
  for (int i = 0; i < 1'000; ++i) {
    clock_.advance(base::second_us);
    agent.handlers.on_message("{\"type\":\"ping\"}");
  }
  EXPECT_EQ(agent->messages("pong").size(), 1'001u);
}

TEST_P(LiveLooking, TellsTheOtherServersOfTheDatabase) {
  if (GetParam() != "postgres") GTEST_SKIP() << "one server per database";
  Limits limits;
  limits.company.beat_ms = 3'600'000;
  start(limits);
  const auto ticket = create(for_group(sales_)).ticket.id;
  const Names names = {{admin_.value, "admin"}, {agent_.value, "agent"}};
  const auto comes = [&](const Client& client, const std::string& wanted) {
    return client->wait_until([&](const auto& messages, int) {
      const auto last = std::find_if(messages.rbegin(), messages.rend(),
                                     [](const auto& one) { return one.at("type").as_string() == "lookers"; });
      return last != messages.rend() && shown(*last, names) == wanted;
    });
  };
  auto agent = connect(agent_);
  agent.handlers.on_message(looking_at(ticket, true));
  hub_->drain();
  // Who comes later asks.
  const auto database = open_again();
  auto other = std::make_unique<Hub>(*database, clock_, presenters(), "second", limits);
  std::swap(hub_, other);
  auto admin = connect(admin_), customer = connect(customer_), grouped = connect(grouped_);
  for (auto* client : {&admin, &customer, &grouped}) client->handlers.on_message(looking_at(ticket));
  EXPECT_TRUE(comes(admin, "admin agent-writes "));
  EXPECT_TRUE(comes(agent, "admin agent-writes "));
  agent.handlers.on_message(looking_at(ticket));
  EXPECT_TRUE(comes(admin, "admin agent "));
  tickets::Change moved;
  moved.assignee = assigned_;
  settle(admin, update(ticket, moved));
  admin.handlers.on_close();
  EXPECT_TRUE(comes(agent, "agent "));
  admin = connect(admin_);
  admin.handlers.on_message(looking_at(ticket));
  EXPECT_TRUE(comes(admin, "admin agent "));
  other.reset();  // in an orderly way
  EXPECT_TRUE(comes(admin, "admin "));
  EXPECT_TRUE(customer->messages("lookers").empty() && grouped->messages("lookers").empty());
  hub_.reset();
}

}  // namespace
}  // namespace pult::live::testing
