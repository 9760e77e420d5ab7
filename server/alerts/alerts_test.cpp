// SPDX-License-Identifier: AGPL-3.0-or-later
// When alerts call and when they are silent; what their calls look like; what links are worth.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json.hpp>

#include "alerts/alert.hpp"
#include "alerts/message.hpp"
#include "alerts/timeline.hpp"
#include "alerts/words.hpp"

namespace pult::alerts {
namespace {

namespace json = boost::json;
using base::minute_us;

struct Told {
  std::vector<Micros> first, second;
};

// What a server does that looks when it is due, or late by as much as `lateness` says; silent from `taken_at` on.
Told run(const Plan& plan, Micros until, Micros taken_at, const std::function<Micros()>& lateness) {
  Told told;
  Standing standing;
  std::optional<Micros> due = plan.delay;
  while (due && *due <= until) {
    const auto now = *due + lateness();
    standing.is_silent = now >= taken_at;
    const auto step = next_step(plan, standing, now);
    if (step.calls_first) told.first.push_back(now);
    if (step.calls_second) told.second.push_back(now);
    standing = after(standing, step, now);
    due = step.again;
    RC_ASSERT(!due || *due > now);
  }
  return told;
}

RC_GTEST_PROP(Timeline, CallsInTimeNeverTooOftenAndNeverWhenTaken, ()) {
  const auto minutes = [] { return *rc::gen::inRange<Micros>(0, 20) * minute_us; };
  const Plan plan{minutes(), minutes(), minutes()};
  const auto until = 300 * minute_us, taken_at = *rc::gen::inRange<Micros>(0, 400) * minute_us;
  const bool is_late = *rc::gen::arbitrary<bool>();
  const auto told =
      run(plan, until, taken_at, [&] { return is_late ? *rc::gen::inRange<Micros>(0, 30) * minute_us : Micros(0); });
  for (const auto at : told.first) RC_ASSERT(at < taken_at && at >= plan.delay);
  for (const auto at : told.second) RC_ASSERT(at < taken_at && at >= plan.delay + plan.escalate);
  for (std::size_t i = 1; i < told.first.size(); ++i) RC_ASSERT(told.first[i] - told.first[i - 1] >= plan.repeat);
  if (plan.repeat == 0) RC_ASSERT(told.first.size() <= 1U);
  if (plan.escalate == 0) RC_ASSERT(told.second.empty());
  if (is_late || taken_at <= until + plan.repeat) return;
  RC_ASSERT(told.first.front() == plan.delay);
  if (plan.repeat > 0) RC_ASSERT(Micros(told.first.size()) == (until - plan.delay) / plan.repeat + 1);
  if (plan.escalate > 0) RC_ASSERT(told.second.front() == plan.delay + plan.escalate);
}

TEST(Timeline, FallsSilentInTheEnd) {
  const Plan plan{0, minute_us, 0};
  Standing standing;
  standing.rounds = most_rounds;
  standing.first_round_at = standing.last_round_at = 0;
  const auto step = next_step(plan, standing, base::day_us);
  EXPECT_FALSE(step.calls_first || step.again);
}

TEST(Message, EscapesEachValueForItsPlace) {
  auto values = sample_values();
  values["title"] = "a \"b\" & c\r\nX-D: e ž";
  EXPECT_EQ(fill("{{title}}", values, Escape::form), "a%20%22b%22%20%26%20c%0D%0AX-D%3A%20e%20%C5%BE");
  EXPECT_EQ(fill("{{ title }}", values, Escape::line), "a \"b\" & c  X-D: e ž");
  const auto parsed = json::parse(fill(R"({"t": "{{title}}"})", values, Escape::json));
  EXPECT_EQ(parsed.at("t").as_string(), values["title"]);
  // What a value brings is no template.
  values["subject"] = "{{take_link}}";
  EXPECT_EQ(fill("{{subject}}", values, Escape::none), "{{take_link}}");
  EXPECT_EQ(find_unknown("{{title}} {{password}}"), "password");
  EXPECT_FALSE(find_unknown("{{title}} and {{ an end that is missing"));
}

TEST(Message, KnowsPushoverAndNtfy) {
  Channel channel;
  channel.kind = "pushover";
  channel.token = "app&1";
  channel.user_token = "me";
  const auto pushover = render_call(channel, sample_values());
  EXPECT_EQ(pushover.url, "https://api.pushover.net/1/messages.json");
  EXPECT_TRUE(pushover.body.starts_with("token=app%261&user=me&title=Overdue"));
  EXPECT_TRUE(pushover.body.ends_with("&priority=1"));
  channel.kind = "ntfy";
  channel.topic = "desk";
  const auto ntfy = render_call(channel, sample_values());
  EXPECT_EQ(ntfy.url, "https://ntfy.sh");
  const auto body = json::parse(ntfy.body);
  EXPECT_EQ(body.at("topic").as_string(), "desk");
  EXPECT_EQ(body.at("actions").at(0).at("url").as_string(), sample_values().find("take_link")->second);
}

TEST(Rule, MatchesPrioritiesFromItsOwnUp) {
  Rule rule;
  rule.priority = "high";
  EXPECT_TRUE(matches(rule, {"sla_breach", "urgent", {}, {}}));
  EXPECT_TRUE(matches(rule, {"sla_breach", "high", {}, {}}));
  EXPECT_FALSE(matches(rule, {"sla_breach", "normal", {}, {}}));
  EXPECT_FALSE(matches(rule, {"sla_breach", "", {}, {}}));
  EXPECT_FALSE(matches(rule, {"sla_warning", "urgent", {}, {}}));
  rule.group = GroupId(3);
  EXPECT_FALSE(matches(rule, {"sla_breach", "urgent", {}, GroupId(4)}));
  EXPECT_TRUE(matches(rule, {"sla_breach", "urgent", {}, GroupId(3)}));
}

TEST(Link, NamesItsAlertAndCallAndIsSigned) {
  const auto link = render_link(AlertId(7), 12, "secret");
  const auto parsed = parse_link(link);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->alert, AlertId(7));
  EXPECT_EQ(parsed->call, 12);
  EXPECT_NE(link, render_link(AlertId(7), 12, "other"));
  EXPECT_NE(link.substr(link.rfind('-')), render_link(AlertId(7), 13, "secret").substr(link.rfind('-')));
  for (const auto* text : {"", "7", "7-", "7-12", "x-12-a", "-1", "7--"}) EXPECT_FALSE(parse_link(text)) << text;
}

TEST(Words, AreThereInEachLanguage) {
  Alert alert;
  alert.event = "sla_breach";
  alert.ticket = TicketId(7);
  alert.facts = {{"metric", "first_reply_time"}};
  EXPECT_EQ(title_of(alert, "en"), "Overdue: #7, First reply");
  EXPECT_EQ(title_of(alert, "ru"), "Срок истёк: №7, Первый ответ");
  for (const auto* language : {"en", "ru", "cs", "lt", "ro"}) EXPECT_EQ(words_of(language).language, language);
}

}  // namespace
}  // namespace pult::alerts
