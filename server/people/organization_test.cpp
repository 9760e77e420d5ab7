// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/organization.hpp"

#include "people/people_fixture.hpp"

namespace pult::people {
namespace {

using testing::code_of;
using testing::must;
using testing::start;

class OrganizationTest : public testing::PeopleTest {
 protected:
  Result<Organization> try_add(const std::string& name) {
    Organization organization;
    organization.name = name;
    return write([&](sql::Transaction& tx) { return create_organization(tx, organization, start); });
  }
  std::vector<std::string> starting(const std::string& prefix) {
    OrganizationFilter filter;
    filter.name_prefix = prefix;
    std::vector<std::string> names;
    for (const auto& one : must(read([&](sql::Transaction& tx) { return list_organizations(tx, filter); })))
      names.push_back(one.name);
    EXPECT_EQ(must(read([&](sql::Transaction& tx) { return count_organizations(tx, filter); })),
              std::int64_t(names.size()));
    return names;
  }
};
PULT_ON_EVERY_DATABASE(OrganizationTest);

TEST_P(OrganizationTest, NamesAreUniqueWithoutRegardToCaseAndAccents) {
  const auto made = must(try_add("Škoda"));
  for (const auto name : {"Škoda", "ŠKODA", "skoda", ""}) EXPECT_EQ(code_of(try_add(name)), "RecordInvalid") << name;
  auto second = must(try_add("Tatra"));
  second.name = "skoda";
  EXPECT_EQ(code_of(run_write([&](sql::Transaction& tx) { return save_organization(tx, second, start); })),
            "RecordInvalid");
  auto renamed = made;
  renamed.name = "SKODA";
  must(run_write([&](sql::Transaction& tx) { return save_organization(tx, renamed, start + 1); }));
  EXPECT_EQ(must(read([&](sql::Transaction& tx) { return find_organization(tx, made.id); })).value().name, "SKODA");
}

TEST_P(OrganizationTest, IsFoundByTheBeginningOfItsName) {
  for (const auto name : {"Škoda", "Skála", "Tatra"}) must(try_add(name));
  EXPECT_EQ(starting("sk"), (std::vector<std::string>{"Škoda", "Skála"}));
  EXPECT_EQ(starting("ŠKO"), (std::vector<std::string>{"Škoda"}));
  EXPECT_EQ(starting(""), (std::vector<std::string>{"Škoda", "Skála", "Tatra"}));
}

TEST_P(OrganizationTest, ADeletedOneLeavesItsPeople) {
  const auto made = must(try_add("Tatra"));
  auto jana = add_user("Jana", "jana@example.com");
  jana.organization = made.id;
  must(run_write([&](sql::Transaction& tx) { return save_user(tx, jana, start); }));
  EXPECT_EQ(user(jana.id).organization, made.id);
  must(run_write([&](sql::Transaction& tx) { return delete_organization(tx, made.id); }));
  EXPECT_FALSE(user(jana.id).organization);
  EXPECT_TRUE(try_add("Tatra"));
}

}  // namespace
}  // namespace pult::people
