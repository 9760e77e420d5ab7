// SPDX-License-Identifier: AGPL-3.0-or-later
// The routes of all resources; each file of a resource defines its own.
#pragma once
#include <vector>

#include "api/call.hpp"

namespace pult::api {

std::vector<Route> ticket_routes();
std::vector<Route> ticket_field_routes();
std::vector<Route> user_field_routes();
std::vector<Route> organization_field_routes();
std::vector<Route> ticket_form_routes();
std::vector<Route> custom_status_routes();
std::vector<Route> brand_routes();
std::vector<Route> dynamic_content_routes();
std::vector<Route> locale_routes();
std::vector<Route> account_routes();
std::vector<Route> recipient_address_routes();
std::vector<Route> comment_routes();
std::vector<Route> side_conversation_routes();
std::vector<Route> side_draft_routes();
std::vector<Route> context_link_routes();
std::vector<Route> draft_routes();
std::vector<Route> scheduled_reply_routes();
std::vector<Route> snooze_routes();
std::vector<Route> view_routes();
std::vector<Route> view_list_routes();
std::vector<Route> macro_routes();
std::vector<Route> macro_name_routes();
std::vector<Route> macro_apply_routes();
std::vector<Route> macro_attachment_routes();
std::vector<Route> trigger_routes();
std::vector<Route> trigger_category_routes();
std::vector<Route> automation_routes();
std::vector<Route> sla_policy_routes();
std::vector<Route> schedule_routes();
std::vector<Route> search_routes();
std::vector<Route> guide_routes();
std::vector<Route> report_routes();
std::vector<Route> help_center_routes();
std::vector<Route> help_center_translation_routes();
std::vector<Route> help_center_search_routes();
std::vector<Route> incremental_routes();
std::vector<Route> ticket_event_routes();
std::vector<Route> job_status_routes();
std::vector<Route> ticket_bulk_routes();
std::vector<Route> view_bulk_routes();
std::vector<Route> job_undo_routes();
std::vector<Route> ticket_relation_routes();
std::vector<Route> redaction_routes();
std::vector<Route> deleted_ticket_routes();
std::vector<Route> ticket_people_routes();
std::vector<Route> ticket_note_routes();
std::vector<Route> ticket_metric_routes();
std::vector<Route> ticket_sla_routes();
std::vector<Route> ticket_import_routes();
std::vector<Route> tag_routes();
std::vector<Route> upload_routes();
std::vector<Route> thumbnail_routes();
std::vector<Route> user_routes();
std::vector<Route> user_bulk_routes();
std::vector<Route> merge_routes();
std::vector<Route> person_tag_routes();
std::vector<Route> user_session_routes();
std::vector<Route> password_routes();
std::vector<Route> password_link_routes();
std::vector<Route> me_routes();
std::vector<Route> identity_routes();
std::vector<Route> address_proof_routes();
std::vector<Route> address_proof_pages();  // of page_routes
std::vector<Route> custom_role_routes();
std::vector<Route> organization_routes();
std::vector<Route> organization_bulk_routes();
std::vector<Route> membership_routes();
std::vector<Route> organization_subscription_routes();
std::vector<Route> group_routes();
std::vector<Route> group_membership_routes();
std::vector<Route> session_routes();
std::vector<Route> token_routes();
std::vector<Route> oauth_client_routes();
std::vector<Route> oauth_token_routes();
std::vector<Route> oauth_grant_routes();    // of page_routes
std::vector<Route> oauth_consent_routes();  // of page_routes
std::vector<Route> mailbox_routes();
std::vector<Route> mail_filter_routes();
std::vector<Route> priority_setting_routes();
std::vector<Route> suspended_routes();
std::vector<Route> suspended_export_routes();
std::vector<Route> seat_routes();
std::vector<Route> outgoing_routes();
std::vector<Route> webhook_routes();
std::vector<Route> audit_log_routes();
std::vector<Route> import_routes();
std::vector<Route> request_routes();
std::vector<Route> request_comment_routes();
std::vector<Route> satisfaction_routes();
std::vector<Route> activity_routes();
std::vector<Route> bookmark_routes();
std::vector<Route> branding_routes();
std::vector<Route> branding_pages();  // of page_routes
std::vector<Route> notification_routes();
std::vector<Route> group_lead_routes();
std::vector<Route> alert_channel_routes();
std::vector<Route> alert_rule_routes();
std::vector<Route> alert_routes();
std::vector<Route> alert_pages();  // of page_routes
std::vector<Route> push_subscription_routes();
std::vector<Route> dashboard_routes();
std::vector<Route> checklist_routes();
std::vector<Route> checklist_template_routes();
std::vector<Route> presence_routes();
std::vector<Route> time_entry_routes();
std::vector<Route> approval_routes();
std::vector<Route> approval_pages();  // of page_routes
std::vector<Route> housekeeping_routes();
std::vector<Route> erasure_routes();
std::vector<Route> personal_data_routes();
std::vector<Route> retention_routes();
std::vector<Route> round_trip_routes();
std::vector<Route> custom_object_routes();
std::vector<Route> custom_object_field_routes();
std::vector<Route> custom_object_record_routes();
std::vector<Route> custom_object_search_routes();
std::vector<Route> custom_object_job_routes();
std::vector<Route> relationship_routes();
std::vector<Route> meta_routes();

}  // namespace pult::api
