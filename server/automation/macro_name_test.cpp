// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/macro_name.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::automation {
namespace {

NamingRule rule_of(std::string pattern, std::int64_t max_length = 0, std::vector<std::string> forbidden = {}) {
  return {"", std::move(pattern), max_length, std::move(forbidden), false};
}

std::string codes(const NamingRule& rule, std::string_view name) {
  std::string out;
  for (const auto& problem : check_name(rule, name)) out += (out.empty() ? "" : " ") + problem.code;
  return out;
}

TEST(MacroName, SaysWhatIsOff) {
  const auto rule = rule_of("Area::Topic", 20, {"asap", "TEST"});
  EXPECT_EQ(codes(rule, "Orders::Late parcel"), "");
  EXPECT_EQ(codes(rule, "Late parcel"), "parts");
  EXPECT_EQ(codes(rule, "Orders::"), "blank_part");
  EXPECT_EQ(codes(rule, "Orders::  Late"), "spaces");
  EXPECT_EQ(codes(rule, "Orders::Late parcel ASAP!"), "too_long forbidden");
  EXPECT_EQ(codes(rule, "Заказы::Посылка в пути"), "too_long");
  EXPECT_EQ(codes(rule, "Orders::Contest"), "");
  EXPECT_EQ(codes(rule_of(""), " anything  at::all "), "");
}

TEST(MacroName, SuggestsWhatSaysTheSame) {
  const auto rule = rule_of("Area::Topic", 30, {"asap"});
  EXPECT_EQ(suggest_name(rule, "Orders: Late parcel"), "Orders::Late parcel");
  EXPECT_EQ(suggest_name(rule, "Orders / Late parcel ASAP"), "Orders::Late parcel");
  EXPECT_EQ(suggest_name(rule, "Orders :: Late"), "Orders::Late");
  EXPECT_EQ(suggest_name(rule, "Orders::Late::Parcel"), "Orders::Late - Parcel");
  EXPECT_EQ(suggest_name(rule, "Orders::A parcel that is late by a week"), "Orders::A parcel that is late");
  EXPECT_EQ(suggest_name(rule, "Late parcel"), "");
  EXPECT_EQ(suggest_name(rule, "Orders::Late"), "");
}

RC_GTEST_PROP(MacroName, WhatIsSuggestedKeepsToTheRule, (const std::vector<int>& shape)) {
  static constexpr std::string_view pieces[] = {"Orders", "late", " ", "::", ": ", " - ", "asap", "/", "ž", "parcel "};
  std::string name;
  for (const auto one : shape) name += pieces[std::size_t(one < 0 ? -(one + 1) : one) % std::size(pieces)];
  const auto rule = rule_of("Area::Topic", 25, {"asap"});
  const auto suggested = suggest_name(rule, name);
  if (!suggested.empty()) RC_ASSERT(check_name(rule, suggested).empty());
}

TEST(MacroName, TheRuleIsASetting) {
  const auto none = naming_rule_of("{}");
  EXPECT_TRUE(none.pattern.empty() && none.forbidden.empty() && !none.enforced);
  const auto some =
      naming_rule_of(R"({"macro_names":{"pattern":"A::B","forbidden_words":"asap, test","max_length":9}})");
  EXPECT_EQ(some.pattern, "A::B");
  EXPECT_EQ(some.forbidden, (std::vector<std::string>{"asap", "test"}));
  EXPECT_EQ(some.max_length, 9);
}

}  // namespace
}  // namespace pult::automation
