// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/user.hpp"

#include <algorithm>
#include <latch>
#include <thread>

#include "people/people_fixture.hpp"
#include "people/session.hpp"

namespace pult::people {
namespace {

using testing::code_of;
using testing::must;
using testing::start;

class UserTest : public testing::PeopleTest {
 protected:
  Result<User> requester(std::string_view name, std::string_view email) {
    return write([&](sql::Transaction& tx) { return find_or_create_requester(tx, name, email, start); });
  }
  Result<Identity> add_address(UserId owner, const std::string& value) {
    Identity identity;
    identity.user = owner;
    identity.value = value;
    return write([&](sql::Transaction& tx) { return add_identity(tx, identity, start + 1); });
  }
  std::vector<std::string> names(UserFilter filter) {
    std::vector<std::string> out;
    for (const auto& one : must(read([&](sql::Transaction& tx) { return list_users(tx, filter); })))
      out.push_back(one.name);
    EXPECT_EQ(must(read([&](sql::Transaction& tx) { return count_users(tx, filter); })), std::int64_t(out.size()));
    return out;
  }
  std::vector<std::string> starting(const std::string& prefix) {
    UserFilter filter;
    filter.name_prefix = prefix;
    return names(filter);
  }
};
PULT_ON_EVERY_DATABASE(UserTest);

TEST(AddressKey, ComparesWithoutCaseAndRefusesWhatIsNoAddress) {
  EXPECT_EQ(address_key(" Jana.Novak@Example.COM\t"), "jana.novak@example.com");
  EXPECT_EQ(address_key("\"a@b\"@c.example"), "\"a@b\"@c.example");
  for (const auto text : {"", "jana", "@example.com", "jana@", "jana novak@example.com", "jana@exa\nmple.com"})
    EXPECT_EQ(address_key(text), "") << text;
  EXPECT_EQ(address_key(std::string(400, 'a') + "@b.c"), "");
}

TEST_P(UserTest, IsReadAsItWasWritten) {
  User wanted;
  wanted.name = "Šárka Nováková";
  wanted.email = "Sarka@Example.com";
  wanted.role = Role::agent;
  wanted.ticket_restriction = "groups";
  wanted.notes = "Likes tea";
  wanted.tags = "cs vip";
  wanted.settings = R"({"theme":"dark"})";
  const auto made = must(write([&](sql::Transaction& tx) { return create_user(tx, wanted, start); }));
  const auto got = user(made.id);
  EXPECT_EQ(got.name, wanted.name);
  EXPECT_EQ(got.email, "Sarka@Example.com") << "shown as written";
  EXPECT_EQ(got.role, Role::agent);
  EXPECT_EQ(got.ticket_restriction, "groups");
  EXPECT_EQ(got.notes, wanted.notes);
  EXPECT_EQ(got.tags, wanted.tags);
  EXPECT_EQ(got.settings, wanted.settings);
  EXPECT_EQ(got.created_at, start);
  EXPECT_TRUE(got.active);
  EXPECT_EQ(code_of(read([](sql::Transaction& tx) { return load_user(tx, UserId(999)); })), "RecordNotFound");
}

TEST_P(UserTest, NeedsANameAndAnAddressThatIsOne) {
  for (const auto& [name, email] : {std::pair("", "a@b.example"), {"A", "no address"}, {"A", "two words@b.example"}})
    EXPECT_EQ(code_of(try_user(name, email)), "RecordInvalid") << name << email;
  EXPECT_EQ(int64("SELECT COUNT(*) FROM users"), 0);
}

TEST_P(UserTest, AnAddressHasOneOwnerInAnyCase) {
  const auto owner = add_user("Jana", "Jana@Example.com");
  const auto taken = try_user("Other", "jANA@eXAMPLE.cOM");
  ASSERT_EQ(code_of(taken), "RecordInvalid");
  EXPECT_EQ(taken.error().fields[0].code, "DuplicateValue");
  EXPECT_EQ(int64("SELECT COUNT(*) FROM users"), 1) << "the refused user is not left behind";
  EXPECT_EQ(by_email("JANA@EXAMPLE.COM")->id, owner.id);
  EXPECT_EQ(must(requester("J", "jana@example.COM")).id, owner.id);
  EXPECT_FALSE(by_email("nobody@example.com"));
  EXPECT_FALSE(by_email("nonsense"));
}

TEST_P(UserTest, HasOnePrimaryAddressThatCannotBeDeleted) {
  const auto owner = add_user("Jana", "one@example.com");
  const auto second = must(add_address(owner.id, "two@example.com"));
  EXPECT_FALSE(second.is_primary);
  EXPECT_EQ(by_email("two@example.com")->id, owner.id) << "every address finds its owner";
  const auto first = identities(owner.id)[0];
  EXPECT_EQ(code_of(run_write([&](sql::Transaction& tx) { return delete_identity(tx, first); })), "RecordInvalid");
  must(run_write([&](sql::Transaction& tx) { return make_primary(tx, second, start + 2); }));
  const auto now = identities(owner.id);
  ASSERT_EQ(now.size(), 2u);
  EXPECT_FALSE(now[0].is_primary);
  EXPECT_TRUE(now[1].is_primary);
  EXPECT_EQ(user(owner.id).email, "two@example.com");
  must(run_write([&](sql::Transaction& tx) { return delete_identity(tx, now[0]); }));
  EXPECT_FALSE(by_email("one@example.com"));
  EXPECT_TRUE(try_user("New owner", "one@example.com"));
}

TEST_P(UserTest, APhoneNumberIsAnIdentityOfItsOwnKind) {
  const auto owner = add_user("Jana", "jana@example.com");
  Identity phone;
  phone.user = owner.id;
  phone.type = "phone_number";
  phone.value = "+420 123 456 789";
  must(write([&](sql::Transaction& tx) { return add_identity(tx, phone, start); }));
  EXPECT_EQ(code_of(write([&](sql::Transaction& tx) { return add_identity(tx, phone, start); })), "RecordInvalid");
  EXPECT_EQ(identities(owner.id).size(), 2u);
}

TEST_P(UserTest, AKnownRequesterKeepsTheBetterName) {
  const auto nameless = must(requester("", "jana@example.com"));
  EXPECT_EQ(nameless.name, "jana@example.com");
  EXPECT_EQ(must(requester("Jana", "JANA@example.com")).name, "Jana");
  EXPECT_EQ(must(requester("Someone Else", "jana@example.com")).name, "Jana");
  EXPECT_EQ(user(nameless.id).name, "Jana");
  EXPECT_EQ(code_of(requester("Jana", "not an address")), "RecordInvalid");
}

TEST_P(UserTest, ManyFirstMailsOfOnePersonMakeOneUser) {
  constexpr int mails = 8;
  std::latch together(mails);
  std::vector<Result<User>> made(mails, base::fail_not_found());
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < mails; ++i)
      threads.emplace_back([&, i] {
        together.arrive_and_wait();
        made[std::size_t(i)] = requester("Jana", "jana@example.com");
      });
  }
  for (const auto& one : made) EXPECT_EQ(must(one).id, must(made[0]).id);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM users"), 1);
}

