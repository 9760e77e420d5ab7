// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/field_values.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <boost/json.hpp>

namespace pult::tickets {
namespace {

namespace json = boost::json;

Field field(FieldType type) {
  Field out;
  out.id = FieldId(100 + std::int64_t(type));
  out.title = "Field";
  out.type = type;
  if (has_options(type)) out.options = {{1, "Red", "red"}, {2, "Green", "green"}, {3, "Blue", "blue"}};
  if (type == FieldType::regexp) out.regexp = "^[A-Z]{2}[0-9]+$";
  if (type == FieldType::checkbox) out.tag = "ticked";
  return out;
}

// The value as kept, or the code of the refusal in angle brackets.
std::string kept(FieldType type, std::string_view sent) {
  const auto value = parse_field_value(field(type), json::parse(sent));
  return value ? json::serialize(*value) : "<" + value.error().fields.at(0).code + ">";
}

TEST(FieldValue, TextIsTextAndEmptyIsNone) {
  EXPECT_EQ(kept(FieldType::text, R"("Žofie")"), R"("Žofie")");
  EXPECT_EQ(kept(FieldType::text, R"("")"), "null");
  EXPECT_EQ(kept(FieldType::text, "12"), R"("12")");
  EXPECT_EQ(kept(FieldType::text, "[]"), "<InvalidValue>");
  EXPECT_EQ(kept(FieldType::text, R"("a\u0000b")"), "<InvalidValue>");
  EXPECT_EQ(kept(FieldType::text, "\"" + std::string(3000, 'a') + "\""), "<TooLong>");
  EXPECT_EQ(kept(FieldType::textarea, R"("a\nb")"), R"("a\nb")");
}

TEST(FieldValue, NumbersAndDatesHaveOneForm) {
  EXPECT_EQ(kept(FieldType::decimal, "1.5"), R"("1.5")");
  EXPECT_EQ(kept(FieldType::decimal, "-2000000.25"), R"("-2000000.25")");
  EXPECT_EQ(kept(FieldType::decimal, "1e300"), "<InvalidFormat>");
  EXPECT_EQ(kept(FieldType::integer, R"("007")"), R"("7")");
  EXPECT_EQ(kept(FieldType::integer, "-5"), R"("-5")");
  for (const auto* bad : {R"("x")", R"("1.5")", R"("99999999999999999999")", "true"})
    EXPECT_NE(kept(FieldType::integer, bad).find('<'), std::string::npos) << bad;
  EXPECT_EQ(kept(FieldType::decimal, R"("1.50")"), R"("1.50")");
  EXPECT_EQ(kept(FieldType::decimal, R"("1e3")"), "<InvalidFormat>");
  EXPECT_EQ(kept(FieldType::date, R"("2026-02-28")"), R"("2026-02-28")");
  EXPECT_EQ(kept(FieldType::date, R"("2026-02-28T10:00:00Z")"), R"("2026-02-28")");
  EXPECT_EQ(kept(FieldType::date, R"("2026-02-30")"), "<InvalidFormat>");
  EXPECT_EQ(kept(FieldType::date, R"("tomorrow")"), "<InvalidFormat>");
}

TEST(FieldValue, ChoicesAreAmongTheOptions) {
  EXPECT_EQ(kept(FieldType::tagger, R"("red")"), R"("red")");
  EXPECT_EQ(kept(FieldType::tagger, R"("Red")"), "<InvalidValue>");
  EXPECT_EQ(kept(FieldType::multiselect, R"(["blue","red","blue"])"), R"(["red","blue"])");
  EXPECT_EQ(kept(FieldType::multiselect, "[]"), "null");
  EXPECT_EQ(kept(FieldType::multiselect, R"(["pink"])"), "<InvalidValue>");
  EXPECT_EQ(kept(FieldType::multiselect, "[1]"), "<InvalidValue>");
  EXPECT_EQ(kept(FieldType::checkbox, R"("1")"), "true");
  EXPECT_EQ(kept(FieldType::checkbox, R"("maybe")"), "<InvalidValue>");
}

TEST(FieldValue, FormsAreMatchedAndCardsMasked) {
  EXPECT_EQ(kept(FieldType::regexp, R"("LT42")"), R"("LT42")");
  EXPECT_EQ(kept(FieldType::regexp, R"("42")"), "<InvalidFormat>");
  EXPECT_EQ(kept(FieldType::partialcreditcard, R"("4111 1111 1111 1234")"), R"("XXXXXXXXXXXX1234")");
  EXPECT_EQ(kept(FieldType::partialcreditcard, R"("XXXXXXXXXXXX1234")"), R"("XXXXXXXXXXXX1234")");
  EXPECT_EQ(kept(FieldType::partialcreditcard, R"("none")"), "<InvalidFormat>");
  EXPECT_EQ(kept(FieldType::lookup, "7"), R"("7")");
  EXPECT_EQ(kept(FieldType::lookup, R"("-1")"), "<InvalidFormat>");
}

TEST(FieldIndex, KeysCompareAsTheNumbersDo) {
  EXPECT_TRUE(rc::check([](std::int64_t a, std::int64_t b) {
    const auto one = index_key(FieldType::integer, std::to_string(a)),
               other = index_key(FieldType::integer, std::to_string(b));
    RC_ASSERT((one < other) == (a < b));
    RC_ASSERT((one == other) == (a == b));
  }));
  EXPECT_LT(index_key(FieldType::decimal, "-2.5"), index_key(FieldType::decimal, "-1"));
  EXPECT_LT(index_key(FieldType::decimal, "-1"), index_key(FieldType::decimal, "0.001"));
  EXPECT_LT(index_key(FieldType::decimal, "9"), index_key(FieldType::decimal, "10"));
  EXPECT_EQ(index_key(FieldType::decimal, "1.50"), index_key(FieldType::decimal, "1.5"));
  EXPECT_EQ(index_key(FieldType::integer, "many"), "");
  EXPECT_EQ(index_key(FieldType::text, "ŽOFIE"), index_key(FieldType::text, "zofie"));
  EXPECT_LE(index_key(FieldType::textarea, std::string(500, 'x')).size(), 120u);
}

class FieldPlanTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (auto type : {FieldType::tagger, FieldType::checkbox, FieldType::text}) defined.fields.push_back(field(type));
    defined.index();
  }
  static std::string id(FieldType type) { return "\"" + std::to_string(100 + std::int64_t(type)) + "\":"; }
  FieldPlan plan(const std::string& fields, const std::string& wanted, const std::string& before, std::string tags) {
    return plan_fields(defined, fields, wanted, before, std::move(tags)).value();
  }
  Definitions defined;
};

