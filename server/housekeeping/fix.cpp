// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/fix.hpp"

#include <algorithm>
#include <charconv>

#include "automation/rule.hpp"
#include "channels/mail/mailbox.hpp"
#include "housekeeping/fix_job.hpp"
#include "tickets/definitions.hpp"
#include "tickets/view.hpp"

namespace pult::housekeeping {
namespace {

using automation::RuleId;

std::int64_t number_of(const std::string& text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::optional<automation::RuleKind> rule_kind(const std::string& type) {
  if (type == "macro") return automation::RuleKind::macro;
  if (type == "trigger") return automation::RuleKind::trigger;
  if (type == "automation") return automation::RuleKind::automation;
  return std::nullopt;
}

// Who owns a view or a macro from now on; gives who did before. `expected`: who must own it now.
Result<UserId> hand_over(const Acting& acting, const Subject& subject, UserId expected, UserId to) {
  const auto id = number_of(subject.id);
  if (subject.type == "view") {
    auto view = PULT_TRY(tickets::find_view(acting.tx, tickets::ViewId(id)));
    if (!view || view->owner != expected) return finding_changed();
    view->owner = to;
    PULT_TRY(keep_view(acting, std::move(*view)));
    return expected;
  }
  const auto kind = rule_kind(subject.type);
  auto rule = kind ? PULT_TRY(automation::find_rule(acting.tx, *kind, RuleId(id))) : std::nullopt;
  if (!rule || rule->owner != expected) return finding_changed();
  rule->owner = to;
  PULT_TRY(automation::save_rule(acting.tx, *rule, acting.now()));
  return expected;
}

// A macro; gives what it was called: `expected`, or somebody changed it.
Result<std::string> rename(const Acting& acting, const Subject& subject, const std::string& expected,
                           const std::string& to) {
  auto macro = PULT_TRY(automation::find_rule(acting.tx, automation::RuleKind::macro, RuleId(number_of(subject.id))));
  if (!macro || macro->title != expected) return finding_changed();
  macro->title = to;
  PULT_TRY(automation::save_rule(acting.tx, *macro, acting.now()));
  return expected;
}

Result<channels::mail::Mailbox> load_mailbox(const Acting& acting, const Subject& subject) {
  auto mailbox = PULT_TRY(channels::mail::find_mailbox(acting.tx, MailboxId(number_of(subject.id))));
  if (!mailbox) return finding_changed();
  return std::move(*mailbox);
}

Result<tickets::Field> load_field(const Acting& acting, const Subject& subject) {
  const auto fields = PULT_TRY(tickets::list_fields(acting.tx));
  const auto found = std::ranges::find(fields, tickets::FieldId(number_of(subject.id)), &tickets::Field::id);
  if (found == fields.end()) return finding_changed();
  return *found;
}

Result<void> keep_field(const Acting& acting, const tickets::Field& field) {
  PULT_TRY(tickets::save_field(acting.tx, field, acting.now()));
  return acting.desk.definitions_changed(acting.tx);
}

Result<json::object> remove_option(const Acting& acting, const Finding& finding) {
  auto field = PULT_TRY(load_field(acting, finding.subject));
  const std::string value(finding.fix->with.at("value").as_string());
  const auto option = std::ranges::find(field.options, value, &tickets::FieldOption::value);
  if (option == field.options.end()) return finding_changed();
  json::object before{
      {"id", option->id}, {"name", option->name}, {"value", option->value}, {"place", option - field.options.begin()}};
  field.options.erase(option);
  PULT_TRY(keep_field(acting, field));
  return before;
}

// With the number it had.
Result<void> restore_option(const Acting& acting, const Subject& subject, const json::object& before) {
  auto field = PULT_TRY(load_field(acting, subject));
  tickets::FieldOption option{before.at("id").as_int64(), std::string(before.at("name").as_string()),
                              std::string(before.at("value").as_string()), false};
  if (std::ranges::find(field.options, option.value, &tickets::FieldOption::value) != field.options.end())
    return finding_changed();
  PULT_TRY(acting.tx.run("INSERT INTO field_options (id, field_id, name, value, position) VALUES (?1, ?2, ?3, ?4, 0)",
                         {option.id, field.id, option.name, option.value}));
  const auto place = std::min(before.at("place").as_int64(), std::int64_t(field.options.size()));
  field.options.insert(field.options.begin() + place, std::move(option));
  return keep_field(acting, field);
}

// Gives what undo needs to know; `goes_on` for fixes that a job finishes.
Result<json::object> carry_out(const Acting& acting, const StoredFinding& stored, bool& goes_on) {
  const auto& finding = stored.finding;
  const auto& action = finding.fix->action;
  if (action == "deactivate") {
    PULT_TRY(set_active(acting, finding.subject, false));
    return json::object{};
  }
  if (action == "take_over") {
    const UserId owner(number_of(finding.detail));
    PULT_TRY(hand_over(acting, finding.subject, owner, acting.actor.id()));
    return json::object{{"owner", owner.value}, {"now", acting.actor.id().value}};
  }
  if (action == "rename") {
    const auto& to = finding.fix->with.at("to").as_string();
    return json::object{{"title", PULT_TRY(rename(acting, finding.subject, finding.subject.title, std::string(to)))}};
  }
  if (action == "clear_group") {
    auto mailbox = PULT_TRY(load_mailbox(acting, finding.subject));
    json::object before{{"group", mailbox.group.value}};
    mailbox.group = {};
    PULT_TRY(channels::mail::save_mailbox(acting.tx, mailbox, acting.now()));
    return before;
  }
  if (action == "remove_option") return remove_option(acting, finding);
  if (action == "merge_person") {
    PULT_TRY(merge_person(acting, finding));
    return json::object{};
  }
  goes_on = true;
  json::object before;
  if (action == "merge_tag")
    before = PULT_TRY(retag_rules(acting, finding.subject.id, std::string(finding.fix->with.at("to").as_string())));
  PULT_TRY(begin_fix_job(acting, stored.id, false));
  return before;
}

Result<void> put_back(const Acting& acting, const StoredFinding& stored, bool& goes_on) {
  const auto& finding = stored.finding;
  const auto& action = finding.fix->action;
  const auto before = json::parse(stored.undo.empty() ? "{}" : stored.undo).as_object();
  if (action == "deactivate") return set_active(acting, finding.subject, true);
  if (action == "take_over") {
    PULT_TRY(
        hand_over(acting, finding.subject, UserId(before.at("now").as_int64()), UserId(before.at("owner").as_int64())));
    return {};
  }
  if (action == "rename") {
    const std::string now(finding.fix->with.at("to").as_string()), title(before.at("title").as_string());
    PULT_TRY(rename(acting, finding.subject, now, title));
    return {};
  }
  if (action == "clear_group") {
    auto mailbox = PULT_TRY(load_mailbox(acting, finding.subject));
    if (mailbox.group) return finding_changed();
    mailbox.group = GroupId(before.at("group").as_int64());
    return channels::mail::save_mailbox(acting.tx, mailbox, acting.now());
  }
  if (action == "remove_option") return restore_option(acting, finding.subject, before);
  if (action == "merge_person")
    return base::fail_field("base", "InvalidValue", "People who were merged stay one person");
  goes_on = true;
  if (action == "merge_tag") PULT_TRY(restore_rules(acting, before));
  return begin_fix_job(acting, stored.id, true);
}

Result<StoredFinding> load(const Acting& acting, FindingId id) {
  auto stored = PULT_TRY(find_finding_for_update(acting.tx, id));
  if (!stored) return base::fail_not_found();
  return std::move(*stored);
}

}  // namespace

std::unexpected<Error> finding_changed() {
  return base::fail(ErrorKind::conflict, "FindingChanged",
                    "This was dealt with or changed in the meantime. Ask for a new report");
}

Result<StoredFinding> fix(const Acting& acting, FindingId id) {
  auto stored = PULT_TRY(load(acting, id));
  if (stored.state != "open") return finding_changed();
  if (!stored.finding.fix) return base::fail_field("base", "InvalidValue", "There is no fix for this: mend it by hand");
  bool goes_on = false;
  stored.undo = json::serialize(PULT_TRY(carry_out(acting, stored, goes_on)));
  stored.state = goes_on ? "fixing" : "fixed";
  stored.acted_by = acting.actor.id();
  stored.acted_at = acting.now();
  PULT_TRY(save_finding(acting.tx, stored));
  return stored;
}

Result<StoredFinding> undo(const Acting& acting, FindingId id) {
  auto stored = PULT_TRY(load(acting, id));
  if (stored.state != "fixed") return finding_changed();
  bool goes_on = false;
  PULT_TRY(put_back(acting, stored, goes_on));
  stored.state = goes_on ? "undoing" : "open";
  stored.undo.clear();
  stored.acted_by = acting.actor.id();
  stored.acted_at = acting.now();
  PULT_TRY(save_finding(acting.tx, stored));
  return stored;
}

Result<StoredFinding> set_dismissed(const Acting& acting, FindingId id, bool dismissed) {
  auto stored = PULT_TRY(load(acting, id));
  if (stored.state != "open" && stored.state != "dismissed") return finding_changed();
  stored.state = dismissed ? "dismissed" : "open";
  stored.acted_by = acting.actor.id();
  stored.acted_at = acting.now();
  PULT_TRY(save_finding(acting.tx, stored));
  return stored;
}

}  // namespace pult::housekeeping