TEST_P(UserTest, ABounceIsRememberedAtTheAddress) {
  const auto owner = add_user("Jana", "jana@example.com");
  must(run_write([](sql::Transaction& tx) { return record_bounce(tx, "JANA@example.com", false, start); }));
  EXPECT_EQ(identities(owner.id)[0].undeliverable_count, 1);
  EXPECT_EQ(identities(owner.id)[0].deliverable_state, "deliverable") << "a full mailbox may be empty tomorrow";
  must(run_write([](sql::Transaction& tx) { return record_bounce(tx, "jana@example.com", true, start); }));
  EXPECT_EQ(identities(owner.id)[0].undeliverable_count, 2);
  EXPECT_EQ(identities(owner.id)[0].deliverable_state, "undeliverable");
}

TEST_P(UserTest, ADeletedUserFreesItsAddressAndIsSignedOut) {
  const auto gone = add_user("Jana", "jana@example.com", Role::agent);
  const auto session = must(write([&](sql::Transaction& tx) { return create_session(tx, gone.id, "::1", "", start); }));
  const auto token = must(write([&](sql::Transaction& tx) { return create_api_token(tx, gone.id, "", start); }));
  must(run_write([&](sql::Transaction& tx) { return delete_user(tx, gone.id, start + 1); }));
  EXPECT_FALSE(user(gone.id).active);
  EXPECT_FALSE(must(read([&](sql::Transaction& tx) { return find_session(tx, session.cookie, start + 1); })));
  EXPECT_FALSE(must(read([&](sql::Transaction& tx) { return find_api_token(tx, token.secret); })));
  const auto again = must(requester("Jana", "jana@example.com"));
  EXPECT_NE(again.id, gone.id) << "a later mail is from somebody new";
  EXPECT_TRUE(again.active);
  EXPECT_FALSE(again.is_agent());
}