TEST_F(FieldPlanTest, AChosenOptionIsATagAndTheOtherWayRound) {
  const auto tagger = id(FieldType::tagger);
  auto chosen = plan("{}", "{" + tagger + "\"red\"}", "vip", "vip");
  EXPECT_EQ(chosen.tags, "red vip");
  ASSERT_EQ(chosen.changes.size(), 1u);
  EXPECT_EQ(chosen.changes[0].value, "\"red\"");
  auto tagged = plan("{" + tagger + "\"red\"}", "", "red vip", "green red vip");
  EXPECT_EQ(tagged.tags, "green vip");
  EXPECT_EQ(tagged.changes.at(0).value, "\"green\"");
  EXPECT_EQ(tagged.changes.at(0).previous, "\"red\"");
  auto cleared = plan("{" + tagger + "\"red\"}", "", "red vip", "vip");
  EXPECT_EQ(cleared.changes.at(0).value, std::nullopt);
  auto unset = plan("{" + tagger + "\"red\"}", "{" + tagger + "null}", "red vip", "red vip");
  EXPECT_EQ(unset.tags, "vip");
}

TEST_F(FieldPlanTest, ATickedBoxIsATag) {
  const auto box = id(FieldType::checkbox);
  EXPECT_EQ(plan("{}", "{" + box + "true}", "", "").tags, "ticked");
  EXPECT_EQ(plan("{" + box + "true}", "", "ticked", "").changes.at(0).value, "false");
}

TEST_F(FieldPlanTest, UnknownFieldsArePassedOverAndSameValuesLeaveNoTrace) {
  const auto text = id(FieldType::text);
  EXPECT_TRUE(plan("{}", R"({"9999":"x","abc":"y"})", "", "").changes.empty());
  EXPECT_TRUE(plan("{" + text + "\"a\"}", "{" + text + "\"a\"}", "", "").changes.empty());
  EXPECT_FALSE(plan_fields(defined, "{}", "[]", "", "").has_value());
}

}  // namespace
}  // namespace pult::tickets
