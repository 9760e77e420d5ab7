// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/company.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <random>

namespace pult::live {
namespace {

using Moment = Company::Moment;
using std::chrono::milliseconds;
using Tables = std::map<TicketId, Faces>;

constexpr CompanyLimits limits{10, 30};
constexpr int tickets = 4, people = 5;

// Servers that hear each other through one queue, in the order of their commits, as from PostgreSQL.
struct World {
  struct Server {
    std::string name;
    Company company;
    Tables shown;
    std::size_t heard = 0;
    std::optional<std::vector<std::string>> under_way;
  };

  Server& start() {
    auto name = "node" + std::to_string(++started);
    servers.push_back(std::make_unique<Server>(Server{name, {name, limits}, {}, told.size(), {}}));
    return *servers.back();
  }
  void show(Server& server, TicketId ticket, const Faces& faces) {
    server.shown[ticket] = faces;
    server.company.show(ticket, faces);
  }
  void begin_to_say(Server& server) {
    if (auto payloads = server.company.take_payloads(); !payloads.empty()) server.under_way = std::move(payloads);
  }
  void end_saying(Server& server, bool commits) {
    if (!server.under_way) return;
    if (commits) told.insert(told.end(), server.under_way->begin(), server.under_way->end());
    server.under_way.reset();
    server.company.note_said(commits);
  }
  void hear(Server& server, std::size_t most) {
    for (; most > 0 && server.heard < told.size(); --most) server.company.hear(told[server.heard++], now);
  }
  void miss(Server& server) {
    server.heard = told.size();
    server.company.start_over();
  }
  void beat_if_due(Server& server) {
    if (const auto beat = server.company.next_beat(now); beat && *beat <= now) server.company.beat(now);
  }
  void let_time_pass(int ms) {
    for (; ms > 0; --ms) {
      now += milliseconds(1);
      for (const auto& server : servers) beat_if_due(*server);
      settle();
    }
  }
  // Until nobody has anything to say or to hear.
  void settle() {
    for (bool goes_on = true; goes_on;) {
      goes_on = false;
      for (const auto& server : servers) {
        begin_to_say(*server);
        goes_on |= server->under_way.has_value() || server->heard < told.size();
        end_saying(*server, true);
        hear(*server, told.size());
      }
    }
  }
  Faces all_at(TicketId ticket) const {
    Faces out;
    for (const auto& server : servers)
      if (const auto found = server->shown.find(ticket); found != server->shown.end())
        for (const auto& [user, writes] : found->second) out[user] |= writes;
    return out;
  }
  void expect_agreement() const {
    for (const auto& server : servers)
      for (int id = 1; id <= tickets; ++id)
        EXPECT_EQ(server->company.at(TicketId(id)), all_at(TicketId(id))) << server->name << " about " << id;
  }

