// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/rate_limit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::api {
namespace {

TEST(RateLimit, ReadsEndpointLimits) {
  const auto limit = parse_endpoint_limit("PUT tickets/{id} 30/600 object");
  ASSERT_TRUE(limit);
  EXPECT_EQ(limit->method, "PUT");
  EXPECT_EQ(limit->path, "tickets/{id}");
  EXPECT_EQ(limit->count, 30);
  EXPECT_EQ(limit->seconds, 600);
  EXPECT_EQ(limit->per, EndpointLimit::Per::object);
  EXPECT_EQ(parse_endpoint_limit("GET search 10/60")->per, EndpointLimit::Per::caller);
  for (const auto* wrong :
       {"", "PUT", "PUT tickets", "PUT tickets 30", "PUT tickets 0/1", "PUT tickets 1/0", "PUT tickets 1/2 nobody",
        "PUT tickets 1/2 object x", "PUT tickets x/2", "PUT tickets -1/2"})
    EXPECT_FALSE(parse_endpoint_limit(wrong)) << wrong;
}

TEST(RateLimit, NamesEndpointsAsClientsKnowThem) {
  EXPECT_EQ(endpoint_name("GET", "tickets"), "tickets-index");
  EXPECT_EQ(endpoint_name("GET", "tickets/{id}"), "tickets-show");
  EXPECT_EQ(endpoint_name("PUT", "tickets/{id}"), "tickets-update");
  EXPECT_EQ(endpoint_name("POST", "tickets/{id}/comments"), "tickets-comments-create");
  EXPECT_EQ(endpoint_name("DELETE", "tickets/{id}"), "tickets-destroy");
}

TEST(RateLimit, ABucketEmptiesAndFillsEvenly) {
  RateLimiter limiter(60, {});
  Micros now = base::day_us;
  const auto ask = [&] { return limiter.decide("ann", "192.0.2.1", "GET", "tickets", "/api/v2/tickets", now); };
  for (int i = 0; i < 60; ++i) EXPECT_TRUE(ask().allowed()) << i;
  const auto refused = ask();
  EXPECT_FALSE(refused.allowed());
  EXPECT_EQ(refused.caller->limit, 60);
  EXPECT_EQ(refused.caller->remaining, 0);
  EXPECT_EQ(refused.retry_s(), 1);
  EXPECT_EQ(refused.caller->reset_s, 60);
  EXPECT_TRUE(limiter.decide("bob", "192.0.2.1", "GET", "tickets", "/api/v2/tickets", now).allowed());
  now += base::second_us;
  EXPECT_TRUE(ask().allowed());
  EXPECT_FALSE(ask().allowed());
}

TEST(RateLimit, EndpointsHaveLimitsOfTheirOwn) {
  RateLimiter limiter(0, {"PUT tickets/{id} 2/600 object", "DELETE tickets/{id} 1/60 account"});
  const Micros now = base::day_us;
  const auto put = [&](std::string_view path) {
    return limiter.decide("ann", "192.0.2.1", "PUT", "tickets/{id}", path, now).allowed();
  };
  EXPECT_TRUE(put("/api/v2/tickets/1"));
  EXPECT_TRUE(put("/api/v2/tickets/1"));
  EXPECT_FALSE(put("/api/v2/tickets/1"));
  EXPECT_TRUE(put("/api/v2/tickets/2"));
  EXPECT_TRUE(limiter.decide("ann", "", "DELETE", "tickets/{id}", "/api/v2/tickets/1", now).allowed());
  const auto refused = limiter.decide("bob", "", "DELETE", "tickets/{id}", "/api/v2/tickets/2", now);
  EXPECT_FALSE(refused.allowed());
  EXPECT_EQ(refused.endpoint_header, "Zendesk-RateLimit-tickets-destroy");
  EXPECT_EQ(refused.retry_s(), 60);
}

TEST(RateLimit, WrongCredentialsCostTheirAddress) {
  RateLimiter limiter(10, {});
  const Micros now = base::day_us;
  for (int i = 0; i < 10; ++i) limiter.charge_address("192.0.2.1", now);
  EXPECT_FALSE(limiter.decide("another guess", "192.0.2.1", "GET", "tickets", "/", now).allowed());
  EXPECT_TRUE(limiter.decide("another guess", "192.0.2.2", "GET", "tickets", "/", now).allowed());
}

RC_GTEST_PROP(RateLimitProperty, NeverMoreThanTheBucketAndItsRefill, (const std::vector<std::uint32_t>& pauses)) {
  const std::int64_t count = *rc::gen::inRange<std::int64_t>(1, 20), seconds = *rc::gen::inRange<std::int64_t>(1, 100);
  Buckets buckets;
  const Micros start = base::day_us;
  Micros now = start;
  std::int64_t allowed = 0;
  for (const auto pause : pauses) {
    now += pause % (30 * base::second_us);
    const auto allowance = buckets.take("x", count, seconds, now);
    allowed += allowance.allowed;
    RC_ASSERT(allowance.remaining >= 0 && allowance.remaining <= count);
    RC_ASSERT(allowance.allowed || allowance.retry_s >= 1);
  }
  const auto refilled = double(now - start) * double(count) / double(seconds * base::second_us);
  RC_ASSERT(double(allowed) <= double(count) + refilled + 1e-6);
}

}  // namespace
}  // namespace pult::api
