// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/mail_filter_step.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <map>

#include "people/group.hpp"
#include "people/organization.hpp"
#include "rules/vocabulary.hpp"
#include "text/analysis.hpp"
#include "tickets/field_values.hpp"
#include "tickets/rule_note.hpp"

namespace pult::channels::mail {
namespace json = boost::json;
namespace {

constexpr std::size_t language_sample_bytes = 8 * 1024;

std::int64_t number(std::string_view text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::string language_of(const mime::Message& mail) {
  switch (text::detect_language(mail.subject + "\n" + mail.body_text.substr(0, language_sample_bytes),
                                text::Language::unknown)) {
    case text::Language::english: return "en";
    case text::Language::russian: return "ru";
    case text::Language::czech: return "cs";
    case text::Language::lithuanian: return "lt";
    case text::Language::romanian: return "ro";
    case text::Language::unknown: break;
  }
  return {};
}

// The value of an action as a ticket keeps it in this field.
json::value field_value(const tickets::Field& field, const rules::Action& action) {
  if (field.type == tickets::FieldType::checkbox) return action.value() == "true";
  if (action.is_list) return json::array(action.values.begin(), action.values.end());
  if (field.type == tickets::FieldType::multiselect) return json::array{json::value(action.value())};
  return json::value(action.value());
}

std::optional<std::string> problem_of_field(const tickets::Definitions& definitions, const rules::Action& action,
                                            std::int64_t id) {
  const auto* field = definitions.find_field(tickets::FieldId(id));
  if (!field || !field->active || field->target != tickets::FieldTarget::ticket) return "the field does not exist";
  if (!tickets::parse_field_value(*field, field_value(*field, action))) return "the field does not take this value";
  return std::nullopt;
}

// What several filters come to: a later one overrules an earlier one.
struct Wanted {
  std::map<std::string, std::string> values;  // by the action's field
  json::object custom_fields;
  std::string tags;
  std::vector<std::string> gone;  // tags

  void add_tags(std::string_view words) { tags = tickets::normalize_tags(tags + " " + std::string(words)); }
  void remove_tags(std::string_view words) {
    for (auto& word : tickets::split_words(tickets::normalize_tags(words))) gone.push_back(std::move(word));
    auto left = tickets::split_words(tags);
    std::erase_if(left, [&](const std::string& tag) { return std::ranges::find(gone, tag) != gone.end(); });
    tags.clear();
    for (const auto& tag : left) tags.append(tags.empty() ? "" : " ").append(tag);
  }
  std::string value(const char* field) const {
    const auto found = values.find(field);
    return found == values.end() ? std::string() : found->second;
  }
};

// Decisions about the mail itself, which filter_mail() has seen to.
bool is_about_mail(std::string_view field) {
  return field == "accept" || field == "no_auto_reply" || field == "suspend" || field == "discard" || field == "stop";
}

bool suits_existing(std::string_view field) {
  return field == "priority" || field == "current_tags" || field == "remove_tags" || rules::custom_field_id(field);
}

std::string field_name_of(const rules::Action& action) {
  if (action.field == "current_tags") return "tags";
  const auto custom = rules::custom_field_id(action.field);
  return custom ? std::to_string(*custom) : action.field;
}

void take(const tickets::Definitions& definitions, const rules::Action& action, Wanted& wanted) {
  if (action.field == "current_tags") {
    wanted.add_tags(action.value());
  } else if (action.field == "remove_tags") {
    wanted.remove_tags(action.value());
  } else if (const auto id = rules::custom_field_id(action.field)) {
    const auto* field = definitions.find_field(tickets::FieldId(*id));
    wanted.custom_fields[std::to_string(*id)] = field_value(*field, action);
  } else {
    wanted.values[action.field] = action.value();
  }
}

struct Collected {
  Wanted wanted;
  std::vector<events::Event> notes;
  std::vector<std::string> lines;
};

Result<Collected> collect(sql::Transaction& tx, const tickets::Definitions& definitions, const Filtering& filtering,
                          bool is_new) {
  Collected out;
  std::vector<rules::Action> actions;
  for (const auto& fired : filtering.fired)
    actions.insert(actions.end(), fired.filter->actions.begin(), fired.filter->actions.end());
  const auto targets = PULT_TRY(load_action_targets(tx, actions));
  for (const auto& fired : filtering.fired) {
    const auto& filter = *fired.filter;
    tickets::RuleNote note{"mail_filter", filter.id.value, filter.title, sentence_of(fired.why), {}, fired.why};
    std::string line = "mail filter: “" + filter.title + "” fits, because " + note.reason;
    for (const auto& action : filter.actions) {
      if (is_about_mail(action.field)) {
        line += "; " + action.field;
        continue;
      }
      if (!is_new && !suits_existing(action.field)) {
        line += "; " + action.field + " is left as it is on a ticket that exists";
        continue;
      }
      if (const auto problem = problem_of(definitions, targets, action)) {
        line += "; " + action.field + " is passed over: " + *problem;
        continue;
      }
      take(definitions, action, out.wanted);
      note.changes.emplace_back(field_name_of(action), action.value());
      line += "; " + action.field + " = " + action.value();
    }
    if (!note.changes.empty()) out.notes.push_back(tickets::render_rule_note(note));
    out.lines.push_back(std::move(line));
  }
  return out;
}

Held held_by(const Fired& fired, Cause cause, const char* words) {
  const auto& title = fired.filter->title;
  Held out{cause, words + title + "”: " + sentence_of(fired.why), {{"filter", {{"title", title}}}}};
  out.why.insert(out.why.end(), fired.why.begin(), fired.why.end());
  return out;
}

}  // namespace

Result<MailFacts> load_mail_facts(sql::Transaction& tx, const mime::Message& mail,
                                  const mailsteps::Classification& flags, std::size_t bytes, MailboxId mailbox,
                                  std::string envelope_to) {
  MailFacts out;
  out.mail = &mail;
  out.bytes = bytes;
  out.envelope_to = std::move(envelope_to);
  out.mailbox = mailbox;
  out.language = language_of(mail);
  out.is_bulk = flags.bulk;
  out.is_automatic = flags.auto_reply || flags.no_auto_response;
  const auto sender = PULT_TRY(people::find_user_by_email(tx, mail.from.address));
  if (!sender) return out;
  out.sender_known = true;
  out.organization = sender->organization;
  out.sender_tags = sender->tags;
  if (sender->organization)
    if (const auto found = PULT_TRY(people::find_organization(tx, sender->organization)))
      out.sender_tags += " " + found->tags;
  return out;
}

Filtering filter_mail(std::vector<MailFilter> filters, const MailFacts& facts) {
  Filtering out;
  out.filters = std::move(filters);
  out.fired = fired_filters(out.filters, facts);
  for (const auto& fired : out.fired) {
    const auto& filter = *fired.filter;
    out.is_accepted |= has_action(filter, "accept");
    out.no_auto_reply |= has_action(filter, "no_auto_reply");
    if (has_action(filter, "discard"))
      out.held = held_by(fired, Cause::filtered, "Filtered out by “");
    else if (has_action(filter, "suspend"))
      out.held = held_by(fired, Cause::held_by_filter, "Held back by the filter “");
  }
  return out;
}

Result<ActionTargets> load_action_targets(sql::Transaction& tx, const std::vector<rules::Action>& actions) {
  std::vector<UserId> people;
  bool has_groups = false;
  for (const auto& action : actions) {
    has_groups |= action.field == "group_id";
    if (action.field == "assignee_id") people.emplace_back(number(action.value()));
  }
  ActionTargets out;
  if (has_groups)
    for (const auto& group : PULT_TRY(people::list_groups(tx))) out.groups.push_back(group.id);
  if (people.empty()) return out;
  for (const auto& user : PULT_TRY(people::list_users(tx, people)))
    if (user.active && user.is_agent()) out.agents.push_back(user.id);
  return out;
}

std::optional<std::string> problem_of(const tickets::Definitions& definitions, const ActionTargets& targets,
                                      const rules::Action& action) {
  const auto id = number(action.value());
  if (action.field == "group_id" && std::ranges::find(targets.groups, GroupId(id)) == targets.groups.end())
    return "the group does not exist";
  if (action.field == "assignee_id" && std::ranges::find(targets.agents, UserId(id)) == targets.agents.end())
    return "the assignee is not an agent";
  if (action.field == "brand_id") {
    const auto* brand = definitions.find_brand(tickets::BrandId(id));
    if (!brand || !brand->active || brand->deleted) return "the brand is not active";
  }
  if (action.field == "ticket_form_id" && action.value() != "default_ticket_form") {
    const auto* form = definitions.find_form(tickets::FormId(id));
    if (!form || !form->active) return "the form is not active";
  }
  const auto field = rules::custom_field_id(action.field);
  return field ? problem_of_field(definitions, action, *field) : std::nullopt;
}

Result<std::vector<std::string>> apply_filters(sql::Transaction& tx, const tickets::Definitions& definitions,
                                               const Filtering& filtering, tickets::NewTicket& ticket) {
  auto [wanted, notes, lines] = PULT_TRY(collect(tx, definitions, filtering, true));
  if (wanted.values.contains("group_id")) ticket.group = GroupId(number(wanted.value("group_id")));
  if (wanted.values.contains("assignee_id")) ticket.assignee = UserId(number(wanted.value("assignee_id")));
  if (wanted.values.contains("brand_id")) ticket.brand = tickets::BrandId(number(wanted.value("brand_id")));
  if (wanted.values.contains("ticket_form_id")) ticket.form = tickets::FormId(number(wanted.value("ticket_form_id")));
  if (wanted.values.contains("status")) ticket.status = tickets::parse_status(wanted.value("status"));
  ticket.priority = wanted.value("priority");
  ticket.type = wanted.value("type");
  ticket.tags = wanted.tags;
  if (!wanted.custom_fields.empty()) ticket.custom_fields = json::serialize(wanted.custom_fields);
  ticket.notes.insert(ticket.notes.end(), notes.begin(), notes.end());
  return std::move(lines);
}

Result<std::vector<std::string>> apply_filters(sql::Transaction& tx, const tickets::Definitions& definitions,
                                               const Filtering& filtering, const tickets::Ticket& before,
                                               tickets::Change& change) {
  auto [wanted, notes, lines] = PULT_TRY(collect(tx, definitions, filtering, false));
  if (before.status == tickets::Status::closed) return std::move(lines);
  if (wanted.values.contains("priority")) change.priority = wanted.value("priority");
  change.add_tags = wanted.tags;
  for (const auto& tag : wanted.gone)
    if (!(" " + wanted.tags + " ").contains(" " + tag + " ")) change.remove_tags.append(" ").append(tag);
  if (!wanted.custom_fields.empty()) change.custom_fields = json::serialize(wanted.custom_fields);
  change.notes.insert(change.notes.end(), notes.begin(), notes.end());
  return std::move(lines);
}

}  // namespace pult::channels::mail
