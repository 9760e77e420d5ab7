// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/idempotency.hpp"

#include "api/api_fixture.hpp"

namespace pult::api {
namespace {

class Replays : public testing::ApiTest {
 protected:
  testing::Heard post(const std::string& key, std::string body) {
    net::Request request;
    request.method = "POST";
    request.target = request.path = "/api/v2/groups";
    request.headers = {{"host", "desk.example"},
                       {"idempotency-key", key},
                       {"authorization", "Basic " + crypto::base64("root@desk.example/token:" + token)}};
    request.body_bytes = body.size();
    request.body = std::move(body);
    std::promise<net::Response> answered;
    api->handle(std::move(request), [&](net::Response response) { answered.set_value(std::move(response)); });
    auto response = answered.get_future().get();
    if (response.later) response = response.later();
    return {response.status, response.body.empty() ? json::value() : json::parse(response.body), response.body,
            response.headers};
  }
  static std::string group(const std::string& name) { return R"({"group": {"name": ")" + name + "\"}}"; }
};
PULT_ON_EVERY_DATABASE(Replays);

TEST_P(Replays, GiveTheSameAnswerForTwoHours) {
  const auto first = post("key", group("North"));
  ASSERT_EQ(first.status, 201) << first.raw;
  EXPECT_EQ(first.header("x-idempotency-lookup"), "miss");
  clock.advance(idempotency_lifetime - base::minute_us);
  const auto again = post("key", group("North"));
  EXPECT_EQ(again.header("x-idempotency-lookup"), "hit");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("Location"), first.header("Location"));
  clock.advance(2 * base::minute_us);
  const auto later = post("key", group("South"));
  EXPECT_EQ(later.status, 201) << later.raw;
  EXPECT_EQ(later.header("x-idempotency-lookup"), "miss");
}

TEST_P(Replays, OldOnesAreForgotten) {
  for (int i = 0; i < 5; ++i) post("key" + std::to_string(i), group("Old " + std::to_string(i)));
  EXPECT_EQ(int64("SELECT COUNT(*) FROM idempotency_keys"), 5);
  clock.advance(idempotency_lifetime + base::minute_us);
  post("new", group("New"));
  EXPECT_EQ(int64("SELECT COUNT(*) FROM idempotency_keys"), 1);
}

TEST_P(Replays, AreNotReadableInTheDatabase) {
  post("key", group("Secret name"));
  EXPECT_EQ(int64("SELECT COUNT(*) FROM idempotency_keys WHERE CAST(body AS TEXT) LIKE '%Secret%'"), 0);
}

}  // namespace
}  // namespace pult::api
