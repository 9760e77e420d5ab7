// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/fixture_words.hpp"

namespace pult::housekeeping::testing {
using automation::RuleKind;
using rules::Condition;

FixtureDesk::FixtureDesk() {
  desk_.now = today;
  desk_.macros_watched_since = years_ago;
  add_people();
  add_fields();
  add_tags();
  add_macros();
  plant_macros();
  add_rules();
  plant_rules();
  add_views();
  add_policies();
  add_channels();
  definitions_->index();
  desk_.definitions = definitions_;
}

automation::Rule& FixtureDesk::add_rule(RuleKind kind, const std::string& title, std::vector<Condition> all,
                                        std::vector<rules::Action> actions) {
  automation::Rule rule;
  rule.id = automation::RuleId(++last_id_);
  rule.kind = kind;
  rule.title = title;
  rule.position = last_id_;
  rule.conditions.all = std::move(all);
  rule.actions = std::move(actions);
  rule.created_at = rule.updated_at = years_ago;
  return desk_.rules.emplace_back(std::move(rule));
}

automation::Rule& FixtureDesk::add_macro(const std::string& title, std::vector<rules::Action> actions,
                                         std::int64_t uses) {
  auto& macro = add_rule(RuleKind::macro, title, {}, std::move(actions));
  if (uses > 0) desk_.macro_uses[macro.id] = {uses, uses, uses / 10, today - base::day_us};
  return macro;
}

tickets::View& FixtureDesk::add_view(const std::string& title, std::vector<Condition> all) {
  tickets::View view;
  view.id = tickets::ViewId(++last_id_);
  view.title = title;
  view.conditions.all = std::move(all);
  view.sort_by = "updated";
  return desk_.views.emplace_back(std::move(view));
}

void FixtureDesk::add_tag(const std::string& name, std::int64_t tickets, Micros last) {
  desk_.tags.push_back({name, tickets, tickets == 1 ? std::optional(last) : std::nullopt});
}

void FixtureDesk::add_people() {
  const auto group = [&](std::int64_t id, const char* name, int agents, std::int64_t open) {
    people::Group one;
    one.id = GroupId(id);
    one.name = name;
    one.deleted = id == deleted_group;
    desk_.groups.push_back(one);
    if (agents) desk_.agents_in_group[one.id] = agents;
    if (open) desk_.open_of_group[one.id] = open;
  };
  group(support, "Support", 3, 40);
  group(sales, "Sales", 1, 0);
  group(billing, "Billing", 2, 7);
  group(logistics, "Logistics", 1, 3);
  group(empty_group, "Night shift", 0, 2);
  group(deleted_group, "Old team", 0, 0);
  plant("group_empty", "group", "Night shift");
  const auto agent = [&](std::int64_t id, const char* name, Micros seen, std::int64_t open) -> Agent& {
    desk_.agents.push_back({UserId(id), name, true, false, seen, years_ago});
    if (open) desk_.open_of_agent[UserId(id)] = open;
    return desk_.agents.back();
  };
  agent(ann, "Ann", today - base::hour_us, 12);
  agent(bert, "Bert", today - 20 * base::day_us, 5);
  agent(cora, "Cora", today - 59 * base::day_us, 1);  // a long leave
  agent(suspended_dan, "Dan", today - 90 * base::day_us, 4).suspended = true;
  agent(deleted_eve, "Eve", today - 200 * base::day_us, 0).active = false;
  agent(away_fred, "Fred", today - 120 * base::day_us, 3);
  plant("tickets_of_absent", "user", "Dan");
  plant("tickets_of_absent", "user", "Fred");
}

void FixtureDesk::add_fields() {
  const auto field = [&](std::int64_t id, tickets::FieldType type, const std::string& title) -> tickets::Field& {
    tickets::Field one;
    one.id = tickets::FieldId(id);
    one.type = type;
    one.title = title;
    one.created_at = one.updated_at = years_ago;
    one.removable = !tickets::is_system(type);
    definitions_->fields.push_back(std::move(one));
    return definitions_->fields.back();
  };
  const auto used = [&](tickets::Field& one) {
    desk_.used_fields.insert(one.id);
    for (const auto& option : one.options) desk_.used_options.insert({one.id, option.value});
  };
  field(1, tickets::FieldType::subject, "Subject");
  field(2, tickets::FieldType::description, "Description");
  auto& product = field(product_field, tickets::FieldType::tagger, "Product");
  product.options = {{1, "Kettle", "kettle", false}, {2, "Toaster", "toaster", false}, {3, "Oven", "oven", false}};
  used(product);
  auto& defects = field(multi_field, tickets::FieldType::multiselect, "Defects");
  defects.options = {{4, "Scratch", "scratch", false}, {5, "Dent", "dent", false}, {6, "Leak", "leak", false}};
  used(defects);
  desk_.used_options.erase({tickets::FieldId(multi_field), "leak"});
  plant("option_unused", "ticket_field", "Defects");
  for (int i = 0; i < 26; ++i) used(field(100 + i, tickets::FieldType::text, "Detail " + std::to_string(i)));
  field(201, tickets::FieldType::text, "Fax number");
  field(202, tickets::FieldType::checkbox, "Wants a catalogue");
  plant("field_unused", "ticket_field", "Fax number");
  plant("field_unused", "ticket_field", "Wants a catalogue");
  field(203, tickets::FieldType::date, "Made last week").created_at = today - 7 * base::day_us;
  field(inactive_field, tickets::FieldType::text, "Colour").active = false;
  const auto form = [&](std::int64_t id, const char* name, std::vector<std::int64_t> fields) {
    tickets::Form one;
    one.id = tickets::FormId(id);
    one.name = name;
    for (const auto each : fields) one.fields.emplace_back(each);
    definitions_->forms.push_back(std::move(one));
  };
  form(1, "Question", {1, 2, product_field});
  form(2, "Complaint", {1, 2, multi_field});
  form(3, "Survey", {1, 2});
  plant("form_empty", "ticket_form", "Survey");
  const auto status = [&](std::int64_t id, tickets::Status category, const char* label, bool in_use) {
    tickets::CustomStatus one;
    one.id = tickets::CustomStatusId(id);
    one.category = category;
    one.agent_label = label;
    definitions_->statuses.push_back(one);
    if (in_use) desk_.used_statuses.insert(one.id);
  };
  status(7, tickets::Status::pending, "Waiting for parts", true);
  status(8, tickets::Status::open, "In the lab", true);
  status(9, tickets::Status::hold, "At the lawyer's", false);
  plant("status_unused", "custom_status", "At the lawyer's");
}

void FixtureDesk::add_channels() {
  const auto mailbox = [&](std::int64_t id, const char* address, std::int64_t group) -> MailAddress& {
    desk_.mailboxes.push_back({MailboxId(id), address, GroupId(group), true, true, true, years_ago});
    return desk_.mailboxes.back();
  };
  mailbox(1, "help@shop.example", support);
  mailbox(2, "sales@shop.example", 0);
  mailbox(3, "night@shop.example", empty_group);
  plant("mailbox_orphan", "mailbox", "night@shop.example");
  mailbox(4, "jobs@shop.example", support).is_verified = false;
  plant("address_unverified", "mailbox", "jobs@shop.example");
  auto& fresh = mailbox(5, "new@shop.example", support);
  fresh.is_verified = false;
  fresh.created_at = today - base::day_us;
  mailbox(6, "old@shop.example", support).active = false;
  desk_.signatures = {{{"user", "11", "Ann"}, "Ann, help@shop.example"},
                      {{"mailbox", "2", "sales@shop.example"}, "Write to old@shop.example or call us"},
                      {{"user", "12", "Bert"}, "Bert, threshold@shop.example"}};
  plant("link_old", "mailbox", "sales@shop.example");
  tickets::Brand gone;
  gone.id = tickets::BrandId(20);
  gone.name = "Old shop";
  gone.host_mapping = "help.oldshop.example";
  gone.deleted = true;
  definitions_->brands.push_back(gone);
  tickets::DynamicItem hours;
  hours.id = 3;
  hours.name = "Hours";
  hours.variants = {{1, 1, "See http://help.oldshop.example/hours", true, true}};
  definitions_->dynamic_items.push_back(hours);
  plant("link_old", "dynamic_content", "Hours");
  desk_.webhooks = {{"w1", "CRM", true, 40, 2}, {"w2", "Old chat", true, 40, 40}, {"w3", "New", true, 3, 3}};
  plant("webhook_failing", "webhook", "Old chat");
}

}  // namespace pult::housekeeping::testing
