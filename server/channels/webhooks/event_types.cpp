// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/webhooks/event_types.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "crypto/crypto.hpp"
#include "text/utf8.hpp"

namespace pult::channels::webhooks {
namespace {

using events::Event;
using Text = std::optional<std::string>;

constexpr std::size_t max_body_bytes = 64 * 1024;
constexpr std::string_view event_version = "2022-11-06";

enum class Form : std::uint8_t { plain, capitals, ids, tags };
struct Change {
  std::string_view type;
  Form form;
};

// The field of an audit's event -> the event type that tells of its change.
const std::map<std::string_view, Change, std::less<>>& changes() {
  static const std::map<std::string_view, Change, std::less<>> table{
      {"subject", {"subject_changed", Form::plain}},
      {"status", {"status_changed", Form::capitals}},
      {"priority", {"priority_changed", Form::capitals}},
      {"type", {"type_changed", Form::capitals}},
      {"requester_id", {"requester_changed", Form::plain}},
      {"submitter_id", {"submitter_changed", Form::plain}},
      {"assignee_id", {"agent_assignment_changed", Form::plain}},
      {"group_id", {"group_assignment_changed", Form::plain}},
      {"organization_id", {"organization_changed", Form::plain}},
      {"problem_id", {"problem_link_changed", Form::plain}},
      {"external_id", {"external_id_changed", Form::plain}},
      {"brand_id", {"brand_changed", Form::plain}},
      {"ticket_form_id", {"form_changed", Form::plain}},
      {"custom_status_id", {"custom_status_changed", Form::plain}},
      {"due_at", {"task_due_at_changed", Form::plain}},
      {"tags", {"tags_changed", Form::tags}},
      {"follower_ids", {"followers_changed", Form::ids}},
      {"email_cc_ids", {"email_ccs_changed", Form::ids}},
  };
  return table;
}

// Of tickets beyond the table above; and of people and organizations (people/person_events.hpp).
constexpr std::string_view other_types[] = {
    "ticket.created",
    "ticket.comment_added",
    "ticket.custom_field_changed",
    "ticket.merged",
    "ticket.soft_deleted",
    "ticket.undeleted",
    "user.created",
    "user.deleted",
    "user.active_changed",
    "user.alias_changed",
    "user.default_group_changed",
    "user.details_changed",
    "user.external_id_changed",
    "user.merged",
    "user.name_changed",
    "user.notes_changed",
    "user.organization_membership_changed",
    "user.role_changed",
    "user.suspended_changed",
    "user.tags_changed",
    "organization.created",
    "organization.deleted",
    "organization.external_id_changed",
    "organization.name_changed",
    "organization.tags_changed",
};

std::string capitals(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = char(c - 32);
  return out;
}

json::value text_or_null(const Text& text) { return text ? json::value(*text) : json::value(nullptr); }

template <class Tag>
json::value id_text(base::Id<Tag> id) {
  return id ? json::value(std::to_string(id.value)) : json::value(nullptr);
}

json::value capitals_or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(capitals(text));
}

json::array missing_from(const std::vector<std::string>& all, const std::vector<std::string>& others) {
  json::array out;
  for (const auto& one : all)
    if (std::ranges::find(others, one) == others.end()) out.emplace_back(one);
  return out;
}

json::object shown(const Event& event, Form form) {
  if (form == Form::capitals)
    return {{"current", capitals_or_null(event.value.value_or(""))},
            {"previous", capitals_or_null(event.previous.value_or(""))}};
  if (form == Form::plain) return {{"current", text_or_null(event.value)}, {"previous", text_or_null(event.previous)}};
  const auto now = tickets::split_words(event.value.value_or(""));
  const auto before = tickets::split_words(event.previous.value_or(""));
  const std::string added = form == Form::tags ? "tags_added" : "added";
  const std::string removed = form == Form::tags ? "tags_removed" : "removed";
  return {{added, missing_from(now, before)}, {removed, missing_from(before, now)}};
}

json::object comment_event(const tickets::Comment& comment, const people::User* author) {
  return {{"comment",
           {{"id", std::to_string(comment.id.value)},
            {"author",
             {{"id", id_text(comment.author)},
              {"is_staff", author != nullptr && author->is_agent()},
              {"name", author ? json::value(author->name) : json::value(nullptr)}}},
            {"body", text::truncate_utf8(comment.body, max_body_bytes)},
            {"is_public", comment.is_public}}}};
}

std::string full_type(std::string_view name) { return std::string(event_prefix).append(name); }

std::optional<Occurrence> change_of(const Event& event) {
  if (event.field == "status" && event.value == "deleted") return Occurrence{full_type("ticket.soft_deleted"), {}};
  if (event.field == "status" && event.previous == "deleted") return Occurrence{full_type("ticket.undeleted"), {}};
  if (const auto known = changes().find(event.field); known != changes().end())
    return Occurrence{full_type("ticket.").append(known->second.type), shown(event, known->second.form)};
  if (event.field.empty() || event.field.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  auto event_json = shown(event, Form::plain);
  event_json["field"] = {{"id", event.field}};
  return Occurrence{full_type("ticket.custom_field_changed"), std::move(event_json)};
}

}  // namespace

bool is_event_type(std::string_view subscription) {
  if (!subscription.starts_with(event_prefix)) return false;
  const auto name = subscription.substr(event_prefix.size());
  if (std::ranges::find(other_types, name) != std::end(other_types)) return true;
  return name.starts_with("ticket.") &&
         std::ranges::any_of(changes(), [&](const auto& one) { return one.second.type == name.substr(7); });
}

std::vector<Occurrence> occurrences_of(const tickets::Notice& notice, const people::User* author) {
  if (!notice.before) return {{full_type("ticket.created"), {}}};
  std::vector<Occurrence> out;
  for (const auto& event : notice.audit.events) {
    if (event.type == events::EventType::comment && notice.comment)
      out.push_back({full_type("ticket.comment_added"), comment_event(*notice.comment, author)});
    else if (event.type == events::EventType::change)
      if (auto change = change_of(event)) out.push_back(std::move(*change));
  }
  if (notice.audit.metadata.find(R"("rel":"merge")") != std::string::npos)
    out.push_back({full_type("ticket.merged"), {}});
  return out;
}

json::object ticket_detail(const tickets::Ticket& ticket, UserId actor, std::string_view description) {
  json::array tags;
  for (const auto& tag : tickets::split_words(ticket.tags)) tags.emplace_back(tag);
  return {{"actor_id", id_text(actor)},
          {"assignee_id", id_text(ticket.assignee)},
          {"brand_id", id_text(ticket.brand)},
          {"created_at", base::render_iso8601(ticket.created_at)},
          {"custom_status", id_text(ticket.custom_status)},
          {"description", text::truncate_utf8(description, max_body_bytes)},
          {"external_id", ticket.external_id.empty() ? json::value(nullptr) : json::value(ticket.external_id)},
          {"form_id", id_text(ticket.form)},
          {"group_id", id_text(ticket.group)},
          {"id", std::to_string(ticket.id.value)},
          {"is_public", ticket.is_public},
          {"organization_id", id_text(ticket.organization)},
          {"priority", capitals_or_null(ticket.priority)},
          {"requester_id", id_text(ticket.requester)},
          {"status", capitals(tickets::render_status(ticket.status))},
          {"subject", ticket.subject},
          {"submitter_id", id_text(ticket.submitter)},
          {"tags", std::move(tags)},
          {"type", capitals_or_null(ticket.type)},
          {"updated_at", base::render_iso8601(ticket.updated_at)},
          {"via", {{"channel", ticket.via}}}};
}

std::string render_payload(std::string_view account, std::string_view id, std::string_view subject, Micros time,
                           Occurrence occurrence, const json::object& detail, const Place& place) {
  auto event = std::move(occurrence.event);
  event["meta"] = {{"sequence", {{"id", place.sequence}, {"position", place.position}, {"total", place.total}}}};
  return json::serialize(json::object{{"account_id", std::stoll(std::string(account))},
                                      {"detail", detail},
                                      {"event", std::move(event)},
                                      {"id", id},
                                      {"subject", subject},
                                      {"time", base::render_iso8601(time)},
                                      {"type", std::move(occurrence.type)},
                                      {"zendesk_event_version", event_version}});
}

std::string make_event_id() {
  auto bytes = crypto::random_bytes(16);
  bytes[6] = char((bytes[6] & 0x0f) | 0x40);  // RFC 9562 section 5.4
  bytes[8] = char((bytes[8] & 0x3f) | 0x80);
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += digits[(unsigned char)bytes[i] >> 4];
    out += digits[(unsigned char)bytes[i] & 15];
  }
  return out;
}

}  // namespace pult::channels::webhooks
