// SPDX-License-Identifier: AGPL-3.0-or-later
#include "rules/condition.hpp"

#include <gtest/gtest.h>

#include "rules/action.hpp"
#include "rules/letter_case.hpp"
#include "rules/program.hpp"
#include "rules/sql_condition.hpp"

namespace pult::rules {
namespace {

class NoFields final : public CustomFields {
 public:
  std::optional<std::string> type_of(std::int64_t field) const override {
    return field == 7 ? std::optional<std::string>("date") : std::nullopt;
  }
  std::optional<std::string> index_key(std::int64_t, std::string_view value) const override {
    return std::string(value);
  }
  std::optional<std::int64_t> person_field(bool, std::string_view key) const override {
    return key == "plan" ? std::optional<std::int64_t>(9) : std::nullopt;
  }
};
const NoFields fields;

json::object object(std::string_view text) { return json::parse(text).as_object(); }
Conditions read(std::string_view text) { return parse_conditions(object(text), Place::view).value(); }
Program program(std::string_view text) { return compile(read(text), fields).value(); }
std::string why(std::string_view text) {
  const auto parsed = parse_conditions(object(text), Place::view);
  if (!parsed) return parsed.error().fields.at(0).description;
  const auto compiled = compile(*parsed, fields);
  return compiled ? "" : compiled.error().fields.at(0).description;
}

TEST(ConditionTest, BothFormsAreReadAndScalarsBecomeText) {
  const auto flat = read(R"({"all":[{"field":"group_id","operator":"is","value":7}],"any":[]})");
  EXPECT_EQ(flat, read(R"({"conditions":{"all":[{"field":"group_id","operator":"is","value":"7"}]}})"));
  EXPECT_EQ(flat.all.at(0).value(), "7");
  EXPECT_EQ(read(R"({"all":[{"field":"type","operator":"is","value":null}]})").all.at(0).value(), "");
  EXPECT_EQ(parse_stored(render_stored(flat)), flat);
}

TEST(ConditionTest, WhatIsAbsentStaysAndNullEmpties) {
  const auto before = read(R"({"all":[{"field":"status","operator":"is","value":"open"}]})");
  EXPECT_EQ(parse_conditions(object(R"({"any":[]})"), Place::view, before)->all.size(), 1u);
  EXPECT_EQ(parse_conditions(object(R"({"all":null})"), Place::view, before)->all.size(), 0u);
}

TEST(ConditionTest, WhatCannotBeIsSaid) {
  EXPECT_NE(why(R"({"all":[{"field":"colour","operator":"is","value":"red"}]})").find("colour"), std::string::npos);
  EXPECT_NE(why(R"({"all":[{"field":"status","operator":"includes","value":"new"}]})").find("includes"),
            std::string::npos);
  for (const auto* text : {R"({"all":[{"field":"status","operator":"is","value":"happy"}]})",
                           R"({"all":[{"field":"group_id","operator":"is","value":"x"}]})",
                           R"({"all":[{"field":"current_tags","operator":"includes","value":" "}]})",
                           R"({"all":[{"field":"NEW","operator":"is","value":"-1"}]})",
                           R"({"all":[{"field":"custom_fields_8","operator":"present"}]})",
                           R"({"any":[{"field":"SOLVED","operator":"is","value":"1"}]})", R"({"all":[7]})",
                           R"({"all":{}})", R"({"conditions":7})"})
    EXPECT_NE(why(text), "") << text;
}

TEST(ConditionTest, StatusesHaveAnOrder) {
  EXPECT_EQ(status_mask(program(R"({"all":[{"field":"status","operator":"less_than","value":"solved"}]})")), 0b1111u);
  EXPECT_EQ(status_mask(program(R"({"all":[{"field":"status","operator":"greater_than","value":"pending"}]})")),
            0b111000u);
  EXPECT_EQ(status_mask(program(R"({"all":[{"field":"status","operator":"is_not","value":"closed"}]})")), 0b11111u);
}

TEST(ConditionTest, HowAViewCanBeCounted) {
  const auto counting = [](std::string_view text) { return counting_of(program(text)); };
  EXPECT_EQ(counting(R"({"all":[{"field":"assignee_id","operator":"is","value":"current_user"}]})"), Counting::cube);
  EXPECT_EQ(counting(R"({"all":[{"field":"assignee_id","operator":"is","value":"current_user"},
                                {"field":"priority","operator":"is","value":"high"}]})"),
            Counting::tracked);
  EXPECT_EQ(counting(R"({"all":[{"field":"priority","operator":"is","value":"high"}],
                         "any":[{"field":"assignee_id","operator":"is","value":"current_user"}]})"),
            Counting::bounded);
  EXPECT_EQ(counting(R"({"all":[{"field":"updated_at","operator":"less_than","value":"24"}]})"), Counting::bounded);
  EXPECT_EQ(counting(R"({"all":[{"field":"requester_role","operator":"is","value":"0"}]})"), Counting::bounded);
}

