-- compatible: 0001
-- What agents are told of, the browsers it is pushed to, and what waits to be pushed; the desk's own looks.

CREATE TABLE notifications (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL,
  kind TEXT NOT NULL,                          -- assigned | customer_reply | mention | agent_update | new_ticket
  ticket_id BIGINT NOT NULL,
  comment_id BIGINT,
  actor_id BIGINT NOT NULL,                    -- -1: the desk itself
  audit_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  read_at BIGINT
);
CREATE INDEX notifications_by_user ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL;

-- Of agents who changed something; others have what notify/settings.hpp says.
CREATE TABLE notification_settings (
  user_id BIGINT NOT NULL PRIMARY KEY,
  assigned TEXT NOT NULL,                      -- off | in_app | push
  customer_reply TEXT NOT NULL,
  mention TEXT NOT NULL,
  agent_update TEXT NOT NULL,
  new_ticket TEXT NOT NULL,
  quiet BIGINT NOT NULL,
  quiet_from BIGINT NOT NULL,                  -- minute of the day in the agent's time zone
  quiet_to BIGINT NOT NULL
);

-- One per browser.
CREATE TABLE push_subscriptions (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL,
  session_id BIGINT,                           -- ends with it; NULL: made with a token
  endpoint_digest KEY_TEXT NOT NULL UNIQUE,
  target BYTES NOT NULL,                       -- sealed JSON: endpoint, p256dh, auth
  origin TEXT NOT NULL,                        -- of the push service
  name TEXT NOT NULL,                          -- what the person knows the device by
  created_at BIGINT NOT NULL,
  last_success_at BIGINT,
  last_error TEXT
);
CREATE INDEX push_subscriptions_by_user ON push_subscriptions (user_id, id);

-- One row per message that is to leave: written with the change that causes it, gone when it was taken.
CREATE TABLE push_queue (
  id ID_PRIMARY_KEY,
  subscription_id BIGINT NOT NULL,
  notification_id BIGINT,                      -- NULL: a test
  is_sending BIGINT NOT NULL DEFAULT 0,
  attempts BIGINT NOT NULL DEFAULT 0,
  next_attempt_at BIGINT NOT NULL,             -- while sending: when its worker counts as dead
  created_at BIGINT NOT NULL
);
CREATE INDEX push_queue_due ON push_queue (next_attempt_at, id);
CREATE INDEX push_queue_by_subscription ON push_queue (subscription_id, id);

-- Files of the desk's own looks.
CREATE TABLE branding_files (
  kind KEY_TEXT NOT NULL PRIMARY KEY,          -- logo | logo_dark | favicon
  sha256 TEXT NOT NULL REFERENCES blobs (sha256),
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
