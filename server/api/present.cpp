// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/present.hpp"

#include <algorithm>

#include "api/user_photo.hpp"
#include "people/locale.hpp"
#include "sla/zone_names.hpp"
#include "tickets/person_fields.hpp"

namespace pult::api {
namespace {

std::string_view shown_channel(std::string_view channel) { return channel == "mail" ? "email" : channel; }

// Followers and people in copy, each once: what the older member `collaborator_ids` means.
std::string collaborators(const tickets::Ticket& ticket) {
  if (ticket.follower_ids.empty() || ticket.email_cc_ids.empty()) return ticket.follower_ids + ticket.email_cc_ids;
  auto all = tickets::split_ids(ticket.follower_ids);
  const auto ccs = tickets::split_ids(ticket.email_cc_ids);
  all.insert(all.end(), ccs.begin(), ccs.end());
  return tickets::join_ids(std::move(all));
}

void write_satisfaction(const tickets::Ticket& ticket, ObjectText& out) {
  if (ticket.satisfaction_score.empty()) {
    out["satisfaction_rating"] = nullptr;
    return;
  }
  json::object rating{{"id", ticket.id.value}, {"score", ticket.satisfaction_score}};
  if (!ticket.satisfaction_comment.empty()) rating["comment"] = ticket.satisfaction_comment;
  if (ticket.satisfaction_reason) rating["reason_id"] = ticket.satisfaction_reason;
  out["satisfaction_rating"] = rating;
}

void write_via(const tickets::Ticket& ticket, ObjectText& out) {
  const bool is_follow_up = !ticket.via_rel.empty() && ticket.followup_source;
  std::string via, from;
  ObjectText whole(via), source_from(from);
  whole["channel"] = shown_channel(ticket.via);
  if (is_follow_up) source_from["ticket_id"] = ticket.followup_source.value;
  source_from.close();
  std::string source;
  ObjectText inner(source);
  inner.raw("from", from);
  inner.raw("to", "{}");
  inner.text_or_null("rel", ticket.via_rel);
  inner.close();
  whole.raw("source", source);
  whole.close();
  out.raw("via", via);
}

void write_relations(TicketId id, const TicketRelations& relations, ObjectText& out) {
  out["has_incidents"] = relations.with_incidents.contains(id.value);
  std::string ids;
  if (const auto found = relations.follow_ups.find(id.value); found != relations.follow_ups.end())
    for (const auto one : found->second) ids.append(ids.empty() ? "" : " ").append(std::to_string(one.value));
  out.numbers("followup_ids", ids);
}

// What the work on it took and what it waits for: staff's own business.
void write_work(bool internal, const tickets::Ticket& ticket, ObjectText& out) {
  out.time("snoozed_until", internal ? ticket.snoozed_until : std::nullopt);
  if (internal)
    out["time_spent_seconds"] = ticket.time_spent_s;
  else
    out["time_spent_seconds"] = nullptr;
  out.text_or_null("checklist_progress", internal ? ticket.checklist_progress : "");
  out.text_or_null("approval_status", internal ? ticket.approval_status : "");
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
  return json::object({{"channel", shown_channel(channel)},
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

json::object present_ticket(const Call& call, const tickets::Listed& listed, bool has_draft,
                            const TicketRelations& relations) {
  std::string text;
  ObjectText out(text);
  write_ticket(showing_of(call), listed, has_draft, relations, out);
  out.close();
  return std::move(parse_own(text).get_object());
}

void write_ticket(const Showing& showing, const tickets::Listed& listed, bool has_draft,
                  const TicketRelations& relations, ObjectText& out) {
  const auto& t = listed.ticket;
  const bool internal = showing.internal;
  const bool hide_private = !internal && !t.last_comment_public;
  out["url"] = showing.base_url + "/api/v2/tickets/" + std::to_string(t.id.value) + ".json";
  out["id"] = t.id.value;
  out.text_or_null("external_id", t.external_id);
  write_via(t, out);
  out.time("created_at", t.created_at);
  out.time("updated_at", t.updated_at);
  out["generated_timestamp"] = (listed.generated_at ? listed.generated_at : t.updated_at) / base::second_us;
  out.text_or_null("type", t.type);
  out["subject"] = t.subject;
  out["raw_subject"] = t.subject;
  out["description"] = internal || listed.description_public ? std::string_view(listed.description) : "";
  out.text_or_null("priority", t.priority);
  out["status"] = tickets::render_status(t.status);
  out.text_or_null("recipient", t.recipient);
  out["requester_id"] = t.requester.value;
  out["submitter_id"] = t.submitter.value;
  out.id_or_null("assignee_id", t.assignee);
  out.id_or_null("organization_id", t.organization);
  out.id_or_null("group_id", t.group);
  out.numbers("collaborator_ids", collaborators(t));
  out.numbers("follower_ids", t.follower_ids);
  out.numbers("email_cc_ids", t.email_cc_ids);
  out.id_or_null("problem_id", t.problem);
  out["is_public"] = t.is_public;
  out.time("due_at", t.due_at);
  out.words("tags", t.tags);
  write_relations(t.id, relations, out);
  // Parts of the conventions the desk has no data for; clients expect the keys.
  out["forum_topic_id"] = nullptr;
  out.raw("sharing_agreement_ids", "[]");
  out["allow_channelback"] = false;
  out["allow_attachments"] = true;
  out["from_messaging_channel"] = false;
  write_satisfaction(t, out);
  write_defined_members(showing, t, out);
  out.id_or_null("mailbox_id", t.mailbox);
  out["comment_count"] = internal ? t.comment_count : t.public_comment_count;
  out.time("last_comment_at", hide_private ? std::nullopt : t.last_comment_at);
  if (hide_private)
    out["last_comment_excerpt"] = nullptr;
  else
    out["last_comment_excerpt"] = t.last_comment_excerpt;
  out.id_or_null("last_comment_author_id", hide_private ? UserId() : t.last_comment_author);
  if (t.last_comment)
    out["last_comment_public"] = t.last_comment_public || hide_private;
  else
    out["last_comment_public"] = nullptr;
  out["has_attachments"] = t.has_attachments;
  out["has_draft"] = has_draft;
  write_work(internal, t, out);
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
  const auto iana = sla::iana_zone_of(user.time_zone);
  out["iana_time_zone"] = iana.empty() ? std::string_view(user.time_zone) : iana;
  out["phone"] = text_or_null(user.phone);
  out["shared_phone_number"] = nullptr;
  out["photo"] = present_photo(call.base_url, user.photo);
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

Answer answer_made(std::string_view name, json::object presented) {
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = json::object{{name, std::move(presented)}};
  return answer;
}

json::object present_delivery(const events::OutboxRow& row) {
  json::array recipients, bcc;
  boost::system::error_code broken;
  const auto parsed = json::parse(row.recipients, broken);
  if (const auto* object = broken ? nullptr : parsed.if_object())
    for (auto [kind, out] : {std::pair{"to", &recipients}, std::pair{"cc", &recipients}, std::pair{"bcc", &bcc}})
      if (const auto* list = object->if_contains(kind); list && list->is_array())
        for (const auto& person : list->get_array()) out->push_back(person.at("address"));
  return {{"outgoing_message_id", row.id.value},
          {"state", row.state},
          {"error", row.error ? json::value(*row.error) : json::value(nullptr)},
          {"hold_reason", text_or_null(row.hold_reason)},
          {"attempts", row.attempts},
          {"sent_at", time_or_null(row.sent_at)},
          {"message_id", text_or_null(row.message_id)},
          {"recipients", std::move(recipients)},
          {"bcc", std::move(bcc)}};
}

}  // namespace pult::api
