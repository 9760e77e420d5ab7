-- compatible: 0001
-- Warnings before a clock of a ticket is over, and loud alerts: where they go, when, and who took them.

ALTER TABLE sla_clocks ADD COLUMN warn_at BIGINT;  -- when it is to be warned of; NULL: it does not tick
-- Deadlines that were warned of: once, however often a ticket comes back to one.
CREATE TABLE sla_warnings (
  ticket_id BIGINT NOT NULL,
  metric KEY_TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  PRIMARY KEY (ticket_id, metric, due_at)
);

-- Who hears of the deadlines of a group's tickets beside those who work on them.
CREATE TABLE group_leads (
  group_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  PRIMARY KEY (group_id, user_id)
);

ALTER TABLE notification_settings ADD COLUMN sla_warning TEXT NOT NULL DEFAULT 'push';
ALTER TABLE notification_settings ADD COLUMN sla_breach TEXT NOT NULL DEFAULT 'push';
ALTER TABLE notifications ADD COLUMN metric TEXT;    -- of kinds sla_warning and sla_breach: the clock
ALTER TABLE notifications ADD COLUMN due_at BIGINT;

CREATE TABLE alert_channels (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                          -- hook | pushover | ntfy
  locale TEXT NOT NULL,                        -- of what it says
  is_active BIGINT NOT NULL,
  config BYTES NOT NULL,                       -- sealed JSON: where and how to call
  last_success_at BIGINT,
  last_error TEXT,                             -- of the newest call; NULL: it went well
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE alert_rules (
  id ID_PRIMARY_KEY,
  title TEXT NOT NULL,
  is_active BIGINT NOT NULL,
  event TEXT NOT NULL,          -- sla_warning | sla_breach | ticket_urgent | mailbox_failing | outgoing_failing
  priority TEXT,                               -- this one and above; NULL: every one
  policy_id BIGINT,                            -- NULL: every one
  group_id BIGINT,                             -- NULL: every one
  channel_ids TEXT NOT NULL,                   -- separated by spaces
  escalation_channel_ids TEXT NOT NULL,
  delay_minutes BIGINT NOT NULL,
  repeat_minutes BIGINT NOT NULL,              -- 0: once
  escalate_minutes BIGINT NOT NULL,            -- 0: never
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE alerts (
  id ID_PRIMARY_KEY,
  rule_id BIGINT NOT NULL,
  event TEXT NOT NULL,
  cause KEY_TEXT NOT NULL,                     -- what it stands for; one alert of a rule at a time
  ticket_id BIGINT,
  facts TEXT NOT NULL,                         -- JSON: clock, deadline, policy, mailbox
  secret BYTES NOT NULL,                       -- sealed: signs the links by which it is taken
  rounds BIGINT NOT NULL DEFAULT 0,
  first_round_at BIGINT,
  last_round_at BIGINT,
  escalated_at BIGINT,
  acknowledged_at BIGINT,
  acknowledged_by BIGINT,                      -- NULL: by a link
  acknowledged_via TEXT,                       -- app | the name of the channel whose link it was
  ended_at BIGINT,
  end_reason TEXT,                             -- answered | changed | recovered | removed
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX alerts_running ON alerts (rule_id, cause) WHERE ended_at IS NULL;
CREATE INDEX alerts_running_by_ticket ON alerts (ticket_id) WHERE ended_at IS NULL;
CREATE INDEX alerts_open ON alerts (id) WHERE ended_at IS NULL AND acknowledged_at IS NULL;
CREATE INDEX alerts_acknowledged ON alerts (id) WHERE ended_at IS NULL AND acknowledged_at IS NOT NULL;

-- One row per call that is to be made: written with the round it belongs to.
CREATE TABLE alert_calls (
  id ID_PRIMARY_KEY,
  alert_id BIGINT NOT NULL,
  channel_id BIGINT NOT NULL,
  state TEXT NOT NULL,                         -- queued | sending | sent | failed | dropped
  attempts BIGINT NOT NULL DEFAULT 0,
  status_code BIGINT NOT NULL DEFAULT 0,
  error TEXT,
  next_attempt_at BIGINT NOT NULL,             -- while sending: when its worker counts as dead
  created_at BIGINT NOT NULL,
  completed_at BIGINT
);
CREATE INDEX alert_calls_due ON alert_calls (next_attempt_at, id) WHERE state IN ('queued', 'sending');
CREATE INDEX alert_calls_by_alert ON alert_calls (alert_id, id);
