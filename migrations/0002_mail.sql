-- compatible: 0001
-- The mail ledger: what came in, what it became, what goes out.

CREATE TABLE inbound_events (
  id ID_PRIMARY_KEY,
  channel TEXT NOT NULL,                       -- mail
  mailbox_id BIGINT,
  uid_validity BIGINT,
  uid BIGINT,
  digest TEXT NOT NULL,                        -- SHA-256 of the raw bytes = key of the blob
  content_digest TEXT,                         -- of what a second copy of the same mail shares (other Received lines)
  message_id TEXT,
  envelope_from TEXT,
  envelope_to TEXT,
  state TEXT NOT NULL,                         -- received | done | suspended
  outcome TEXT,                                -- created | appended | duplicate | suspended | bounce_recorded ...
  reason TEXT,
  trace TEXT,                                  -- one line per step of the pipeline
  ticket_id BIGINT,
  comment_id BIGINT,
  original_id BIGINT,                          -- of a duplicate: the event it repeats
  attempts BIGINT NOT NULL DEFAULT 0,
  received_at BIGINT NOT NULL,
  handled_at BIGINT
);
CREATE UNIQUE INDEX inbound_events_by_uid ON inbound_events (mailbox_id, uid_validity, uid) WHERE uid IS NOT NULL;
CREATE INDEX inbound_events_by_digest ON inbound_events (digest);
CREATE INDEX inbound_events_by_content ON inbound_events (content_digest) WHERE content_digest IS NOT NULL;
CREATE INDEX inbound_events_waiting ON inbound_events (id) WHERE state = 'received';

CREATE TABLE suspended_tickets (
  id ID_PRIMARY_KEY,
  inbound_id BIGINT NOT NULL UNIQUE,
  author_name TEXT NOT NULL,
  author_email TEXT NOT NULL,
  subject TEXT NOT NULL,
  content TEXT NOT NULL,
  cause TEXT NOT NULL,                         -- a sentence
  cause_id BIGINT NOT NULL,
  message_id TEXT,
  recipient TEXT,
  error_messages TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Message-IDs of both directions, for finding the ticket a mail belongs to.
CREATE TABLE message_ids (
  message_id TEXT NOT NULL,
  ticket_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  inbound_id BIGINT,                           -- NULL: we sent it
  PRIMARY KEY (message_id, ticket_id, comment_id)
);
CREATE INDEX message_ids_by_ticket ON message_ids (ticket_id, comment_id);

-- External effects, written with the change that causes them, delivered after its commit.
CREATE TABLE outbox (
  id ID_PRIMARY_KEY,
  kind TEXT NOT NULL,                          -- mail
  ticket_id BIGINT NOT NULL,
  comment_id BIGINT NOT NULL,
  mailbox_id BIGINT,
  message_id TEXT NOT NULL,
  recipients TEXT NOT NULL,                    -- JSON: {"from":{},"to":[],"cc":[]}
  subject TEXT NOT NULL,
  state TEXT NOT NULL,                         -- queued | sending | sent | failed | bounced | kept
  attempts BIGINT NOT NULL DEFAULT 0,
  next_attempt_at BIGINT NOT NULL,
  error TEXT,                                  -- the server's words
  created_at BIGINT NOT NULL,
  sent_at BIGINT
);
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_by_comment ON outbox (comment_id);
CREATE INDEX outbox_by_message_id ON outbox (message_id);
CREATE INDEX outbox_by_state ON outbox (state, id);
