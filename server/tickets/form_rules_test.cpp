// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/form_rules.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace pult::tickets {
namespace {

constexpr FieldId kind{10}, part{11}, note{12}, consent{13};

Field field(FieldId id, FieldType type, bool required) {
  Field out;
  out.id = id;
  out.title = "Field " + std::to_string(id.value);
  out.type = type;
  out.required = required;
  if (type == FieldType::tagger) out.options = {{1, "Broken", "broken"}, {2, "Late", "late"}};
  return out;
}

class FormRules : public ::testing::Test {
 protected:
  void SetUp() override {
    defined_.fields = {field(kind, FieldType::tagger, false), field(part, FieldType::text, true),
                       field(note, FieldType::text, true), field(consent, FieldType::checkbox, false)};
    Form form;
    form.id = seeded_form;
    form.is_default = true;
    form.fields = {kind, part, note, consent};
    form.agent_conditions =
        R"([{"parent_field_id":10,"value":"broken","child_fields":[)"
        R"({"id":11,"is_required":false},)"
        R"({"id":13,"is_required":true,"required_on_statuses":{"type":"SOME_STATUSES","statuses":["pending"]}}]}])";
    defined_.forms = {form};
    defined_.index();
  }
  static Ticket ticket(Status status, std::string fields = "{}") {
    Ticket out;
    out.status = status;
    out.custom_fields = std::move(fields);
    return out;
  }
  std::vector<FieldId> missing(const Ticket& before, const Ticket& after) {
    std::vector<FieldId> out;
    for (const auto* one : missing_fields(defined_, before, after)) out.push_back(one->id);
    return out;
  }
  // Names of what a customer left out.
  std::vector<std::string> left_out(const std::string& fields) {
    std::vector<std::string> out;
    const auto checked = check_portal(defined_, ticket(Status::fresh, fields));
    if (!checked)
      for (const auto& one : checked.error().fields) out.push_back(one.field);
    return out;
  }
  using Ids = std::vector<FieldId>;
  Definitions defined_;
};

TEST_F(FormRules, SolvingNeedsTheRequiredFieldsThatShow) {
  const auto open = ticket(Status::open);
  EXPECT_EQ(missing(open, ticket(Status::solved)), Ids{note}) << "the part does not show";
  EXPECT_EQ(missing(open, ticket(Status::solved, R"({"12":"x","10":"broken"})")), Ids{part});
  EXPECT_EQ(missing(open, ticket(Status::solved, R"({"12":"x","10":"late"})")), Ids{});
  EXPECT_EQ(missing(open, ticket(Status::pending)), Ids{});
  EXPECT_EQ(missing(ticket(Status::solved), ticket(Status::solved)), Ids{}) << "it is solved already";
}

TEST_F(FormRules, AConditionRequiresInItsStatuses) {
  const auto open = ticket(Status::open);
  EXPECT_EQ(missing(open, ticket(Status::pending, R"({"10":"broken"})")), Ids{consent});
  EXPECT_EQ(missing(open, ticket(Status::pending, R"({"10":"broken","13":false})")), Ids{consent});
  EXPECT_EQ(missing(open, ticket(Status::pending, R"({"10":"broken","13":true})")), Ids{});
  EXPECT_EQ(missing(open, ticket(Status::hold, R"({"10":"broken"})")), Ids{});
}

TEST_F(FormRules, TheRefusalNamesEachField) {
  const auto refused = check_required(defined_, ticket(Status::open), ticket(Status::solved, R"({"10":"broken"})"));
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().fields.size(), 2u);
  EXPECT_EQ(refused.error().fields[0].field, "custom_fields_11");
  EXPECT_EQ(refused.error().fields[1].code, "BlankValue");
}

TEST_F(FormRules, AFormKnowsWhichFieldsItsConditionsName) {
  EXPECT_TRUE(names_field(defined_.forms[0], kind));
  EXPECT_TRUE(names_field(defined_.forms[0], consent));
  EXPECT_FALSE(names_field(defined_.forms[0], note));
}

TEST_F(FormRules, CustomersFillInWhatThePortalAsksFor) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(left_out("{}"), Names{});
  for (auto& one : defined_.fields) one.editable_in_portal = true;
  defined_.fields[0].required_in_portal = true;
  defined_.forms[0].end_user_conditions = R"([{"parent_field_id":10,"value":"broken","child_fields":[)"
                                          R"({"id":11,"is_required":true},{"id":12,"is_required":false}]}])";
  defined_.index();
  EXPECT_EQ(left_out("{}"), Names{"custom_fields_10"});
  EXPECT_EQ(left_out(R"({"10":"late"})"), Names{});
  EXPECT_EQ(left_out(R"({"10":"broken"})"), Names{"custom_fields_11"});
  EXPECT_EQ(left_out(R"({"10":"broken","11":"The lid"})"), Names{});
  defined_.fields[2].required_in_portal = true;
  defined_.index();
  EXPECT_EQ(left_out(R"({"10":"late"})"), Names{});  // it does not show
  EXPECT_EQ(left_out(R"({"10":"broken","11":"The lid"})"), Names{"custom_fields_12"});
  defined_.fields[2].editable_in_portal = false;
  defined_.index();
  EXPECT_EQ(left_out(R"({"10":"broken","11":"The lid"})"), Names{});
}

}  // namespace
}  // namespace pult::tickets
