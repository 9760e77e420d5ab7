// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/account_settings.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::string_view row_name = "account_settings";

// What people may set. Names are those of the v2 conventions.
constexpr std::string_view writable = R"({
  "branding": {"header_color": "1f73b7", "page_background_color": "ffffff", "tab_background_color": "ffffff",
    "text_color": "ffffff", "header_logo_url": null, "favicon_url": null},
  "tickets": {"comments_public_by_default": true, "is_first_comment_private_enabled": true,
    "list_newest_comments_first": true, "collaboration": true, "follower_and_email_cc_collaborations": true,
    "tagging": true, "list_empty_views": true, "maximum_personal_views_to_list": 8, "markdown_ticket_comments": false,
    "rich_text_comments": true, "emoji_autocompletion": true, "email_attachments": true, "private_attachments": true,
    "agent_collision": true, "agent_ticket_deletion": false, "status_hold": true, "assign_default_organization": true,
    "assign_tickets_upon_solve": true, "allow_group_reset": true, "using_skill_based_routing": false,
    "light_agent_email_ccs_allowed": false, "agent_invitation_enabled": true, "auto_translation_enabled": false},
  "agents": {"agent_home": false, "agent_workspace": true, "focus_mode": false, "idle_timeout_enabled": false,
    "unified_agent_statuses": false},
  "groups": {"check_group_name_uniqueness": true},
  "user": {"tagging": true, "time_zone_selection": true, "language_selection": true, "multiple_organizations": true,
    "agent_created_welcome_emails": true, "end_user_phone_number_validation": false, "have_gravatars_enabled": false},
  "brands": {"require_brand_on_new_tickets": false},
  "localization": {"locale_ids": [1, 2, 3, 4, 5]},
  "ticket_form": {"ticket_forms_instructions": "", "raw_ticket_forms_instructions": ""},
  "rule": {"macro_most_used": true, "macro_order": "alphabetical", "skill_based_filtered_views": [],
    "using_skill_based_routing": false},
  "macro_names": {"guidance": "", "pattern": "", "max_length": 0, "forbidden_words": "", "enforced": false},
  "time_tracking": {"timer": false, "billable": false},
  "lifecycle": {"close_after_days": 28, "remind_after_days": 0, "solve_after_days": 0, "reminder_text": ""},
  "side_conversations": {"show_in_context_panel": false, "email_channel": false, "slack_channel": false,
    "tickets_channel": false, "msteams_channel": false},
  "sla": {"warning_minutes": 30, "admins_hear": "breaches"}
})";

// What tells about the desk.
constexpr std::string_view fixed = R"({
  "apps": {"use": false, "create_private": false, "create_public": false},
  "chat": {"available": false, "enabled": false, "integrated": false, "maximum_request_count": 0,
    "welcome_message": ""},
  "voice": {"enabled": false, "maintenance": false, "logging": false, "outbound_enabled": false,
    "agent_confirmation_when_forwarding": false, "agent_wrap_up_after_calls": false, "maximum_queue_size": 0,
    "maximum_queue_wait_time": 0, "only_during_business_hours": false, "recordings_public": false,
    "uk_mobile_forwarding": false},
  "twitter": {"shorten_url": "optional"},
  "statistics": {"forum": false, "search": true, "rule_usage": true},
  "active_features": {"user_tagging": true, "ticket_tagging": true, "topic_suggestion": false, "voice": false,
    "facebook_login": false, "google_login": false, "twitter_login": false, "forum_analytics": false,
    "business_hours": true, "agent_forwarding": false, "chat": false, "chat_about_my_ticket": false,
    "customer_satisfaction": true, "satisfaction_prediction": false, "csat_reason_code": true, "markdown": true,
    "bcc_archiving": false, "allow_ccs": true, "advanced_analytics": false, "insights": false, "sandbox": false,
    "suspended_ticket_notification": false, "twitter": false, "facebook": false, "dynamic_contents": true,
    "light_agents": true, "ticket_forms": true, "user_org_fields": true, "is_abusive": false,
    "rich_content_in_emails": true, "benchmark_opt_out": true, "custom_dkim_domain": false, "on_hold_status": true,
    "organization_access_enabled": true, "explore": false, "good_data_and_explore": false,
    "explore_on_support_pro_plan": false, "explore_on_support_ent_plan": false, "fallback_composer": false,
    "automatic_answers": false, "allow_email_template_customization": false,
    "customer_context_as_default": false},
  "api": {"accepted_api_agreement": true, "api_password_access": "false", "api_token_access": "true"},
  "metrics": {"account_size": "1-9"},
  "routing": {"enabled": false, "max_email_capacity": 0, "max_messaging_capacity": 0, "autorouting_tag": "",
    "reassignment_messaging_enabled": false, "reassignment_messaging_timeout": 0, "reassignment_talk_timeout": 0}
})";

json::object parsed(std::string_view text) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  return !broken && value.is_object() ? std::move(value.get_object()) : json::object();
}

const json::object& writable_defaults() {
  static const json::object tree = parsed(writable);
  return tree;
}

void lay_over(json::object& tree, const json::object& changes) {
  for (const auto& [group, members] : changes)
    if (auto* into = tree.if_contains(group); into && into->is_object() && members.is_object())
      for (const auto& [name, value] : members.get_object()) into->get_object()[name] = value;
}

bool is_alike(const json::value& known, const json::value& value) {
  if (known.is_null()) return value.is_null() || value.is_string();
  return known.kind() == value.kind();
}

}  // namespace

Result<std::string> load_account_settings(sql::Transaction& tx) {
  return PULT_TRY(tx.one("SELECT value FROM settings WHERE name = ?1", {row_name},
                         [](const sql::Row& row) { return row.string(0); }))
      .value_or("{}");
}

Result<void> save_account_settings(sql::Transaction& tx, const std::string& changed) {
  PULT_TRY(
      tx.run("INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET "
             "value = excluded.value",
             {row_name, changed}));
  return {};
}

json::object account_settings(const std::string& changed) {
  auto tree = writable_defaults();
  lay_over(tree, parsed(changed));
  for (auto& [group, members] : parsed(fixed)) tree[group] = members;
  return tree;
}

Lifecycle lifecycle_of(const json::object& tree) {
  const auto& rules = tree.at("lifecycle").as_object();
  return {rules.at("close_after_days").as_int64(), rules.at("remind_after_days").as_int64(),
          rules.at("solve_after_days").as_int64(), std::string(rules.at("reminder_text").as_string())};
}

Result<std::string> merge_account_settings(const std::string& changed, const json::object& sent) {
  auto out = parsed(changed);
  for (const auto& [group, members] : sent) {
    const auto* known = writable_defaults().if_contains(group);
    if (!known || !members.is_object()) continue;
    for (const auto& [name, value] : members.get_object()) {
      const auto* standard = known->get_object().if_contains(name);
      if (!standard) continue;
      if (!is_alike(*standard, value))
        return base::fail_field(std::string(group) + "." + std::string(name), "InvalidValue",
                                std::string(name) + ": is of the wrong type");
      auto& into = out[group];
      if (!into.is_object()) into = json::object();
      into.get_object()[name] = value;
    }
  }
  return json::serialize(out);
}

}  // namespace pult::tickets
