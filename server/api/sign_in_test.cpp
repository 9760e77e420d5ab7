// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/sign_in.hpp"

#include "api/api_fixture.hpp"

namespace pult::api {
namespace {

using testing::must;

TEST(TryLimit, LetsAFewTriesThroughAndOpensAgain) {
  constexpr Micros now = channels::mail::testing::start;
  TryLimit limit(3, base::minute_us);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(limit.wait_s("jana", now), 0);
    limit.count("jana", now);
  }
  EXPECT_EQ(limit.wait_s("jana", now), 61);
  EXPECT_EQ(limit.wait_s("karel", now), 0) << "somebody else may";
  EXPECT_GT(limit.wait_s("jana", now + base::minute_us - 1), 0);
  EXPECT_EQ(limit.wait_s("jana", now + base::minute_us), 0);
  limit.count("jana", now + base::minute_us + 1);
  EXPECT_EQ(limit.wait_s("jana", now + base::minute_us + 1), 0) << "counted from the beginning";
}

TEST(TryLimit, ForgetsWhoGotIn) {
  TryLimit limit(1, base::minute_us);
  limit.count("jana", 0);
  limit.forget("jana");
  EXPECT_EQ(limit.wait_s("jana", 0), 0);
}

class SignInTest : public testing::ApiTest {
 protected:
  testing::Heard sign_in(const std::string& email, const std::string& password) {
    return ask("POST", "session", json::serialize(json::object{{"email", email}, {"password", password}}), "");
  }
};
// What is stored is tested with people; here is the way there.
INSTANTIATE_TEST_SUITE_P(On, SignInTest, ::testing::Values("memory"));

TEST_P(SignInTest, ARightPasswordGivesASession) {
  const auto hash = crypto::hash_password("correct horse");
  must(run_write([&](sql::Transaction& tx) { return people::set_password(tx, agent.id(), hash, {}, clock.now()); }));
  const auto in = sign_in("ADA@desk.example", "correct horse");
  ASSERT_EQ(in.status, 201) << in.raw;
  EXPECT_EQ(in.body.at("user").at("id").as_int64(), agent.id().value);
  EXPECT_NE(in.body.at("csrf_token").as_string(), "");
  const auto cookie = in.header("Set-Cookie");
  for (const auto part : {"pult_session=", "; HttpOnly", "; SameSite=Lax"})
    EXPECT_NE(cookie.find(part), std::string::npos) << part;
  EXPECT_EQ(in.raw.find("password_hash"), std::string::npos);
}

TEST_P(SignInTest, WrongOnesAreRefusedAlikeAndAfterTenTheyWait) {
  const auto hash = crypto::hash_password("correct horse");
  must(run_write([&](sql::Transaction& tx) { return people::set_password(tx, agent.id(), hash, {}, clock.now()); }));
  const auto unknown = sign_in("nobody@desk.example", "x");
  EXPECT_EQ(unknown.status, 401);
  for (int i = 0; i < 10; ++i) {
    const auto wrong = sign_in("ada@desk.example", "x");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.raw, unknown.raw) << "nobody learns which addresses exist";
  }
  const auto waits = sign_in("ada@desk.example", "correct horse");
  EXPECT_EQ(waits.status, 429);
  EXPECT_NE(waits.header("Retry-After"), "");
  clock.advance(16 * base::minute_us);
  EXPECT_EQ(sign_in("ada@desk.example", "correct horse").status, 201);
  EXPECT_EQ(sign_in("ada@desk.example", "").status, 401);
  EXPECT_EQ(ask("POST", "session", R"({"email":[],"password":{}})", "").status, 400);
}

}  // namespace
}  // namespace pult::api