TEST_P(UserTest, ANewPasswordSignsOutEverywhere) {
  const auto one = add_user("Jana", "jana@example.com");
  const auto session = must(write([&](sql::Transaction& tx) { return create_session(tx, one.id, "::1", "", start); }));
  must(run_write([&](sql::Transaction& tx) { return set_password(tx, one.id, "hash", {}, start); }));
  EXPECT_EQ(user(one.id).password_hash, "hash");
  EXPECT_FALSE(must(read([&](sql::Transaction& tx) { return find_session(tx, session.cookie, start); })));
}

TEST_P(UserTest, IsFoundByTheBeginningOfTheFoldedName) {
  add_user("Šárka Nováková", "sn@example.com");
  add_user("SARAH Connor", "connor@example.com");
  add_user("Tomáš", "sarlota@example.com");
  add_user("Łukasz", "lukasz@example.com");
  add_user("Жанна", "zh@example.com");
  add_user("100% _off_", "off@example.com");
  EXPECT_EQ(starting("sar"), (std::vector<std::string>{"Šárka Nováková", "SARAH Connor", "Tomáš"}));
  EXPECT_EQ(starting("ŠÁRK"), (std::vector<std::string>{"Šárka Nováková"}));
  EXPECT_EQ(starting("šárka nov"), (std::vector<std::string>{"Šárka Nováková"}));
  EXPECT_EQ(starting("nova"), (std::vector<std::string>{"Šárka Nováková"})) << "any word of the name";
  EXPECT_EQ(starting("CONNOR@"), (std::vector<std::string>{"SARAH Connor"}));
  EXPECT_EQ(starting("жан"), (std::vector<std::string>{"Жанна"}));
  EXPECT_EQ(starting("luk"), (std::vector<std::string>{"Łukasz"}));
  EXPECT_EQ(starting("%"), std::vector<std::string>()) << "no letter stands for others";
  EXPECT_EQ(starting("100% _"), (std::vector<std::string>{"100% _off_"}));
  EXPECT_EQ(starting("zzz"), std::vector<std::string>());
}

TEST_P(UserTest, FiltersCombineAndPage) {
  const auto group = add_group("Support");
  const auto agent = add_agent("agent");
  const auto admin = add_user("admin", "admin@desk.example", Role::admin);
  join(agent.id, group);
  for (int i = 0; i < 5; ++i) add_user("c" + std::to_string(i), "c" + std::to_string(i) + "@example.com");
  UserFilter staff;
  staff.roles = {Role::agent, Role::admin};
  EXPECT_EQ(names(staff), (std::vector<std::string>{"agent", "admin"}));
  UserFilter members;
  members.group = group;
  EXPECT_EQ(names(members), (std::vector<std::string>{"agent"}));
  UserFilter page;
  page.roles = {Role::end_user};
  page.limit = 2;
  page.after = admin.id;
  page.offset = 1;
  const auto rows = must(read([&](sql::Transaction& tx) { return list_users(tx, page); }));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].name, "c1");
  must(run_write([&](sql::Transaction& tx) { return delete_user(tx, rows[0].id, start); }));
  EXPECT_EQ(starting("c1"), std::vector<std::string>());
}

TEST_P(UserTest, ManyAreReadByTheirIds) {
  std::vector<UserId> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(add_user("u", "u" + std::to_string(i) + "@example.com").id);
  ids.push_back(UserId(999));
  const auto rows = must(read([&](sql::Transaction& tx) { return list_users(tx, ids); }));
  EXPECT_EQ(rows.size(), 5u);
  EXPECT_TRUE(std::ranges::is_sorted(rows, {}, &User::id));
  EXPECT_TRUE(must(read([](sql::Transaction& tx) { return list_users(tx, std::vector<UserId>()); })).empty());
}

}  // namespace
}  // namespace pult::people
