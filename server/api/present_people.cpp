// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/present.hpp"
#include "api/upload_input.hpp"
#include "tickets/person_fields.hpp"

namespace pult::api {

json::object present_identity(const Call& call, const people::Identity& identity) {
  return {{"url", call.url("users/" + std::to_string(identity.user.value) + "/identities/" +
                           std::to_string(identity.id.value))},
          {"id", identity.id.value},
          {"user_id", identity.user.value},
          {"type", identity.type},
          {"value", identity.value},
          {"verified", identity.verified},
          {"primary", identity.is_primary},
          {"created_at", base::render_iso8601(identity.created_at)},
          {"updated_at", base::render_iso8601(identity.updated_at)},
          {"undeliverable_count", identity.undeliverable_count},
          {"deliverable_state", identity.deliverable_state},
          {"verification_method", identity.verified ? json::value("none") : json::value(nullptr)}};
}

json::object present_organization(const Call& call, const people::Organization& organization) {
  return {
      {"url", call.url("organizations/" + std::to_string(organization.id.value))},
      {"id", organization.id.value},
      {"name", organization.name},
      {"shared_tickets", organization.shared_tickets},
      {"shared_comments", organization.shared_comments},
      {"external_id", text_or_null(organization.external_id)},
      {"created_at", base::render_iso8601(organization.created_at)},
      {"updated_at", base::render_iso8601(organization.updated_at)},
      {"domain_names", tag_array(organization.domain_names)},
      {"details", text_or_null(organization.details)},
      {"notes", text_or_null(organization.notes)},
      {"group_id", id_or_null(organization.group)},
      {"tags", tag_array(organization.tags)},
      {"organization_fields", tickets::present_person_fields(*call.services.desk.definitions(call.tx),
                                                             tickets::FieldTarget::organization, organization.fields)}};
}

json::object present_group(const Call& call, const people::Group& group) {
  const auto policy = call.services.desk.definitions(call.tx)->policy_of(group.id);
  return {{"url", call.url("groups/" + std::to_string(group.id.value))},
          {"id", group.id.value},
          {"is_public", group.is_public},
          {"name", group.name},
          {"description", group.description},
          {"signature", group.signature},
          {"default", group.is_default},
          {"deleted", group.deleted},
          {"reopen_policy", tickets::render_reopening(policy.reopening)},
          {"reopen_days", policy.reopen_days},
          {"ownership_timeout_hours", policy.ownership_hours},
          {"created_at", base::render_iso8601(group.created_at)},
          {"updated_at", base::render_iso8601(group.updated_at)}};
}

json::object present_membership(const Call& call, const people::GroupMembership& membership) {
  return {{"url", call.url("group_memberships/" + std::to_string(membership.id.value))},
          {"id", membership.id.value},
          {"user_id", membership.user.value},
          {"group_id", membership.group.value},
          {"default", membership.is_default},
          {"created_at", base::render_iso8601(membership.created_at)},
          {"updated_at", base::render_iso8601(membership.updated_at)}};
}

namespace {

// Its size is not known before somebody looks.
json::array thumbnails_of(const Call& call, const tickets::Attachment& attachment) {
  if (!has_thumbnail(attachment)) return {};
  const auto path = "attachments/" + std::to_string(attachment.id.value);
  const auto content = call.base_url + "/api/v2/" + path + "/thumbnail";
  return {json::object{{"url", call.url(path)},
                       {"id", attachment.id.value},
                       {"file_name", attachment.file_name + ".webp"},
                       {"content_url", content},
                       {"mapped_content_url", content},
                       {"content_type", "image/webp"},
                       {"size", nullptr},
                       {"width", nullptr},
                       {"height", nullptr},
                       {"inline", false},
                       {"deleted", false},
                       {"malware_access_override", false},
                       {"malware_scan_result", "not_scanned"}}};
}

}  // namespace

json::object present_attachment(const Call& call, const tickets::Attachment& attachment) {
  const auto path = "attachments/" + std::to_string(attachment.id.value);
  const auto content = call.base_url + "/api/v2/" + path + "/content";
  return {{"url", call.url(path)},
          {"id", attachment.id.value},
          {"file_name", attachment.file_name},
          {"content_url", content},
          {"mapped_content_url", content},
          {"content_type", attachment.content_type},
          {"size", attachment.size},
          {"width", nullptr},
          {"height", nullptr},
          {"inline", attachment.is_inline},
          {"deleted", false},
          {"malware_access_override", false},
          {"malware_scan_result", "not_scanned"},
          {"thumbnails", thumbnails_of(call, attachment)}};
}

json::object present_draft(const tickets::Draft& draft) {
  boost::system::error_code broken;
  auto uploads = json::parse(draft.uploads, broken);
  boost::system::error_code broken_bcc;
  auto bcc = json::parse(draft.bcc, broken_bcc);
  return {{"ticket_id", draft.ticket.value},
          {"user_id", draft.user.value},
          {"body", draft.body},
          {"html_body", text_or_null(draft.html_body)},
          {"public", draft.is_public},
          {"uploads", broken ? json::value(json::array()) : std::move(uploads)},
          {"bcc", broken_bcc ? json::value(json::array()) : std::move(bcc)},
          {"shared", draft.is_shared},
          {"taken_by_id", id_or_null(draft.taken_by)},
          {"updated_at", base::render_iso8601(draft.updated_at)}};
}

}  // namespace pult::api
