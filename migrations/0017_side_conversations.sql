-- compatible: 0001
-- Talks by mail with others than the customer, beside a ticket; and links from a ticket to other programs.

CREATE TABLE side_conversations (
  id ID_PRIMARY_KEY,
  ticket_id BIGINT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,                         -- open | closed
  preview_text TEXT NOT NULL DEFAULT '',
  participants TEXT NOT NULL DEFAULT '[]',     -- JSON: [{"user_id", "name", "email"}]
  external_ids TEXT NOT NULL DEFAULT '{}',     -- JSON object of texts
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  message_added_at BIGINT NOT NULL,
  state_updated_at BIGINT NOT NULL
);
CREATE INDEX side_conversations_by_ticket ON side_conversations (ticket_id, id);

-- What happened in one, append-only: messages of both directions, and changes of subject and state.
CREATE TABLE side_events (
  id ID_PRIMARY_KEY,
  side_conversation_id BIGINT NOT NULL,
  type TEXT NOT NULL,                          -- create | reply | update
  actor TEXT NOT NULL,                         -- JSON: {"user_id", "name", "email"}
  recipients TEXT NOT NULL DEFAULT '[]',       -- JSON, of messages
  via TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '',
  html_body TEXT,                              -- sanitised; NULL: made from body
  visible_body TEXT,                           -- without quotes and signature; NULL: the same as body
  visible_html TEXT,
  has_remote_images BIGINT NOT NULL DEFAULT 0,
  external_ids TEXT NOT NULL DEFAULT '{}',
  updates TEXT NOT NULL DEFAULT '{}',          -- JSON: {"state": "closed"}
  message_id TEXT,                             -- of the mail, with < >
  inbound_id BIGINT,                           -- the mail it came by
  is_report BIGINT NOT NULL DEFAULT 0,         -- a machine wrote it: a bounce, an automatic reply
  classification TEXT,
  created_at BIGINT NOT NULL
);
CREATE INDEX side_events_by_conversation ON side_events (side_conversation_id, id);
CREATE INDEX side_events_by_message_id ON side_events (message_id) WHERE message_id IS NOT NULL;

CREATE TABLE side_files (
  attachment_id BIGINT PRIMARY KEY,
  side_event_id BIGINT NOT NULL
);
CREATE INDEX side_files_by_event ON side_files (side_event_id, attachment_id);

CREATE TABLE context_links (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  url_template TEXT NOT NULL,                  -- "https://shop.example/orders?ticket={{ticket.id}}"
  placement TEXT NOT NULL,                     -- link | panel
  secret BYTES NOT NULL,                       -- sealed (crypto::SecretBox): key of the signatures
  active BIGINT NOT NULL DEFAULT 1,
  position BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
