// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/fixture_words.hpp"

namespace pult::housekeeping::testing {
using automation::RuleKind;
using rules::Condition;

void FixtureDesk::add_rules() {
  for (int i = 0; i < 20; ++i) {
    const auto word = "word" + std::to_string(i);
    add_rule(RuleKind::trigger, "Sort " + word,
             {when("update_type", "is", "Create"), when("subject_includes_word", "includes", word)},
             {act("group_id", std::to_string(1 + i % 4)), act("current_tags", "sorted")});
  }
  // They look contradictory or superfluous, and are not.
  add_rule(RuleKind::trigger, "Reopened", {when("status", "is", "open"), when("status", "value_previous", "solved")},
           {act("priority", "high")});
  add_rule(RuleKind::trigger, "Two words",
           {when("subject_includes_word", "includes", "car"), when("subject_includes_word", "includes", "van")},
           {act("priority", "low")});
  add_rule(RuleKind::trigger, "Scratch and dent",
           {when("custom_fields_10", "is", "scratch"), when("custom_fields_10", "is", "dent")},
           {act("priority", "urgent")});
  add_rule(RuleKind::trigger, "Urgent of me",
           {when("assignee_id", "is", "current_user"), when("assignee_id", "is", std::to_string(ann))},
           {act("type", "task")});
  add_rule(RuleKind::trigger, "VIP and not partner",
           {when("current_tags", "includes", "voucher discount"), when("current_tags", "not_includes", "discount")},
           {act("type", "question")});
  add_rule(RuleKind::trigger, "General first", {when("type", "is", "incident")}, {act("group_id", "1")});
  add_rule(RuleKind::trigger, "Then the special", {when("type", "is", "incident"), when("priority", "is", "urgent")},
           {act("group_id", "4")});
  add_rule(RuleKind::trigger, "Not for the old team",
           {when("group_id", "is_not", std::to_string(deleted_group)), when("type", "is", "problem")},
           {act("priority", "low")});
  add_rule(RuleKind::trigger, "Switched off", {when("status", "is", "open"), when("status", "is", "solved")},
           {act("priority", "low")})
      .active = false;
  add_rule(RuleKind::automation, "Remind", {when("PENDING", "is", "48"), when("status", "is", "pending")},
           {mail("requester_id", "We still wait for you: https://docs.example.com/fine")});
  add_rule(RuleKind::automation, "Solve", {when("PENDING", "greater_than", "120"), when("PENDING", "less_than", "240")},
           {act("status", "solved")});
}

void FixtureDesk::plant_rules() {
  const auto broken = [&](const char* kind, const char* title, std::vector<Condition> all,
                          std::vector<rules::Action> actions, RuleKind of = RuleKind::trigger) {
    add_rule(of, title, std::move(all), std::move(actions));
    plant(kind, of == RuleKind::trigger ? "trigger" : "automation", title);
  };
  broken("rule_impossible", "Open and solved", {when("status", "is", "solved"), when("status", "less_than", "pending")},
         {act("type", "task")});
  broken("rule_impossible", "Tag and not the tag",
         {when("current_tags", "includes", "signup"), when("current_tags", "not_includes", "signup received")},
         {act("type", "problem")});
  broken("rule_impossible", "New with a past",
         {when("update_type", "is", "Create"), when("priority", "value_previous", "low")}, {act("type", "question")});
  broken("rule_impossible", "Between the hours",
         {when("SOLVED", "greater_than", "96"), when("SOLVED", "less_than", "24")}, {act("status", "closed")},
         RuleKind::automation);
  broken("rule_missing", "For the old team", {when("group_id", "is", std::to_string(deleted_group))},
         {act("priority", "low")});
  broken("rule_missing", "Fridges", {when("custom_fields_9", "is", "fridge")}, {act("group_id", "4")});
  broken("rule_missing", "A field of before", {when("custom_fields_999", "is", "yes")}, {act("group_id", "2")});
  broken("rule_missing", "Nobody says so", {when("current_tags", "includes", "never-set-by-anybody")},
         {act("priority", "high")});
  broken("rule_inactive", "Dan gets it", {when("type", "is", "task"), when("priority", "is", "urgent")},
         {act("assignee_id", std::to_string(suspended_dan))});
  broken("rule_inactive", "By colour", {when("custom_fields_40", "is", "red")}, {act("priority", "normal")});
  add_rule(RuleKind::trigger, "Loud ones", {when("subject_includes_word", "includes", "loud")},
           {act("priority", "high")});
  broken("rule_duplicate", "Loud ones again", {when("subject_includes_word", "includes", "loud")},
         {act("priority", "high")});
  broken("rule_shadowed", "Quiet ones",
         {when("subject_includes_word", "includes", "quiet"), when("type", "is", "task")}, {act("priority", "low")});
  add_rule(RuleKind::trigger, "All quiet ones", {when("subject_includes_word", "includes", "quiet")},
           {act("priority", "normal")});
  add_rule(RuleKind::trigger, "Spam is solved", {when("comment_includes_word", "includes", "casino")},
           {act("status", "solved")});
  broken("rule_shadowed", "Spam to a queue",
         {when("comment_includes_word", "includes", "casino"), when("status", "is", "new")}, {act("group_id", "3")});
}

void FixtureDesk::add_views() {
  for (int i = 0; i < 12; ++i)
    add_view("Queue " + std::to_string(i),
             {when("status", "less_than", "solved"), when("priority", i % 2 ? "is" : "is_not", "urgent"),
              when("group_id", "is", std::to_string(1 + i / 2 % 4)), when("brand_id", "is_not", std::to_string(i))});
  add_view("Bert's", {when("assignee_id", "is", std::to_string(bert))}).owner = UserId(bert);
  add_view("Unsolved", {when("status", "less_than", "solved")});
  add_view("Not solved", {when("status", "less_than", "solved")});
  plant("rule_duplicate", "view", "Not solved");
  add_view("Dan's", {when("status", "is", "open"), when("priority", "is", "low")}).owner = UserId(suspended_dan);
  plant("owner_absent", "view", "Dan's");
}

void FixtureDesk::add_policies() {
  const auto policy = [&](const char* title, std::vector<Condition> all) {
    automation::SlaPolicy one;
    one.id = automation::SlaPolicyId(++last_id_);
    one.title = title;
    one.filter.all = std::move(all);
    desk_.policies.push_back(std::move(one));
  };
  policy("Gold", {when("current_tags", "includes", "voucher")});
  policy("Mail", {when("via_id", "is", "4")});
  policy("Mail of gold", {when("via_id", "is", "4"), when("current_tags", "includes", "voucher")});
  policy("Rest", {});
  plant("rule_shadowed", "sla_policy", "Mail of gold");
}

}  // namespace pult::housekeeping::testing
