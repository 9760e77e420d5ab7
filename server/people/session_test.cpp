// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/session.hpp"

#include "people/people_fixture.hpp"

namespace pult::people {
namespace {

using testing::must;
using testing::start;

class SessionTest : public testing::PeopleTest {
 protected:
  NewSession sign_in(UserId id, std::string_view agent = "Firefox", Micros at = start) {
    return must(write([&](sql::Transaction& tx) { return create_session(tx, id, "192.0.2.1", agent, at); }));
  }
  std::optional<Session> find(std::string_view cookie, Micros at) {
    return must(read([&](sql::Transaction& tx) { return find_session(tx, cookie, at); }));
  }
  std::optional<ApiToken> token(std::string_view secret) {
    return must(read([&](sql::Transaction& tx) { return find_api_token(tx, secret); }));
  }
};
PULT_ON_EVERY_DATABASE(SessionTest);

TEST_P(SessionTest, LastsTwoWeeksAndNoLonger) {
  const auto one = add_user("Jana", "jana@example.com");
  const auto made = sign_in(one.id);
  const auto found = find(made.cookie, start + session_lifetime - 1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->user, one.id);
  EXPECT_EQ(found->csrf_token, made.session.csrf_token);
  EXPECT_FALSE(find(made.cookie, start + session_lifetime));
  EXPECT_FALSE(find(made.cookie + "x", start));
  EXPECT_FALSE(find("", start));
  EXPECT_EQ(user(one.id).last_login_at, start);
}

TEST_P(SessionTest, ExpiredOnesAreForgottenAtTheNextSignIn) {
  const auto one = add_user("Jana", "jana@example.com");
  sign_in(one.id);
  sign_in(one.id, "Firefox", start + 2 * session_lifetime);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM sessions"), 1);
}

TEST_P(SessionTest, EndsAlone) {
  const auto one = add_user("Jana", "jana@example.com");
  const auto first = sign_in(one.id), second = sign_in(one.id);
  EXPECT_NE(first.cookie, second.cookie);
  must(run_write([&](sql::Transaction& tx) { return delete_session(tx, first.session.id); }));
  EXPECT_FALSE(find(first.cookie, start));
  EXPECT_TRUE(find(second.cookie, start));
}

TEST_P(SessionTest, OnlyDigestsAreStored) {
  const auto one = add_user("Jana", "jana@example.com");
  const auto made = sign_in(one.id);
  const auto secret =
      must(write([&](sql::Transaction& tx) { return create_api_token(tx, one.id, "CI", start); })).secret;
  EXPECT_EQ(int64("SELECT COUNT(*) FROM sessions WHERE token_digest = ?1", {made.cookie}), 0);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM api_tokens WHERE token_digest = ?1", {secret}), 0);
}

TEST_P(SessionTest, WhateverABrowserCallsItself) {
  const auto one = add_user("Jana", "jana@example.com");
  std::string cut_in_a_letter(299, 'a');
  for (const std::string& agent : {std::string(), std::string("\xff\xfe"), std::string("a\0b", 3),
                                   cut_in_a_letter + "řrrr", std::string(100'000, 'x')})
    EXPECT_TRUE(find(sign_in(one.id, agent).cookie, start));
}

TEST_P(SessionTest, TokensProveTheirOwnerUntilTheyAreDeleted) {
  const auto one = add_user("Jana", "jana@example.com");
  const auto made = must(write([&](sql::Transaction& tx) { return create_api_token(tx, one.id, "CI", start); }));
  EXPECT_EQ(token(made.secret).value().user, one.id);
  EXPECT_FALSE(token(made.secret.substr(1)));
  const auto all = must(read([](sql::Transaction& tx) { return list_api_tokens(tx); }));
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].description, "CI");
  EXPECT_EQ(must(read([&](sql::Transaction& tx) { return find_api_token(tx, made.token.id); })).value().user, one.id);
  must(run_write([&](sql::Transaction& tx) { return delete_api_token(tx, made.token.id); }));
  EXPECT_FALSE(token(made.secret));
}

}  // namespace
}  // namespace pult::people
