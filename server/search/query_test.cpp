// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/query.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::search {
namespace {

constexpr Micros now = 1'795'262'400 * base::second_us;  // 2026-11-21T12:00:00Z
constexpr Micros day = 86'400 * base::second_us, midnight = now - day / 2;

Query parse(std::string_view text) {
  auto query = parse_query(text, now);
  if (!query) throw std::runtime_error(query.error().message);
  return std::move(*query);
}
std::string code_of(std::string_view text) {
  const auto query = parse_query(text, now);
  return query ? "" : query.error().code;
}
Condition only(std::string_view text) {
  const auto query = parse(text);
  EXPECT_EQ(query.conditions.size(), 1u) << text;
  return query.conditions.at(0).at(0);
}

TEST(Query, TellsWordsFromFields) {
  const auto query = parse("printer -\"on fire\" subject:paper status<solved Re: 12:30 colour:red https://a.example/x");
  EXPECT_EQ(query.conditions.size(), 1u);
  EXPECT_EQ(query.words.front().field, "subject");
  std::vector<std::string> negated;
  for (const auto& words : query.words)
    if (words.term.negated) negated = words.term.phrase;
  EXPECT_EQ(negated, (std::vector<std::string>{"on", "fire"}));
  EXPECT_EQ(query.kinds, Kinds(Kind::ticket));
}

TEST(Query, TheLastWordMayBeUnfinished) {
  EXPECT_EQ(parse("red prin").words.back().term.prefix, "prin");
  EXPECT_EQ(parse("red prin").words.front().term.prefix, "");
  for (const auto* text : {"red prin ", "\"prin\"", "red -prin", "prin status:open"})
    EXPECT_EQ(parse(text).words.back().term.prefix, "") << text;
  EXPECT_EQ(parse("order AB-12").words.back().term.prefix, "ab-12");
}

TEST(Query, ValuesOfOneFieldAreAlternatives) {
  const auto query = parse("status:open status:pending -status:closed tags:a created>2020 created<2021");
  ASSERT_EQ(query.conditions.size(), 5u);
  EXPECT_EQ(query.conditions[0].size(), 2u);
  EXPECT_TRUE(query.conditions[1][0].negated);
}

TEST(Query, ReadsDates) {
  const auto span = [](std::string_view text) {
    const auto condition = only(text);
    return std::pair(condition.from, condition.to);
  };
  constexpr auto ever = std::numeric_limits<Micros>::max(), never = std::numeric_limits<Micros>::min();
  EXPECT_EQ(span("created:2026-11-21"), std::pair(midnight, midnight + day));
  EXPECT_EQ(span("created>2026-11-21"), std::pair(midnight + day, ever));
  EXPECT_EQ(span("created>=2026-11-21"), std::pair(midnight, ever));
  EXPECT_EQ(span("created<2026-11-21"), std::pair(never, midnight));
  EXPECT_EQ(span("created<=2026-11-21"), std::pair(never, midnight + day));
  EXPECT_EQ(span("updated>2hours"), std::pair(now - day / 12, ever));
  EXPECT_EQ(span("updated<1week"), std::pair(never, now - 7 * day));
  EXPECT_EQ(span("created:today"), std::pair(midnight, midnight + day));
  EXPECT_EQ(span("created:2026-11-21T12:00:00Z").first, now);
  EXPECT_EQ(span("created:2026").second - span("created:2026").first, 365 * day);
  EXPECT_TRUE(only("solved:none").is_none());
}

TEST(Query, ChoosesKinds) {
  EXPECT_EQ(parse("x").kinds, all_kinds);
  EXPECT_EQ(parse("type:user type:group x").kinds, Kind::user | Kind::group);
  EXPECT_EQ(parse("-type:ticket x").kinds, Kinds(all_kinds & ~Kinds(Kind::ticket)));
  EXPECT_EQ(parse("type:article x").kinds, 0);
  EXPECT_FALSE(parse("type:user").is_empty());
  EXPECT_FALSE(parse("*").is_empty());
  EXPECT_TRUE(parse("- ;").is_empty());
  EXPECT_EQ(parse("role:agent").kinds, Kinds(Kind::user));
  EXPECT_EQ(parse("type:user status:open").kinds, 0);
  EXPECT_EQ(parse("custom_field_12:x").conditions[0][0].custom_field, 12);
}

TEST(Query, SaysWhatIsWrong) {
  for (const auto* text :
       {"status:odd", "type:planet", "tags<x", "created:yesterdayish", "created:2026-13", "created:2026-02-30",
        "priority:huge", "order_by:colour", "sort:up", "is_verified:maybe", "role:king", "created>99999999999days"})
    EXPECT_EQ(code_of(text), "invalid") << text;
  EXPECT_EQ(code_of(std::string(5'000, 'a')), "invalid");
  std::string many;
  for (int i = 0; i < 40; ++i) many += "tags:a ";
  EXPECT_EQ(code_of(many), "invalid");
  for (const auto* text : {"", "*", "\"", "a:b:c", ":", "-", "status:", "<", "a<", "Subject: hello", "\"a", "type: x"})
    EXPECT_EQ(code_of(text), "") << text;
}

// Whatever is typed is a query or a clear refusal, of bounded size.
RC_GTEST_PROP(Query, TakesAnything, (const std::vector<std::uint8_t>& choices)) {
  static const std::vector<std::string> parts{
      "status", ":",        "<",    ">=",   "created", "2026-11-21", "1week", "\"",
      "-",      " ",        "tags", "none", "*",       "word",       "Ж",     "custom_field_1",
      "type",   "user",     "(",    ")",    "AND",     "NOT",        "#12",   "order_by:created",
      "\xff",   "assignee", "me"};
  std::string text;
  for (const auto choice : choices) text += parts[choice % parts.size()];
  const auto query = parse_query(text, now);
  if (!query) {
    RC_ASSERT(query.error().kind == ErrorKind::unprocessable);
    RC_ASSERT(query.error().message.starts_with("Invalid search: "));
    return;
  }
  RC_ASSERT(query->conditions.size() <= 32u);
  RC_ASSERT(query->words.size() <= 2'048u);
  for (const auto& alternatives : query->conditions) RC_ASSERT(!alternatives.empty());
}

}  // namespace
}  // namespace pult::search
