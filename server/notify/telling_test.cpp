// SPDX-License-Identifier: AGPL-3.0-or-later
// Who hears of a ticket that goes back to its group by the group's own rule, on every database.
#include "notify/telling.hpp"

#include <gtest/gtest.h>

#include "tickets/lifecycle.hpp"
#include "tickets/ticket_fixture.hpp"

namespace pult::notify {
namespace {

using tickets::testing::must;

class TellingTest : public tickets::testing::TicketTest {
 protected:
  void SetUp() override {
    TicketTest::SetUp();
    if (IsSkipped()) return;
    desk.add_hook(tell);
  }
  std::vector<std::string> told(const people::Actor& who) {
    return must(read([&](sql::Transaction& tx) -> Result<std::vector<std::string>> {
      std::vector<std::string> kinds;
      for (const auto& one : PULT_TRY(list_notifications(tx, who, {}))) kinds.push_back(one.kind);
      return kinds;
    }));
  }
};
PULT_ON_EVERY_DATABASE(TellingTest);

TEST_P(TellingTest, WhoLosesATicketHearsOfThatAlone) {
  const auto colleague = add_agent("dan");
  join(colleague.id, support);
  auto wanted = tickets::testing::about("Help", customer.id());
  wanted.assignee = agent.id();
  const auto id = create(admin, wanted).id;
  ASSERT_EQ(told(agent), std::vector<std::string>{"assigned"});
  auto back = tickets::testing::assignee({});
  back.via = "rule";
  back.via_rel = tickets::ownership_rel;
  update(people::system_actor(), id, back);
  EXPECT_EQ(told(agent), (std::vector<std::string>{"taken_back", "assigned"}));
  EXPECT_EQ(told(actor(colleague.id)), std::vector<std::string>{"new_ticket"});
  EXPECT_TRUE(told(seller).empty());
}

TEST_P(TellingTest, WhoIsRelievedByAPersonIsNotToldOfARule) {
  auto wanted = tickets::testing::about("Help", customer.id());
  wanted.assignee = agent.id();
  const auto id = create(admin, wanted).id;
  update(admin, id, tickets::testing::assignee({}));
  for (const auto& kind : told(agent)) EXPECT_NE(kind, "taken_back");
}

}  // namespace
}  // namespace pult::notify
