// SPDX-License-Identifier: AGPL-3.0-or-later
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

// "agent-writes admin": whom a client was told of last.
std::string lookers_of(const Client& client, const std::map<std::int64_t, std::string>& names) {
  std::string all;
  const auto told = client->messages("lookers");
  if (told.empty()) return "-";
  for (const auto& one : told.back().at("lookers").as_array())
    all += names.at(one.at("user_id").as_int64()) + (one.at("writes").as_bool() ? "-writes " : " ");
  return all;
}

std::string looking_at(TicketId ticket, bool writes = false) {
  return json::serialize(json::object{{"type", "looking"}, {"ticket_id", ticket.value}, {"writes", writes}});
}

TEST_P(LiveLooking, TellsAgentsWhoElseHasTheTicketBeforeThem) {
  start();
  const auto sales = create(for_group(sales_)).ticket.id, other = create(for_group(sales_)).ticket.id;
  const std::map<std::int64_t, std::string> names = {
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

}  // namespace
}  // namespace pult::live::testing
