// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/demo.hpp"

#include <gtest/gtest.h>

#include "app/open_desk.hpp"
#include "automation/sla_run.hpp"
#include "crypto/crypto.hpp"
#include "people/user.hpp"
#include "sql/testing.hpp"
#include "tickets/view_counts.hpp"

namespace pult::app {
namespace {

// One loaded desk for all tests: they only read.
struct Loaded {
  sql::testing::TemporaryFolder folder;
  std::unique_ptr<sql::Database> database = sql::testing::sqlite_memory();
  base::FakeClock clock;
  tickets::Desk desk{clock};
  blobs::BlobStore blobs{folder.path(), 64 * 1024};
  Result<DemoCounts> counts;

  explicit Loaded(std::string_view now) : clock(*base::parse_iso8601(now)) {
    const auto migrated = sql::migrate(*database, embedded_migrations(database->dialect()).value(), folder.path());
    EXPECT_TRUE(migrated);
    add_index_hooks(desk);
    desk.add_hook(automation::sla_hook(desk));
    counts = load_demo(*database, desk, blobs);
  }
};

Loaded& loaded() {
  static Loaded desk("2026-11-21T12:00:00Z");
  return desk;
}

template <class F>
auto read(F work) {
  auto value = sql::read_value(*loaded().database, work);
  EXPECT_TRUE(value) << value.error().message << value.error().cause;
  return value.value();
}

std::int64_t count(const std::string& sql) {
  return read([&](sql::Transaction& tx) { return tx.one_int64(sql); }).value_or(-1);
}

// How many tickets have a deadline that is over at a time.
std::int64_t count_over(Loaded& desk, Micros at) {
  const auto sql = "SELECT COUNT(*) FROM sla_tickets WHERE breached_at IS NOT NULL OR due_at < " + std::to_string(at);
  return sql::read_value(*desk.database, [&](sql::Transaction& tx) { return tx.one_int64(sql); }).value().value_or(-1);
}

TEST(DemoTest, LoadsEverybodyAndEverything) {
  const auto& counts = loaded().counts;
  ASSERT_TRUE(counts) << counts.error().message << counts.error().cause;
  EXPECT_EQ(counts->agents, 5);
  EXPECT_EQ(counts->groups, 3);
  EXPECT_EQ(counts->customers, 40);
  EXPECT_EQ(counts->tickets, 200);
  EXPECT_EQ(count("SELECT COUNT(*) FROM tickets"), 200);
  EXPECT_EQ(count("SELECT COUNT(*) FROM users"), 45);
  EXPECT_EQ(count("SELECT COUNT(*) FROM groups"), 3);
  EXPECT_EQ(count("SELECT COUNT(*) FROM mailboxes WHERE group_id IS NOT NULL"), 3);
  EXPECT_EQ(count("SELECT COUNT(*) FROM comments"), 565);
  EXPECT_EQ(count("SELECT COUNT(*) FROM attachments"), 33);
}

TEST(DemoTest, AgentsSignInWithTheOnePassword) {
  const auto admin = read([](sql::Transaction& tx) { return people::find_user_by_email(tx, loaded().counts->admin); });
  ASSERT_TRUE(admin);
  EXPECT_EQ(admin->role, people::Role::admin);
  EXPECT_TRUE(crypto::verify_password(admin->password_hash, demo_password));
  EXPECT_EQ(count("SELECT COUNT(*) FROM users WHERE password_hash IS NULL AND role = 'end-user'"), 40);
}

TEST(DemoTest, EveryViewOfEveryAgentHasTickets) {
  const auto agents = read([](sql::Transaction& tx) {
    people::UserFilter staff;
    staff.roles = {people::Role::agent, people::Role::admin};
    return people::list_users(tx, staff);
  });
  const auto views =
      read([](sql::Transaction& tx) { return tickets::ViewCache().get(tx, *tickets::load_definitions(tx)); });
  const auto numbers = read([&](sql::Transaction& tx) {
    return tickets::load_view_numbers(tx, {&views->views[0], &views->views[1], &views->views[2], &views->views[3]});
  });
  for (const auto& agent : agents) {
    const auto actor = read([&](sql::Transaction& tx) { return people::load_actor(tx, agent.id); });
    for (const auto key : {"mine", "unassigned", "all_open", "solved"})
      for (const auto& view : views->views)
        if (view.view.key == key)
          EXPECT_GT(tickets::count_of(view, actor, numbers)->value, 0) << agent.name << " " << key;
  }
}

TEST(DemoTest, ConversationsLieInThePastAndKeepTheirOrder) {
  const auto now = std::to_string(loaded().clock.now());
  EXPECT_EQ(count("SELECT COUNT(*) FROM tickets WHERE updated_at > " + now), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM tickets a JOIN tickets b ON b.id = a.id + 1 WHERE b.created_at < a.created_at"),
            0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM comments a JOIN comments b ON b.ticket_id = a.ticket_id AND b.id > a.id "
                  "WHERE b.created_at <= a.created_at"),
            0);
}

TEST(DemoTest, EndsInTheWantedStates) {
  for (const auto* status : {"new", "open", "pending", "hold", "solved", "closed"})
    EXPECT_GT(
        count("SELECT COUNT(*) FROM tickets WHERE status = " + std::to_string(int(*tickets::parse_status(status)))), 0)
        << status;
}

// A desk that is run well: hardly anything is late, some of it is due soon, whenever it is loaded.
TEST(DemoTest, ServiceLevelsAreMostlyMet) {
  for (const auto* now : {"2026-11-21T12:00:00Z", "2026-11-18T08:00:00Z"}) {  // a Saturday, a Wednesday morning
    Loaded desk(now);
    ASSERT_TRUE(desk.counts) << desk.counts.error().message << desk.counts.error().cause;
    const auto late = count_over(desk, desk.clock.now());
    EXPECT_GE(late, 1) << now;
    EXPECT_LE(late, 5) << now;
    const auto soon = count_over(desk, desk.clock.now() + base::hour_us) - late;
    EXPECT_GE(soon, 4) << now;
    EXPECT_LE(soon, 15) << now;
  }
}

TEST(DemoTest, NothingOfItIsMailed) { EXPECT_EQ(count("SELECT COUNT(*) FROM outbox"), 0); }

TEST(DemoTest, RefusesADeskThatIsInUse) {
  auto& desk = loaded();
  const auto again = load_demo(*desk.database, desk.desk, desk.blobs);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "not_empty");
  EXPECT_EQ(count("SELECT COUNT(*) FROM tickets"), 200);
}

}  // namespace
}  // namespace pult::app
