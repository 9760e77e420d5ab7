// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/group.hpp"
#include "people/organization.hpp"
#include "search/search_fixture.hpp"

namespace pult::search {
namespace {

using sql::testing::must;
using Numbers = std::vector<std::int64_t>;

class FindPeople : public SearchFixture {
 protected:
  Numbers ids(const std::string& query, UserId as = {}, Kind kind = Kind::user) {
    const auto who = actor(as ? as : agent_);
    return read([&](auto& tx) -> Result<Numbers> {
      return find_people(tx, who, kind, PULT_TRY(parse_query(query, clock_.now())), 10);
    });
  }
};
PULT_ON_EVERY_DATABASE(FindPeople);

TEST_P(FindPeople, FindsUsersByWhatIsKnownOfThem) {
  people::User carla;
  carla.name = "Carla Čapková";
  carla.email = "carla@tarn.example";
  carla.phone = "+420 777 123 456";
  carla.notes = "She likes the printers of Anna";
  carla.tags = "vip";
  carla = write([&](auto& tx) { return people::create_user(tx, carla, clock_.now()); });
  EXPECT_EQ(ids("anna kar"), Numbers{anna_.value});
  EXPECT_EQ(ids("anna"), (Numbers{anna_.value, carla.id.value}));  // a name before a note
  EXPECT_EQ(ids("\"anna karenina\""), Numbers{anna_.value});
  EXPECT_EQ(ids("anna.k@example.com"), Numbers{anna_.value});
  EXPECT_EQ(ids("type:user BORIS@"), Numbers{boris_.value});
  EXPECT_EQ(ids("capkova"), Numbers{carla.id.value});
  EXPECT_EQ(ids("carla@tarn"), Numbers{carla.id.value});
  EXPECT_EQ(ids("tarn.example"), Numbers{carla.id.value});
  EXPECT_EQ(ids("777123456"), Numbers{carla.id.value});
  EXPECT_EQ(ids("notes:printers"), Numbers{carla.id.value});
  EXPECT_EQ(ids("name:printers"), Numbers{});
  EXPECT_EQ(ids("tags:vip"), Numbers{carla.id.value});
  EXPECT_EQ(ids("role:admin"), Numbers{agent_.value});
  EXPECT_EQ(ids("phone:none role:end-user"), (Numbers{anna_.value, boris_.value}));
  EXPECT_EQ(ids("type:ticket anna"), Numbers{});
  EXPECT_EQ(ids("anna -printers"), Numbers{anna_.value});
  EXPECT_EQ(ids("anna", anna_), Numbers{});
  carla.name = "Clara Novak";
  carla.notes = "";
  write([&](auto& tx) { return people::save_user(tx, carla, clock_.now()); });
  EXPECT_EQ(ids("capkova"), Numbers{});
  EXPECT_EQ(ids("nov"), Numbers{carla.id.value});
  write([&](auto& tx) { return people::delete_user(tx, carla.id, clock_.now()); });
  EXPECT_EQ(ids("clara"), Numbers{});
}

TEST_P(FindPeople, FindsOrganizationsAndGroups) {
  people::Organization tarn;
  tarn.name = "Tarn Industries";
  tarn.domain_names = "tarn.example";
  tarn.details = "Makes invoices";
  tarn = write([&](auto& tx) { return people::create_organization(tx, tarn, clock_.now()); });
  people::Group repairs;
  repairs.name = "Repairs";
  repairs = write([&](auto& tx) { return people::create_group(tx, repairs, clock_.now()); });
  EXPECT_EQ(ids("tarn", {}, Kind::organization), Numbers{tarn.id.value});
  EXPECT_EQ(ids("tarn.example", {}, Kind::organization), Numbers{tarn.id.value});
  EXPECT_EQ(ids("details:invoices ", {}, Kind::organization), Numbers{tarn.id.value});
  EXPECT_EQ(ids("name:tarn", {}, Kind::user), Numbers{});
  EXPECT_EQ(ids("repair", {}, Kind::group), Numbers{repairs.id.value});
  write([&](auto& tx) { return people::delete_organization(tx, tarn.id); });
  EXPECT_EQ(ids("tarn", {}, Kind::organization), Numbers{});
}

TEST_P(FindPeople, LooksBeginningsUpInTheIndex) {
  if (dialect() != sql::Dialect::sqlite) GTEST_SKIP() << "plans of PostgreSQL depend on what is in the tables";
  const auto plan = read([](auto& tx) {
    return tx.all("EXPLAIN QUERY PLAN SELECT owner_id FROM search_people WHERE kind = 1 AND word >= ?1 AND word < ?2",
                  {"a", "b"}, [](const sql::Row& row) { return row.string(3); });
  });
  EXPECT_EQ(plan, std::vector<std::string>{"SEARCH search_people USING PRIMARY KEY (word>? AND word<?)"});
}

}  // namespace
}  // namespace pult::search