TEST(ConditionTest, WordsAreLookedForInTheirSpellings) {
  EXPECT_EQ(spellings("Abc"), std::vector<std::string>{"abc"});
  const std::vector<std::string> russian{"Принтер", "принтер", "ПРИНТЕР"};
  EXPECT_EQ(spellings("Принтер"), russian);
  const auto test = program(R"({"all":[{"field":"subject_includes_word","operator":"includes","value":"žluť fax"}]})");
  Facts facts;
  for (const auto* subject : {"ŽLUŤ dnes", "My FAX", "Žluť"}) {
    facts.subject = subject;
    EXPECT_TRUE(holds(test, facts, {})) << subject;
  }
  facts.subject = "modem";
  EXPECT_FALSE(holds(test, facts, {}));
}

TEST(ConditionTest, FieldsOfPeopleAreReadFromTheirJson) {
  const auto test = [](std::string_view op, std::string_view value) {
    return program(R"({"all":[{"field":"requester.custom_fields.plan","operator":")" + std::string(op) +
                   R"(","value":")" + std::string(value) + R"("}]})");
  };
  Facts facts;
  facts.requester_fields = R"({"9":"Gold plus","10":true})";
  EXPECT_TRUE(holds(test("present", ""), facts, {}));
  EXPECT_TRUE(holds(test("is", "gold PLUS"), facts, {}));
  EXPECT_TRUE(holds(test("includes_words", "silver plus"), facts, {}));
  EXPECT_TRUE(holds(test("not_includes_string", "gold  plus"), facts, {}));
  EXPECT_FALSE(holds(test("is_not", "gold plus"), facts, {}));
  facts.requester_fields = "{}";
  EXPECT_FALSE(holds(test("present", ""), facts, {}));
  EXPECT_NE(why(R"({"all":[{"field":"requester.custom_fields.colour","operator":"present"}]})"), "");
}

TEST(ConditionTest, HoursCountFromTheMomentOnly) {
  const auto updated = program(R"({"all":[{"field":"updated_at","operator":"greater_than","value":"2"}]})");
  Facts facts;
  Viewer viewer;
  viewer.now = 10 * base::hour_us;
  facts.updated_at = 7 * base::hour_us;
  EXPECT_TRUE(holds(updated, facts, viewer));
  facts.updated_at = 8 * base::hour_us;
  EXPECT_FALSE(holds(updated, facts, viewer));
  const auto due = program(R"({"all":[{"field":"until_due_date","operator":"less_than","value":"3"}]})");
  EXPECT_FALSE(holds(due, facts, viewer));
  facts.due_at = 12 * base::hour_us;
  EXPECT_TRUE(holds(due, facts, viewer));
}

TEST(ConditionTest, TextOfPeopleIsBoundNotSpliced) {
  const auto sql =
      sql_condition(program(R"({"all":[{"field":"subject_includes_word","operator":"is","value":"x' OR 1=1"},
                         {"field":"current_tags","operator":"includes","value":"a');--"}]})"),
                    {}, sqlite_words(), 3);
  EXPECT_EQ(sql.rest.find("OR 1=1"), std::string::npos);
  EXPECT_EQ(sql.rest.find("--"), std::string::npos);
  EXPECT_NE(sql.rest.find("?3"), std::string::npos);
  EXPECT_EQ(sql.texts.size(), 2u);
}

TEST(ActionTest, AreCheckedByWhoActs) {
  const auto parse = [](std::string_view text, Actor actor) { return parse_actions(json::parse(text), actor); };
  EXPECT_TRUE(parse(R"([{"field":"status","value":"solved"}])", Actor::macro));
  EXPECT_FALSE(parse(R"([{"field":"status","value":"closed"}])", Actor::macro));
  EXPECT_TRUE(parse(R"([{"field":"status","value":"closed"}])", Actor::automation));
  EXPECT_FALSE(parse(R"([{"field":"comment_value","value":"Hello"}])", Actor::trigger));
  EXPECT_TRUE(parse(R"([{"field":"notification_user","value":["requester_id","s","b"]}])", Actor::trigger));
  EXPECT_FALSE(parse(R"([{"field":"notification_user","value":"requester_id"}])", Actor::trigger));
  EXPECT_FALSE(parse("[]", Actor::macro));
  EXPECT_FALSE(parse("7", Actor::macro));
  const auto actions = parse(R"([{"field":"comment_value","value":["channel:all","Hi"]}])", Actor::macro).value();
  EXPECT_EQ(parse_stored_actions(render_stored(actions)), actions);
}

}  // namespace
}  // namespace pult::rules
