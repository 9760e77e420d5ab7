// SPDX-License-Identifier: AGPL-3.0-or-later
#include "rules/vocabulary.hpp"

#include <algorithm>
#include <charconv>

namespace pult::rules {
namespace {

using Names = std::string_view;

constexpr Names equal[] = {"is", "is_not"};
constexpr Names ordered[] = {"is", "is_not", "less_than", "greater_than"};
constexpr Names contains[] = {"includes", "not_includes"};
constexpr Names text[] = {"includes", "not_includes", "is", "is_not"};
constexpr Names only_is[] = {"is"};
constexpr Names number[] = {"less_than", "greater_than", "is", "less_than_equal", "greater_than_equal"};
constexpr Names hours[] = {
    "is", "less_than", "greater_than", "is_business_hours", "less_than_business_hours", "greater_than_business_hours"};
constexpr Names until[] = {
    "is", "less_than", "greater_than", "is_business_hours", "less_than_business_hours", "greater_than_business_hours"};
constexpr Names statuses[] = {"includes", "not_includes", "is", "is_not"};
constexpr Names dates[] = {"less_than", "greater_than", "less_than_equal", "greater_than_equal"};
constexpr Names custom[] = {"is",
                            "is_not",
                            "present",
                            "not_present",
                            "includes",
                            "not_includes",
                            "less_than",
                            "less_than_equal",
                            "greater_than",
                            "greater_than_equal",
                            "within_previous_n_days",
                            "within_next_n_days",
                            "includes_words",
                            "not_includes_words",
                            "includes_string",
                            "not_includes_string"};
constexpr Names changes[] = {"changed", "not_changed", "value", "value_previous", "not_value", "not_value_previous"};

constexpr std::uint8_t T = 1, A = 2, V = 4, S = 8, TAV = T | A | V, TAVS = TAV | S;
constexpr Names ticket = "Ticket", requester = "Requester", time_since = "Time since event", other = "Other";

constexpr FieldInfo fields[] = {
    {"status", "Status", ticket, TAV, Shape::status, ordered, true},
    {"custom_status_id", "Ticket status", ticket, TAV, Shape::custom_status, statuses, true},
    {"type", "Type", ticket, TAV, Shape::type, equal, true},
    {"ticket_type_id", "Type", ticket, S, Shape::type, equal},
    {"priority", "Priority", ticket, TAV, Shape::priority, ordered, true},
    {"group_id", "Group", ticket, TAVS, Shape::group, equal, true},
    {"assignee_id", "Assignee", ticket, TAVS, Shape::assignee, equal, true},
    {"requester_id", "Requester", ticket, TAVS, Shape::person, equal, true},
    {"organization_id", "Organization", ticket, TAVS, Shape::organization, equal, true},
    {"brand_id", "Brand", ticket, TAVS, Shape::brand, equal, true},
    {"ticket_form_id", "Form", ticket, TAVS, Shape::form, equal, true},
    {"current_tags", "Tags", ticket, TAVS, Shape::tags, contains},
    {"via_id", "Channel", ticket, TAVS, Shape::channel, equal},
    {"current_via_id", "Channel of the update", ticket, T | A | S, Shape::channel, equal},
    {"recipient", "Received at", ticket, TAVS, Shape::address, equal},
    {"subject_includes_word", "Subject", ticket, TAV, Shape::words, text},
    {"comment_includes_word", "Comment text", ticket, T, Shape::words, text},
    {"description_includes_word", "Description", ticket, A | V, Shape::words, text},
    {"update_type", "Ticket is", ticket, T, Shape::choice, only_is},
    {"comment_is_public", "Comment is", ticket, T, Shape::choice, only_is},
    {"ticket_is_public", "Privacy", ticket, TAVS, Shape::visibility, only_is},
    {"snoozed", "Snoozed", ticket, A | V, Shape::snoozed, only_is},
    {"ticket_due_date", "Due date is set", ticket, T, Shape::boolean, only_is},
    {"number_of_incidents", "Number of incidents", ticket, T, Shape::number, number},
    {"reopens", "Reopens", other, T, Shape::number, number},
    {"replies", "Agent replies", other, T, Shape::number, number},
    {"agent_stations", "Assignee stations", other, T, Shape::number, number},
    {"group_stations", "Group stations", other, T, Shape::number, number},
    {"in_business_hours", "Within business hours", other, T, Shape::boolean, only_is},
    {"on_holiday", "On a holiday", other, T, Shape::boolean, only_is},
    {"schedule_id", "Schedule", other, T, Shape::any, equal},
    {"within_schedule", "Within schedule", other, T, Shape::any, only_is},
    {"attachment", "Has an attachment", ticket, T, Shape::boolean, only_is},
    {"cc", "Has people in copy", ticket, T, Shape::boolean, only_is},
    {"role", "Updater", other, T, Shape::any, equal},
    {"requester_role", "Requester's role", requester, T | V | S, Shape::role, equal},
    {"locale_id", "Requester's language", requester, TAV, Shape::locale, equal},
    {"requester_time_zone", "Requester's time zone", requester, T, Shape::text, equal},
    {"satisfaction_score", "Satisfaction", ticket, TAV, Shape::satisfaction, ordered, true},
    {"satisfaction_reason_code", "Satisfaction reason", ticket, TAV, Shape::reason, equal},
    {"attribute_value_ids", "Skills", ticket, T, Shape::any, equal},
    {"NEW", "Hours since created", time_since, A | V, Shape::hours, hours},
    {"OPEN", "Hours since opened", time_since, A | V, Shape::hours, hours},
    {"PENDING", "Hours since pending", time_since, A | V, Shape::hours, hours},
    {"HOLD", "Hours since on hold", time_since, A | V, Shape::hours, hours},
    {"SOLVED", "Hours since solved", time_since, A | V, Shape::hours, hours},
    {"CLOSED", "Hours since closed", time_since, A | V, Shape::hours, hours},
    {"assigned_at", "Hours since assigned", time_since, A | V, Shape::hours, hours},
    {"updated_at", "Hours since update", time_since, A | V, Shape::hours, hours},
    {"requester_updated_at", "Hours since requester update", time_since, A | V, Shape::hours, hours},
    {"assignee_updated_at", "Hours since assignee update", time_since, A | V, Shape::hours, hours},
    {"due_date", "Hours since due date", time_since, A | V, Shape::hours, hours},
    {"until_due_date", "Hours until due date", time_since, A | V, Shape::hours, until},
    {"sla_next_breach_at", "Hours since last SLA breach", time_since, A | V, Shape::hours, hours},
    {"until_sla_next_breach_at", "Hours until next SLA breach", time_since, A | V, Shape::hours, until},
    {"exact_created_at", "Created", ticket, S, Shape::text, dates},
};
constexpr FieldInfo custom_field{"custom_fields_", "Custom field", ticket, TAVS, Shape::custom_field, custom, true};
constexpr FieldInfo requester_field{
    "requester.custom_fields.", "Requester's field", requester, TAVS, Shape::person_field, custom};
constexpr FieldInfo organization_field{
    "organization.custom_fields.", "Organization's field", ticket, TAVS, Shape::person_field, custom};

struct OperatorTitle {
  std::string_view name, title;
};
constexpr OperatorTitle operator_titles[] = {
    {"is", "Is"},
    {"is_not", "Is not"},
    {"less_than", "Less than"},
    {"greater_than", "Greater than"},
    {"less_than_equal", "At most"},
    {"greater_than_equal", "At least"},
    {"includes", "Contains at least one of"},
    {"not_includes", "Contains none of"},
    {"present", "Present"},
    {"not_present", "Not present"},
    {"changed", "Changed"},
    {"not_changed", "Not changed"},
    {"value", "Changed to"},
    {"value_previous", "Changed from"},
    {"not_value", "Not changed to"},
    {"not_value_previous", "Not changed from"},
    {"is_business_hours", "Is (business hours)"},
    {"less_than_business_hours", "Less than (business hours)"},
    {"greater_than_business_hours", "Greater than (business hours)"},
    {"within_previous_n_days", "Within the previous days"},
    {"within_next_n_days", "Within the next days"},
    {"includes_words", "Contains at least one of the words"},
    {"not_includes_words", "Contains none of the words"},
    {"includes_string", "Contains the text"},
    {"not_includes_string", "Does not contain the text"},
};

constexpr Channel channels[] = {{0, "web", "Web form"},
                                {4, "mail", "Email"},
                                {5, "api", "Web service (API)"},
                                {8, "rule", "Business rule"},
                                {27, "closed_ticket", "Closed ticket"},
                                {29, "chat", "Chat"},
                                {34, "voice", "Phone call"},
                                {48, "web_widget", "Web widget"},
                                {49, "mobile_sdk", "Mobile SDK"},
                                {50, "help_center", "Help center"},
                                {55, "any_channel", "Channel integration"},
                                {57, "sms", "Text message"},
                                {74, "whatsapp", "WhatsApp"}};

}  // namespace

std::span<const FieldInfo> all_fields() { return fields; }
std::span<const Channel> all_channels() { return channels; }

std::optional<std::int64_t> custom_field_id(std::string_view name) {
  for (const std::string_view prefix : {"custom_fields_", "ticket_fields_"}) {
    if (!name.starts_with(prefix)) continue;
    const auto digits = name.substr(prefix.size());
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
    if (error == std::errc() && end == digits.data() + digits.size() && id > 0) return id;
  }
  return std::nullopt;
}

const FieldInfo* find_field(std::string_view name) {
  const auto found = std::ranges::find(fields, name, &FieldInfo::name);
  if (found != std::end(fields)) return found;
  if (custom_field_id(name)) return &custom_field;
  for (const auto* person : {&requester_field, &organization_field})
    if (name.starts_with(person->name) && name.size() > person->name.size()) return person;
  return nullptr;
}

bool stands_in(const FieldInfo& field, Place place) { return (field.places & std::uint8_t(place)) != 0; }

std::vector<std::string_view> operators_of(const FieldInfo& field, Place place) {
  std::vector<std::string_view> out(field.operators.begin(), field.operators.end());
  if (place == Place::trigger && field.tells_changes) out.insert(out.end(), std::begin(changes), std::end(changes));
  // The trigger's own words of a custom status are is and is_not; views and automations name sets.
  if (field.shape == Shape::custom_status && place != Place::trigger) out.resize(2);
  return out;
}

std::string_view title_of_operator(std::string_view name) {
  const auto found = std::ranges::find(operator_titles, name, &OperatorTitle::name);
  return found == std::end(operator_titles) ? name : found->title;
}

bool is_terminal(std::string_view name) {
  return name == "changed" || name == "not_changed" || name == "present" || name == "not_present";
}

}  // namespace pult::rules
