// SPDX-License-Identifier: AGPL-3.0-or-later
#include "rules/action.hpp"

#include <algorithm>
#include <charconv>

#include "rules/vocabulary.hpp"

namespace pult::rules {
namespace {

constexpr std::uint8_t M = 1, T = 2, A = 4, F = 8, every = M | T | A, TA = T | A, with_mail = every | F;
constexpr std::size_t max_value_bytes = 64 * 1024;
constexpr std::string_view ticket = "Ticket", notifications = "Notifications", mail = "Mail", other = "Other";

constexpr ActionInfo actions[] = {
    {"status", "Status", ticket, with_mail, "list"},
    {"custom_status_id", "Ticket status", ticket, every, "list"},
    {"type", "Type", ticket, with_mail, "list"},
    {"priority", "Priority", ticket, with_mail, "list"},
    {"group_id", "Group", ticket, with_mail, "list"},
    {"assignee_id", "Assignee", ticket, with_mail, "list"},
    {"brand_id", "Brand", ticket, with_mail, "list"},
    {"ticket_form_id", "Form", ticket, with_mail, "list"},
    {"subject", "Subject", ticket, M, "text"},
    {"set_tags", "Set tags", ticket, every, "text"},
    {"current_tags", "Add tags", ticket, with_mail, "text"},
    {"remove_tags", "Remove tags", ticket, with_mail, "text"},
    {"cc", "Add to copy", ticket, every, "list"},
    {"follower", "Add follower", ticket, every, "list"},
    {"comment_value", "Comment", ticket, M, "long_text", 1, 2},
    {"comment_value_html", "Comment (rich text)", ticket, M, "long_text", 1, 2},
    {"comment_mode_is_public", "Comment is public", ticket, M, "list"},
    {"locale_id", "Requester's language", other, every, "list"},
    {"set_schedule", "Schedule", other, every, "list"},
    {"share_ticket", "Share ticket", other, every, "list"},
    {"satisfaction_score", "Satisfaction", other, TA, "list"},
    {"attribute_value_ids", "Skills", other, T, "multiselect_list", 1, 100},
    {"skills", "Skills", other, T, "multiselect_list", 1, 100},
    {"notification_user", "Email user", notifications, TA, "long_text", 3, 3},
    {"notification_group", "Email group", notifications, TA, "long_text", 3, 3},
    {"notification_target", "Notify target", notifications, TA, "long_text", 2, 2},
    {"notification_webhook", "Notify webhook", notifications, TA, "long_text", 1, 100},
    {"side_conversation", "Side conversation", notifications, every, "long_text", 1, 20},
    {"side_conversation_ticket", "Side conversation ticket", notifications, every, "long_text", 1, 20},
    {"deflection", "Suggest articles", notifications, TA, "long_text", 1, 20},
    {"accept", "Let in what looks like spam or an automatic reply", mail, F, "none"},
    {"no_auto_reply", "Send no automatic reply", mail, F, "none"},
    {"suspend", "Hold back", mail, F, "none"},
    {"discard", "Filter out", mail, F, "none"},
    {"stop", "Stop further filters", mail, F, "none"},
};
constexpr ActionInfo custom_field{"custom_fields_", "Custom field", ticket, with_mail, "text", 1, 100};
constexpr ActionInfo person_field{"requester.custom_fields.", "Requester's field", other, TA, "text"};
constexpr ActionInfo organization_field{"organization.custom_fields.", "Organization's field", other, TA, "text"};

std::optional<std::string> scalar(const json::value& value) {
  if (value.is_null()) return std::string();
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return std::string(value.get_bool() ? "true" : "false");
  if (value.is_number()) return json::serialize(value);
  // Parameters of a webhook are pairs within the list: [id, [["name", "value"]]].
  if (value.is_array()) return json::serialize(value);
  return std::nullopt;
}

bool is_id(std::string_view text) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc() && end == text.data() + text.size() && id > 0;
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& words, std::string_view value) {
  return std::ranges::find(words, value) != words.end();
}

// What can be told without looking at the desk.
bool is_possible(const Action& action, Actor actor) {
  const auto& name = action.field;
  const auto& value = action.value();
  // A macro never makes a ticket new again and never closes it; a mail is there to be read.
  const bool is_within_life = value != "new" && value != "closed";
  if (name == "status")
    return among(status_words, value) && (actor == Actor::trigger || actor == Actor::automation || is_within_life);
  if (name == "priority") return among(priority_words, value);
  if (name == "type") return among(type_words, value);
  if (actor == Actor::mail_filter && (name == "assignee_id" || name == "group_id")) return is_id(value);
  if (name == "group_id") return value.empty() || is_id(value) || (actor == Actor::macro && value == "current_groups");
  if (name == "assignee_id") return value.empty() || value == "current_user" || value == "requester_id" || is_id(value);
  if (name == "brand_id" || name == "custom_status_id") return is_id(value);
  if (name == "ticket_form_id") return is_id(value) || value == "default_ticket_form";
  if (name == "cc" || name == "follower") return value == "current_user" || is_id(value);
  if (name == "comment_mode_is_public") return value == "true" || value == "false";
  return true;
}

Result<Action> read_action(const json::value& from) {
  const auto* object = from.if_object();
  if (!object) return bad_action("each must be an object with field and value");
  Action out;
  const auto* field = object->if_contains("field");
  if (!field || !field->is_string()) return bad_action("each needs a field");
  out.field = field->get_string();
  const auto* value = object->if_contains("value");
  out.is_list = value && value->is_array();
  const auto take = [&](const json::value& one) -> Result<void> {
    auto text = scalar(one);
    if (!text || text->size() > max_value_bytes || text->find('\0') != std::string::npos)
      return bad_action("the value of " + out.field + " is not acceptable");
    out.values.push_back(std::move(*text));
    return {};
  };
  if (!out.is_list) {
    PULT_TRY(take(value ? *value : json::value()));
    return out;
  }
  for (const auto& one : value->get_array()) PULT_TRY(take(one));
  return out;
}

}  // namespace

