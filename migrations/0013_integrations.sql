-- compatible: 0001
-- Webhooks with their own outbox, replays of requests, and the log of what admins changed.

CREATE TABLE webhooks (
  id KEY_TEXT NOT NULL PRIMARY KEY,            -- ULID
  name TEXT NOT NULL,
  description TEXT,
  is_active BIGINT NOT NULL,
  endpoint TEXT NOT NULL,
  http_method TEXT NOT NULL,
  request_format TEXT NOT NULL,
  subscriptions TEXT NOT NULL,                 -- separated by spaces
  auth_type TEXT,                              -- basic_auth | bearer_token | api_key
  auth_data BYTES,                             -- sealed JSON object
  custom_headers BYTES,                        -- sealed JSON object
  signing_secret BYTES NOT NULL,               -- sealed
  external_source TEXT,                        -- JSON
  created_by BIGINT NOT NULL,
  updated_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  -- The circuit breaker: what happened since window_started_at, and until when nothing is sent.
  window_started_at BIGINT NOT NULL DEFAULT 0,
  window_attempts BIGINT NOT NULL DEFAULT 0,
  window_errors BIGINT NOT NULL DEFAULT 0,
  broken_until BIGINT NOT NULL DEFAULT 0,
  broken_times BIGINT NOT NULL DEFAULT 0       -- in a row
);

-- One row per call that is to be made: written with the change that causes it.
CREATE TABLE webhook_invocations (
  number ID_PRIMARY_KEY,                       -- the order of events
  id KEY_TEXT NOT NULL UNIQUE,                 -- ULID; the same in every attempt, so that receivers know duplicates
  webhook_id KEY_TEXT NOT NULL,
  event_type TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,                         -- queued | sending | success | failed | terminated
  outcome TEXT NOT NULL,                       -- what the API calls its status: of the last attempt while it waits
  status_code BIGINT NOT NULL DEFAULT 0,
  attempts BIGINT NOT NULL DEFAULT 0,
  next_attempt_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  completed_at BIGINT                          -- of the last attempt
);
CREATE INDEX webhook_invocations_due ON webhook_invocations (next_attempt_at) WHERE state IN ('queued', 'sending');
CREATE INDEX webhook_invocations_sending ON webhook_invocations (webhook_id) WHERE state = 'sending';
CREATE INDEX webhook_invocations_by_webhook ON webhook_invocations (webhook_id, number);
CREATE INDEX webhook_invocations_finished ON webhook_invocations (completed_at)
  WHERE state NOT IN ('queued', 'sending');

CREATE TABLE webhook_attempts (
  id KEY_TEXT NOT NULL PRIMARY KEY,            -- ULID
  invocation_id KEY_TEXT NOT NULL,
  status_code BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  request TEXT NOT NULL,                       -- JSON {headers, payload}, without secrets, cut to a bound
  response TEXT NOT NULL,
  completed_at BIGINT NOT NULL
);
CREATE INDEX webhook_attempts_by_invocation ON webhook_attempts (invocation_id, id);

-- Answers to POSTs with an Idempotency-Key, for two hours.
CREATE TABLE idempotency_keys (
  user_id BIGINT NOT NULL,
  key_digest TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  status BIGINT NOT NULL,
  headers TEXT NOT NULL,                       -- JSON
  body BYTES NOT NULL,                         -- sealed
  created_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, key_digest)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE audit_logs (
  id ID_PRIMARY_KEY,
  action TEXT NOT NULL,                        -- create | update | destroy | login | exported
  actor_id BIGINT NOT NULL,                    -- -1: the command line
  actor_name TEXT NOT NULL,                    -- as it was then
  source_type TEXT NOT NULL,
  source_id BIGINT,                            -- NULL where it has none or another kind of id
  source_label TEXT NOT NULL,
  change_description TEXT NOT NULL,
  ip_address TEXT,
  created_at BIGINT NOT NULL
);
CREATE INDEX audit_logs_by_source ON audit_logs (source_type, source_id, id);
CREATE INDEX audit_logs_by_actor ON audit_logs (actor_id, id);
CREATE INDEX audit_logs_by_time ON audit_logs (created_at, id);

-- What happens to people and organizations, for those who follow: only while there is somebody.
CREATE TABLE followed_kinds (
  kind TEXT NOT NULL PRIMARY KEY               -- user | organization
);
CREATE TABLE domain_events (
  id ID_PRIMARY_KEY,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  event TEXT NOT NULL,                         -- JSON
  detail TEXT NOT NULL                         -- JSON
);
