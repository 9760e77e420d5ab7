// SPDX-License-Identifier: AGPL-3.0-or-later
// The members of every kind of object of the v2 conventions and their types: what a client may read without looking
// first. i integer, n number, s text, b boolean, t time, d date, u address, l list, o object; null is always allowed.
import type { Json } from "../../component/harness/client.js";

const members: Record<string, string> = {
  ticket:
    "url:u id:i external_id:s via:o created_at:t updated_at:t generated_timestamp:i type:s subject:s raw_subject:s " +
    "description:s priority:s status:s recipient:s requester_id:i submitter_id:i assignee_id:i organization_id:i " +
    "group_id:i collaborator_ids:l follower_ids:l email_cc_ids:l forum_topic_id:i problem_id:i has_incidents:b " +
    "is_public:b due_at:t tags:l custom_fields:l satisfaction_rating:o sharing_agreement_ids:l custom_status_id:i " +
    "fields:l followup_ids:l ticket_form_id:i brand_id:i allow_channelback:b allow_attachments:b " +
    "from_messaging_channel:b",
  comment:
    "id:i type:s author_id:i body:s html_body:s plain_body:s public:b attachments:l audit_id:i via:o created_at:t " +
    "metadata:o",
  audit: "id:i ticket_id:i created_at:t author_id:i metadata:o events:l via:o",
  user:
    "id:i url:u name:s email:s created_at:t updated_at:t time_zone:s iana_time_zone:s phone:s shared_phone_number:b " +
    "photo:o locale_id:i locale:s organization_id:i role:s verified:b external_id:s tags:l alias:s active:b shared:b " +
    "shared_agent:b last_login_at:t two_factor_auth_enabled:b signature:s details:s notes:s role_type:i " +
    "custom_role_id:i moderator:b ticket_restriction:s only_private_comments:b restricted_agent:b suspended:b " +
    "default_group_id:i report_csv:b user_fields:o",
  identity: "url:u id:i user_id:i type:s value:s verified:b primary:b created_at:t updated_at:t deliverable_state:s",
  organization:
    "url:u id:i name:s shared_tickets:b shared_comments:b external_id:s created_at:t updated_at:t domain_names:l " +
    "details:s notes:s group_id:i tags:l organization_fields:o",
  organization_membership:
    "url:u id:i user_id:i organization_id:i default:b organization_name:s created_at:t updated_at:t view_tickets:b",
  group: "url:u id:i is_public:b name:s description:s default:b deleted:b created_at:t updated_at:t",
  group_membership: "url:u id:i user_id:i group_id:i default:b created_at:t updated_at:t",
  tag: "name:s count:i",
  ticket_field:
    "url:u id:i type:s title:s raw_title:s description:s raw_description:s position:i active:b required:b " +
    "collapsed_for_agents:b regexp_for_validation:s title_in_portal:s raw_title_in_portal:s visible_in_portal:b " +
    "editable_in_portal:b required_in_portal:b tag:s created_at:t updated_at:t removable:b agent_description:s",
  option: "id:i name:s raw_name:s value:s",
  person_field:
    "url:u id:i type:s key:s title:s description:s raw_title:s raw_description:s position:i active:b system:b " +
    "regexp_for_validation:s created_at:t updated_at:t",
  ticket_form:
    "url:u id:i name:s raw_name:s display_name:s raw_display_name:s end_user_visible:b position:i ticket_field_ids:l " +
    "active:b default:b in_all_brands:b restricted_brand_ids:l agent_conditions:l end_user_conditions:l created_at:t " +
    "updated_at:t",
  brand:
    "url:u id:i name:s brand_url:s subdomain:s host_mapping:s has_help_center:b help_center_state:s active:b " +
    "default:b is_deleted:b logo:o ticket_form_ids:l signature_template:s created_at:t updated_at:t",
  item: "url:u id:i name:s placeholder:s default_locale_id:i outdated:b created_at:t updated_at:t variants:l",
  variant: "url:u id:i content:s locale_id:i outdated:b active:b default:b created_at:t updated_at:t",
  locale: "url:u id:i locale:s name:s created_at:t updated_at:t",
  custom_role: "id:i name:s description:s role_type:i team_member_count:i configuration:o created_at:t updated_at:t",
  view:
    "url:u id:i title:s active:b updated_at:t created_at:t position:i description:s execution:o conditions:o " +
    "restriction:o",
  view_count: "url:u view_id:i value:i pretty:s fresh:b",
  macro:
    "url:u id:i title:s raw_title:s active:b updated_at:t created_at:t default:b position:i description:s actions:l " +
    "restriction:o",
  trigger:
    "url:u id:i title:s raw_title:s active:b updated_at:t created_at:t default:b actions:l conditions:o " +
    "description:s position:i category_id:s",
  automation:
    "url:u id:i title:s raw_title:s active:b updated_at:t created_at:t default:b actions:l conditions:o position:i",
  sla_policy: "url:u id:i title:s description:s position:i filter:o policy_metrics:l created_at:t updated_at:t",
  ticket_metric:
    "url:u id:i ticket_id:i created_at:t updated_at:t group_stations:i assignee_stations:i reopens:i replies:i " +
    "assignee_updated_at:t requester_updated_at:t status_updated_at:t initially_assigned_at:t assigned_at:t " +
    "solved_at:t latest_comment_added_at:t reply_time_in_minutes:o first_resolution_time_in_minutes:o " +
    "full_resolution_time_in_minutes:o agent_wait_time_in_minutes:o requester_wait_time_in_minutes:o " +
    "on_hold_time_in_minutes:o",
  satisfaction_rating:
    "url:u id:i assignee_id:i group_id:i requester_id:i ticket_id:i score:s created_at:t updated_at:t comment:s " +
    "reason:s reason_id:i reason_code:i",
  suspended_ticket:
    "url:u id:i author:o subject:s content:s cause:s cause_id:i message_id:s ticket_id:i created_at:t updated_at:t " +
    "via:o attachments:l recipient:s brand_id:i",
  request:
    "url:u id:i status:s priority:s type:s subject:s description:s organization_id:i via:o custom_fields:l " +
    "requester_id:i collaborator_ids:l email_cc_ids:l is_public:b due_at:t can_be_solved_by_me:b created_at:t " +
    "updated_at:t recipient:s followup_source_id:i assignee_id:i group_id:i ticket_form_id:i custom_status_id:i " +
    "fields:l",
  upload: "token:s expires_at:t attachments:l attachment:o",
  attachment:
    "url:u id:i file_name:s content_url:u mapped_content_url:u content_type:s size:i width:i height:i inline:b " +
    "deleted:b malware_access_override:b malware_scan_result:s thumbnails:l",
  webhook:
    "id:s name:s description:s status:s subscriptions:l created_at:t created_by:s endpoint:s http_method:s " +
    "request_format:s",
  activity: "url:u id:i title:s verb:s user_id:i actor_id:i object:o target:o user:o actor:o created_at:t updated_at:t",
  job_status: "id:s url:u job_type:s total:i progress:i status:s message:s results:l",
  oauth_client:
    "url:u id:i name:s identifier:s company:s description:s redirect_uri:l secret:s created_at:t updated_at:t",
  oauth_token: "url:u id:i user_id:i client_id:i token:s scopes:l created_at:t used_at:t expires_at:t",
  session: "url:u id:i user_id:i authenticated_at:t last_seen_at:t",
  ticket_event: "id:i ticket_id:i timestamp:i updater_id:i via:s system:o event_type:s child_events:l",
  count: "value:i refreshed_at:t",
};

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const fits: Record<string, (value: unknown) => boolean> = {
  i: (value) => Number.isInteger(value),
  n: (value) => typeof value === "number",
  s: (value) => typeof value === "string",
  b: (value) => typeof value === "boolean",
  t: (value) => typeof value === "string" && time.test(value),
  d: (value) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value),
  u: (value) => typeof value === "string" && /^https?:\/\//.test(value),
  l: (value) => Array.isArray(value),
  o: (value) => typeof value === "object" && !Array.isArray(value),
};

// What an object lacks to be of its kind, or of members written down ("value:i refreshed_at:t").
export function kind_problems(kind: string, value: Json, at: string): string[] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [`${at} is no object`];
  const problems: string[] = [];
  for (const member of (members[kind] ?? kind).split(" ")) {
    const [name, type] = member.split(":") as [string, string];
    if (!(name in value)) problems.push(`${at}.${name} is missing`);
    else if (value[name] !== null && !fits[type]!(value[name]))
      problems.push(`${at}.${name} is ${JSON.stringify(value[name])?.slice(0, 60)}, not of type ${type}`);
  }
  return problems;
}