const std::string& Action::value() const {
  static const std::string none;
  return values.empty() ? none : values.front();
}

std::unexpected<Error> bad_action(std::string why) {
  return base::fail_field("actions", "InvalidValue", "Actions: " + std::move(why));
}

std::span<const ActionInfo> all_actions() { return actions; }

const ActionInfo* find_action(std::string_view name) {
  const auto found = std::ranges::find(actions, name, &ActionInfo::name);
  if (found != std::end(actions)) return found;
  if (custom_field_id(name)) return &custom_field;
  for (const auto* one : {&person_field, &organization_field})
    if (name.starts_with(one->name) && name.size() > one->name.size()) return one;
  return nullptr;
}

Result<std::vector<Action>> parse_actions(const json::value& from, Actor actor) {
  const auto* list = from.if_array();
  if (!list) return bad_action("must be a list");
  if (list->empty()) return base::fail_field("actions", "BlankValue", "Actions: at least one is needed");
  if (list->size() > max_actions) return bad_action("there are too many");
  std::vector<Action> out;
  for (const auto& one : *list) {
    auto action = PULT_TRY(read_action(one));
    const auto* info = find_action(action.field);
    if (!info || !(info->actors & std::uint8_t(actor)))
      return bad_action("\"" + action.field + "\" is not an action that can be used here");
    if (action.values.size() < info->least_values || action.values.size() > info->most_values)
      return bad_action(action.field + " has the wrong number of values");
    if (!is_possible(action, actor)) return bad_action("\"" + action.value() + "\" is not a value of " + action.field);
    out.push_back(std::move(action));
  }
  return out;
}

json::array render_actions(const std::vector<Action>& list) {
  json::array out;
  for (const auto& action : list) {
    json::object one{{"field", action.field}};
    if (action.is_list)
      one["value"] = json::array(action.values.begin(), action.values.end());
    else
      one["value"] = action.value();
    out.push_back(std::move(one));
  }
  return out;
}

std::string render_stored(const std::vector<Action>& list) { return json::serialize(render_actions(list)); }

std::vector<Action> parse_stored_actions(std::string_view text) {
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  std::vector<Action> out;
  if (broken || !value.is_array()) return out;
  for (const auto& one : value.get_array())
    if (auto action = read_action(one)) out.push_back(std::move(*action));
  return out;
}

}  // namespace pult::rules
