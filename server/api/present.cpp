// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/present.hpp"

#include <algorithm>

#include "people/locale.hpp"
#include "tickets/person_fields.hpp"

namespace pult::api {
namespace {

json::array id_array(std::string_view ids, json::storage_ptr memory) {
  json::array out(std::move(memory));
  for (const auto id : tickets::split_ids(ids)) out.emplace_back(id.value);
  return out;
}

// Followers and people in copy, each once: what the older member `collaborator_ids` means.
json::array collaborator_array(const tickets::Ticket& ticket, json::storage_ptr memory) {
  if (ticket.follower_ids.empty() && ticket.email_cc_ids.empty()) return json::array(std::move(memory));
  auto all = tickets::split_ids(ticket.follower_ids);
  const auto ccs = tickets::split_ids(ticket.email_cc_ids);
  all.insert(all.end(), ccs.begin(), ccs.end());
  return id_array(tickets::join_ids(std::move(all)), std::move(memory));
}

json::value satisfaction_of(const tickets::Ticket& ticket) {
  if (ticket.satisfaction_score.empty()) return nullptr;
  json::object out{{"id", ticket.id.value}, {"score", ticket.satisfaction_score}};
  if (!ticket.satisfaction_comment.empty()) out["comment"] = ticket.satisfaction_comment;
  if (ticket.satisfaction_reason) out["reason_id"] = ticket.satisfaction_reason;
  return out;
}

// Members that belong to parts of the conventions the desk has no data for; clients expect the keys.
void add_constant_ticket_members(json::object& out) {
  out["forum_topic_id"] = nullptr;
  out["has_incidents"] = false;
  out["sharing_agreement_ids"] = json::array();
  out["followup_ids"] = json::array();
  out["allow_channelback"] = false;
  out["allow_attachments"] = true;
  out["from_messaging_channel"] = false;
}

json::object via_of(const tickets::Ticket& ticket, json::storage_ptr memory) {
  auto out = via_object(ticket.via, std::move(memory));
  if (ticket.via_rel.empty()) return out;
  auto& source = out["source"].as_object();
  source["rel"] = ticket.via_rel;
  if (ticket.followup_source) source["from"] = json::object{{"ticket_id", ticket.followup_source.value}};
  return out;
}

}  // namespace

json::value time_or_null(std::optional<Micros> time, json::storage_ptr memory) {
  return time ? json::value(base::render_iso8601(*time), std::move(memory)) : json::value(nullptr, std::move(memory));
}

json::value text_or_null(std::string_view text, json::storage_ptr memory) {
  return text.empty() ? json::value(nullptr, std::move(memory)) : json::value(text, std::move(memory));
}

json::array tag_array(std::string_view tags, json::storage_ptr memory) {
  json::array out(std::move(memory));
  for (const auto& tag : tickets::split_words(tags)) out.emplace_back(tag);
  return out;
}

json::object via_object(std::string_view channel, json::storage_ptr memory) {
  return json::object({{"channel", channel == "mail" ? std::string_view("email") : channel},
                       {"source", {{"from", json::object()}, {"to", json::object()}, {"rel", nullptr}}}},
                      std::move(memory));
}

json::object metadata_object() {
  return {{"system",
           {{"client", nullptr},
            {"ip_address", nullptr},
            {"location", nullptr},
            {"latitude", nullptr},
            {"longitude", nullptr}}},
          {"custom", json::object()}};
}

Showing showing_of(const Call& call) {
  return {people::may_see_internal(call.actor), call.base_url, call.services.desk.definitions(call.tx)};
}

Showing showing_in_memory(const Call& call) {
  auto showing = showing_of(call);
  showing.memory = call.memory;
  return showing;
}

json::object present_ticket(const Call& call, const tickets::Listed& listed, bool has_draft) {
  return present_ticket(showing_of(call), listed, has_draft);
}

json::object present_ticket(const Showing& showing, const tickets::Listed& listed, bool has_draft) {
  const auto& t = listed.ticket;
  const bool internal = showing.internal;
  const bool hide_private = !internal && !t.last_comment_public;
  const auto& memory = showing.memory;
  json::object out(memory);
  out.reserve(55);
  out["url"] = showing.base_url + "/api/v2/tickets/" + std::to_string(t.id.value) + ".json";
  out["id"] = t.id.value;
  out["external_id"] = text_or_null(t.external_id, memory);
  out["via"] = via_of(t, memory);
  out["created_at"] = base::render_iso8601(t.created_at);
  out["updated_at"] = base::render_iso8601(t.updated_at);
  out["generated_timestamp"] = t.updated_at / base::second_us;
  out["type"] = text_or_null(t.type, memory);
  out["subject"] = t.subject;
  out["raw_subject"] = t.subject;
  out["description"] = internal || listed.description_public ? std::string_view(listed.description) : "";
  out["priority"] = text_or_null(t.priority, memory);
  out["status"] = tickets::render_status(t.status);
  out["recipient"] = text_or_null(t.recipient, memory);
  out["requester_id"] = t.requester.value;
  out["submitter_id"] = t.submitter.value;
  out["assignee_id"] = id_or_null(t.assignee);
  out["organization_id"] = id_or_null(t.organization);
  out["group_id"] = id_or_null(t.group);
  out["collaborator_ids"] = collaborator_array(t, memory);
  out["follower_ids"] = id_array(t.follower_ids, memory);
  out["email_cc_ids"] = id_array(t.email_cc_ids, memory);
  out["problem_id"] = id_or_null(t.problem);
  out["is_public"] = t.is_public;
  out["due_at"] = time_or_null(t.due_at, memory);
  out["tags"] = tag_array(t.tags, memory);
  add_constant_ticket_members(out);
  out["satisfaction_rating"] = satisfaction_of(t);
  add_defined_members(showing, t, out);
  out["mailbox_id"] = id_or_null(t.mailbox);
  out["comment_count"] = internal ? t.comment_count : t.public_comment_count;
  out["last_comment_at"] = hide_private ? json::value(nullptr) : time_or_null(t.last_comment_at, memory);
  out["last_comment_excerpt"] = hide_private ? json::value(nullptr) : json::value(t.last_comment_excerpt, memory);
  out["last_comment_author_id"] = hide_private ? json::value(nullptr) : id_or_null(t.last_comment_author);
  out["last_comment_public"] = t.last_comment ? json::value(t.last_comment_public || hide_private) : nullptr;
  out["has_attachments"] = t.has_attachments;
  out["snoozed_until"] = internal ? time_or_null(t.snoozed_until, memory) : json::value(nullptr);
  out["has_draft"] = has_draft;
  out["time_spent_seconds"] = internal ? json::value(t.time_spent_s) : nullptr;
  out["checklist_progress"] = internal ? text_or_null(t.checklist_progress, memory) : nullptr;
  out["approval_status"] = internal ? text_or_null(t.approval_status, memory) : nullptr;
  return out;
}

json::object present_user(const Call& call, const people::User& user) {
  // Staff's own remarks about a person are not for customers' eyes.
  const bool internal = people::may_see_internal(call.actor);
  json::object out;
  out.reserve(44);
  out["id"] = user.id.value;
  out["url"] = call.url("users/" + std::to_string(user.id.value));
  out["name"] = user.name;
  out["email"] = text_or_null(user.email);
  out["created_at"] = base::render_iso8601(user.created_at);
  out["updated_at"] = base::render_iso8601(user.updated_at);
  out["time_zone"] = user.time_zone;
  out["iana_time_zone"] = user.time_zone == "UTC" ? std::string_view("Etc/UTC") : std::string_view(user.time_zone);
  out["phone"] = text_or_null(user.phone);
  out["shared_phone_number"] = nullptr;
  out["photo"] = nullptr;
  out["locale_id"] = people::locale_or_default(user.locale).id;
  out["locale"] = user.locale;
  out["organization_id"] = id_or_null(user.organization);
  out["role"] = people::render_role(user.role);
  out["verified"] = user.verified;
  out["external_id"] = text_or_null(user.external_id);
  out["tags"] = internal ? tag_array(user.tags) : json::array();
  out["alias"] = text_or_null(user.alias);
  out["active"] = user.active;
  out["shared"] = false;
  out["shared_agent"] = false;
  out["last_login_at"] = time_or_null(user.last_login_at);
  out["two_factor_auth_enabled"] = false;
  out["signature"] = text_or_null(user.signature);
  out["details"] = internal ? text_or_null(user.details) : nullptr;
  out["notes"] = internal ? text_or_null(user.notes) : nullptr;
  out["role_type"] = user.role == people::Role::admin ? json::value(4)
                     : user.role_type                 ? json::value(*user.role_type)
                                                      : json::value(nullptr);
  out["custom_role_id"] = id_or_null(user.custom_role);
  out["moderator"] = user.is_agent();
  out["ticket_restriction"] = user.is_agent() ? text_or_null(user.ticket_restriction) : json::value("requested");
  out["only_private_comments"] = user.only_private_comments;
  out["restricted_agent"] = user.role != people::Role::admin && !(user.is_agent() && user.ticket_restriction.empty());
  out["suspended"] = user.suspended;
  out["default_group_id"] = id_or_null(user.default_group);
  out["report_csv"] = false;
  out["user_fields"] = internal ? tickets::present_person_fields(*call.services.desk.definitions(call.tx),
                                                                 tickets::FieldTarget::user, user.fields)
                                : json::object();
  return out;
}

json::object present_delivery(const events::OutboxRow& row) {
  json::array recipients;
  boost::system::error_code broken;
  const auto parsed = json::parse(row.recipients, broken);
  if (const auto* object = broken ? nullptr : parsed.if_object())
    for (const auto* kind : {"to", "cc"})
      if (const auto* list = object->if_contains(kind); list && list->is_array())
        for (const auto& person : list->get_array()) recipients.push_back(person.at("address"));
  return {{"state", row.state},
          {"error", row.error ? json::value(*row.error) : json::value(nullptr)},
          {"attempts", row.attempts},
          {"sent_at", time_or_null(row.sent_at)},
          {"message_id", text_or_null(row.message_id)},
          {"recipients", std::move(recipients)}};
}

}  // namespace pult::api
