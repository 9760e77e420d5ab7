// SPDX-License-Identifier: AGPL-3.0-or-later
// What is kept in memory is what stands in the database, whatever is under way.
#include "tickets/definitions.hpp"

#include "tickets/ticket_fixture.hpp"

namespace pult::tickets {
namespace {

using testing::code_of;
using testing::must;
using testing::start;

class DefinitionsTest : public testing::TicketTest {
 protected:
  void SetUp() override {
    TicketTest::SetUp();
    if (IsSkipped()) return;
    db().listen([this](std::string_view channel, std::string_view payload) { desk.on_notification(channel, payload); });
  }
  std::shared_ptr<const Definitions> read_all() {
    std::shared_ptr<const Definitions> out;
    must(read([&](sql::Transaction& tx) -> Result<int> {
      out = desk.definitions(tx);
      return 0;
    }));
    return out;
  }
  Result<int> add_field(bool fail) {
    return write([&](sql::Transaction& tx) -> Result<int> {
      Field field;
      field.title = "Order";
      PULT_TRY(create_field(tx, field, start));
      PULT_TRY(desk.definitions_changed(tx));
      EXPECT_EQ(desk.definitions(tx)->custom.size(), 1u) << "who changes sees the change";
      if (fail) return base::fail(ErrorKind::invalid, "no", "no");
      return 0;
    });
  }
};
PULT_ON_EVERY_DATABASE(DefinitionsTest);

TEST_P(DefinitionsTest, ADeskStartsWithWhatEveryTicketNeeds) {
  const auto defined = read_all();
  EXPECT_EQ(defined->default_brand, seeded_brand);
  EXPECT_EQ(defined->default_form, seeded_form);
  for (auto status : {Status::fresh, Status::open, Status::pending, Status::hold, Status::solved})
    EXPECT_EQ(defined->default_status(status), seeded_status(status));
  EXPECT_EQ(defined->find_status(seeded_status(Status::closed))->category, Status::solved);
  EXPECT_TRUE(defined->custom.empty());
  EXPECT_FALSE(defined->needs_checks);
}

TEST_P(DefinitionsTest, WhatWasReadIsKeptUntilAChangeIsCommitted) {
  const auto first = read_all();
  EXPECT_EQ(read_all(), first);
  must(add_field(false));
  EXPECT_EQ(read_all()->custom.size(), 1u);
}

TEST_P(DefinitionsTest, AChangeThatIsRolledBackIsNotSeen) {
  (void)read_all();
  EXPECT_EQ(code_of(add_field(true)), "no");
  EXPECT_TRUE(read_all()->custom.empty());
}

}  // namespace
}  // namespace pult::tickets