  std::vector<std::unique_ptr<Server>> servers;
  std::deque<std::string> told;
  Moment now{};
  int started = 0;
};

const TicketId ticket(7);
const UserId ann(1), bob(2);

TEST(Company, TellsTheOthersAndMakesTwoServersOfOnePersonOne) {
  World world;
  auto& first = world.start();
  auto& second = world.start();
  world.show(first, ticket, {{ann, false}});
  world.settle();
  EXPECT_EQ(second.company.at(ticket), (Faces{{ann, false}}));
  EXPECT_EQ(second.company.take_changed(), std::set{ticket});
  world.show(second, ticket, {{ann, true}, {bob, false}});
  world.settle();
  EXPECT_EQ(first.company.at(ticket), (Faces{{ann, true}, {bob, false}}));
  world.show(second, ticket, {});
  world.settle();
  EXPECT_EQ(first.company.at(ticket), (Faces{{ann, false}}));
}

TEST(Company, SaysNothingWithoutAChangeAndNothingWhenAlone) {
  World world;
  auto& only = world.start();
  world.settle();
  const auto before = world.told.size();
  world.let_time_pass(200);
  world.show(only, ticket, {});
  world.settle();
  EXPECT_EQ(world.told.size(), before);
  EXPECT_FALSE(only.company.farewell());
  Company alone("", limits);
  alone.show(ticket, {{ann, true}});
  EXPECT_EQ(alone.at(ticket), (Faces{{ann, true}}));
  EXPECT_TRUE(alone.take_payloads().empty());
  EXPECT_FALSE(alone.next_beat({}) || alone.farewell());
}

TEST(Company, ANewcomerAsksAndAKilledServerIsForgotten) {
  World world;
  world.show(world.start(), ticket, {{ann, true}});
  world.settle();
  auto& late = world.start();
  world.settle();
  EXPECT_EQ(late.company.at(ticket), (Faces{{ann, true}}));
  world.let_time_pass(200);  // kept for as long as its server says so
  EXPECT_EQ(late.company.at(ticket), (Faces{{ann, true}}));
  world.servers.erase(world.servers.begin());
  world.let_time_pass(limits.lifetime_ms + 2 * limits.beat_ms);
  EXPECT_TRUE(late.company.at(ticket).empty());
  EXPECT_FALSE(late.company.next_beat(world.now));
}

TEST(Company, AFarewellIsHeardAtOnce) {
  World world;
  auto& first = world.start();
  auto& second = world.start();
  world.show(first, ticket, {{ann, true}});
  world.settle();
  world.told.push_back(first.company.farewell().value());
  world.hear(second, 1);
  EXPECT_TRUE(second.company.at(ticket).empty());
}

TEST(Company, ManyFitIntoPayloadsAndNonsenseIsNothing) {
  World world;
  auto& first = world.start();
  auto& second = world.start();
  for (int i = 1; i <= 900; ++i) world.show(first, TicketId(1'000'000'000'000 + i), {{UserId(i), true}});
  for (const auto& payload : first.company.take_payloads()) {
    EXPECT_LE(payload.size(), 7'000u);
    second.company.hear(payload, {});
  }
  EXPECT_EQ(second.company.take_changed().size(), 900u);
  for (const auto* odd : {"", " ", "x", "x  ", "x 7", "x 7:1", "x 7:1:3", "x 7:1:1:1", "x 0:1:1", "x -7:1:1",
                          "x 7:1:1x", "x a:1:1", "x 99999999999999999999:1:1", "x ::"})
    second.company.hear(odd, {});
  EXPECT_TRUE(second.company.take_changed().empty());
}

// Whatever was shown, said, lost and missed: in the end all servers show the same, the people of all of them.
TEST(Company, EverybodyAgreesInTheEnd) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&](int end) { return int(random() % unsigned(end)); };
    World world;
    for (int i = 0; i < 3; ++i) world.start();
    for (int step = 0; step < 300; ++step) {
      auto& server = *world.servers[std::size_t(below(int(world.servers.size())))];
      const int what = below(100);
      if (what < 35) {
        Faces faces;
        for (int i = below(3); i > 0; --i) faces[UserId(1 + below(people))] = below(2);
        world.show(server, TicketId(1 + below(tickets)), faces);
      } else if (what < 55) {
        world.begin_to_say(server);
      } else if (what < 75) {
        world.end_saying(server, below(4) > 0);
      } else if (what < 90) {
        world.hear(server, std::size_t(below(5)));
      } else if (what < 95) {
        world.now += milliseconds(below(15));
        world.beat_if_due(server);
      } else if (what < 97) {
        world.miss(server);
      } else if (what < 98) {
        world.start();
      } else if (world.servers.size() > 2) {
        world.servers.pop_back();  // killed, or what it had to say never came
      }
    }
    for (const auto& server : world.servers) world.end_saying(*server, true);
    world.let_time_pass(limits.lifetime_ms + 2 * limits.beat_ms);
    world.expect_agreement();
    // From here on each change alone is enough.
    for (int id = 1; id <= tickets; ++id) world.show(*world.servers.front(), TicketId(id), {{ann, id % 2 == 0}});
    world.settle();
    world.expect_agreement();
  }
}

}  // namespace
}  // namespace pult::live
