// SPDX-License-Identifier: AGPL-3.0-or-later
// The pure parts of webhooks: the breaker, what an answer means, signatures, event types.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "channels/webhooks/breaker.hpp"
#include "channels/webhooks/delivery.hpp"
#include "channels/webhooks/event_types.hpp"

namespace pult::channels::webhooks {
namespace {

constexpr Micros start = 1000 * base::day_us;

Result<net::HttpReply> reply(int status, const std::string& retry_after = {}) {
  net::HttpReply out;
  out.status = status;
  if (!retry_after.empty()) out.headers.emplace_back("retry-after", retry_after);
  return out;
}

TEST(Breaker, OpensWhenMostFailsAndClosesWhenItsProbeSucceeds) {
  Breaker breaker;
  for (int i = 0; i < 9; ++i) breaker = after_attempt(breaker, true, start);
  EXPECT_EQ(verdict_of(breaker, start), Verdict::send);
  breaker = after_attempt(breaker, true, start);
  EXPECT_EQ(verdict_of(breaker, start), Verdict::wait);
  EXPECT_EQ(breaker.broken_until, start + 5 * base::second_us);
  const auto later = breaker.broken_until;
  EXPECT_EQ(verdict_of(breaker, later), Verdict::probe);
  EXPECT_EQ(verdict_of(probing(breaker, later + base::minute_us), later), Verdict::wait);
  const auto failed_again = after_attempt(breaker, true, later);
  EXPECT_EQ(failed_again.broken_until, later + 10 * base::second_us);
  const auto healed = after_attempt(failed_again, false, later + base::minute_us);
  EXPECT_EQ(verdict_of(healed, later + base::minute_us), Verdict::send);
  EXPECT_EQ(healed.broken_times, 0);
}

TEST(Breaker, StaysClosedWhenEnoughSucceeds) {
  Breaker breaker;
  for (int i = 0; i < 300; ++i) breaker = after_attempt(breaker, i % 2 == 0, start + i * base::second_us / 2);
  EXPECT_EQ(breaker.broken_times, 0);
}

TEST(Breaker, ForgetsWhatIsLongAgo) {
  Breaker breaker;
  for (int i = 0; i < 9; ++i) breaker = after_attempt(breaker, true, start);
  breaker = after_attempt(breaker, true, start + breaker_window + base::second_us);
  EXPECT_EQ(breaker.errors, 1);
  EXPECT_EQ(verdict_of(breaker, start + breaker_window + base::second_us), Verdict::send);
}

RC_GTEST_PROP(BreakerProperty, ABreakEndsAndSuccessCloses, (const std::vector<bool>& failures)) {
  Breaker breaker;
  Micros now = start;
  for (const bool failed : failures) {
    if (verdict_of(breaker, now) == Verdict::wait) {
      RC_ASSERT(breaker.broken_until - now <= 5 * base::minute_us);
      now = breaker.broken_until;
    }
    const bool was_broken = breaker.broken_times > 0;
    breaker = after_attempt(breaker, failed, now);
    if (!failed) RC_ASSERT(breaker.broken_times == 0 || !was_broken);
    now += base::second_us;
  }
}

TEST(Delivery, ReadsAnswers) {
  EXPECT_EQ(read_reply(reply(204), 1).outcome, "success");
  EXPECT_FALSE(read_reply(reply(500), 1).retry_after);
  EXPECT_FALSE(read_reply(reply(404), 1).retry_after);
  EXPECT_FALSE(read_reply(reply(302), 1).retry_after);
  EXPECT_EQ(read_reply(reply(503), 1).retry_after, base::second_us);
  EXPECT_EQ(read_reply(reply(503, "7"), 1).retry_after, 7 * base::second_us);
  EXPECT_FALSE(read_reply(reply(503, "61"), 1).retry_after);
  EXPECT_EQ(read_reply(reply(429, "soon"), 2).retry_after, 5 * base::second_us);
  EXPECT_EQ(read_reply(reply(429), 1).outcome, "throttled");
  EXPECT_TRUE(read_reply(reply(409), 2).retry_after);
  EXPECT_FALSE(read_reply(reply(409), 3).retry_after);
  EXPECT_FALSE(read_reply(reply(503), 5).retry_after);
  const Result<net::HttpReply> silent = base::fail(ErrorKind::unavailable, "HttpTimeout", "late");
  EXPECT_TRUE(read_reply(silent, 4).retry_after);
  EXPECT_FALSE(read_reply(silent, 5).retry_after);
  const Result<net::HttpReply> inside = base::fail(ErrorKind::invalid, "AddressNotAllowed", "no");
  EXPECT_FALSE(read_reply(inside, 1).retry_after);
}

// Computed with: printf '%s' '2026-11-21T20:04:28Z{"a":1}' | openssl dgst -sha256 -hmac secret -binary | base64
TEST(Delivery, SignsTimeAndBody) {
  EXPECT_EQ(sign("secret", "2026-11-21T20:04:28Z", R"({"a":1})"), "W5Km65B0vQFR9AZSEDEthGsWQ6oBu/WhOxpUY0YN/aw=");
}

TEST(Delivery, KeepsNoSecretsInTheLog) {
  Webhook webhook;
  webhook.id = make_ulid(start);
  webhook.endpoint = "https://example.com/";
  webhook.auth_type = "basic_auth";
  webhook.auth_data = {{"username", "u"}, {"password", "p"}};
  webhook.custom_headers = {{"X-Key", "hidden"}};
  webhook.signing_secret = "secret";
  const auto call = render_call(webhook, {"01", "{}"}, "1", start);
  const auto log = render_request_log(call);
  EXPECT_EQ(log.find("hidden"), std::string::npos);
  EXPECT_EQ(log.find(crypto::base64("u:p")), std::string::npos);
  EXPECT_NE(log.find("X-Zendesk-Webhook-Signature"), std::string::npos);
  net::HttpReply big;
  big.body = std::string(100'000, 'x');
  EXPECT_LT(render_response_log(big).size(), 11'000U);
}

TEST(Delivery, AGetHasNoBody) {
  Webhook webhook;
  webhook.endpoint = "https://example.com/";
  webhook.http_method = "GET";
  webhook.signing_secret = "secret";
  const auto call = render_call(webhook, {"", "{}"}, "1", start);
  EXPECT_EQ(call.body, "");
}

TEST(Ulid, SortsByTimeAndIsKnown) {
  const auto early = make_ulid(start), late = make_ulid(start + base::second_us);
  EXPECT_LT(early, late);
  EXPECT_TRUE(is_ulid(early));
  EXPECT_FALSE(is_ulid("01ARZ3NDEKTSV4RRFFQ69G5FAI"));
  EXPECT_FALSE(is_ulid("short"));
}

TEST(EventTypes, KnowsItsOwn) {
  for (const auto* type : {"zen:event-type:ticket.created", "zen:event-type:ticket.status_changed",
                           "zen:event-type:user.role_changed", "zen:event-type:organization.created"})
    EXPECT_TRUE(is_event_type(type)) << type;
  for (const auto* type : {"ticket.created", "zen:event-type:ticket", "zen:event-type:user.status_changed", ""})
    EXPECT_FALSE(is_event_type(type)) << type;
}

TEST(EventTypes, TellsWhatAnAuditMeans) {
  tickets::Ticket before, after;
  events::Audit audit;
  audit.metadata = R"({"rel":"merge"})";
  audit.events = {{events::EventType::change, "status", "closed", "open", {}},
                  {events::EventType::change, "tags", "a c", "a b", {}},
                  {events::EventType::change, "360001", "\"x\"", std::nullopt, {}},
                  {events::EventType::change, "via_rel", "merge", std::nullopt, {}}};
  const auto actor = people::system_actor();
  const auto told = occurrences_of({&before, after, audit, nullptr, actor}, nullptr);
  std::vector<std::string> types;
  for (const auto& one : told) types.push_back(one.type.substr(event_prefix.size()));
  EXPECT_EQ(types, (std::vector<std::string>{"ticket.status_changed", "ticket.tags_changed",
                                             "ticket.custom_field_changed", "ticket.merged"}));
  EXPECT_EQ(json::serialize(told[1].event), R"({"tags_added":["c"],"tags_removed":["b"]})");
  EXPECT_EQ(json::serialize(told[0].event), R"({"current":"CLOSED","previous":"OPEN"})");
}

}  // namespace
}  // namespace pult::channels::webhooks
