-- compatible: 0001
-- The desk: people, tickets, comments, audits. Times are microseconds since 1970 UTC; booleans are 0/1.

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE organizations (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  name_key KEY_TEXT NOT NULL UNIQUE,               -- folded name: unique without regard to case
  domain_names TEXT NOT NULL DEFAULT '',       -- separated by spaces
  details TEXT,
  notes TEXT,
  external_id TEXT,
  group_id BIGINT,
  shared_tickets BIGINT NOT NULL DEFAULT 0,
  shared_comments BIGINT NOT NULL DEFAULT 0,
  tags TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE groups (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  signature TEXT NOT NULL DEFAULT '',          -- below every mail that leaves for this group
  is_public BIGINT NOT NULL DEFAULT 1,
  is_default BIGINT NOT NULL DEFAULT 0,
  deleted BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE users (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  name_key KEY_TEXT NOT NULL,                      -- folded, for lookups by prefix
  email TEXT,                                  -- value of the primary mail identity
  role TEXT NOT NULL,                          -- end-user | agent | admin
  ticket_restriction TEXT,                     -- NULL: all; groups | assigned | organization | requested
  organization_id BIGINT,
  default_group_id BIGINT,
  locale TEXT NOT NULL DEFAULT 'en',
  time_zone TEXT NOT NULL DEFAULT 'UTC',
  phone TEXT,
  alias TEXT,
  details TEXT,
  notes TEXT,
  signature TEXT,
  external_id TEXT,
  tags TEXT NOT NULL DEFAULT '',
  settings TEXT NOT NULL DEFAULT '{}',         -- what the person chose for the screen (JSON)
  password_hash TEXT,
  active BIGINT NOT NULL DEFAULT 1,
  suspended BIGINT NOT NULL DEFAULT 0,
  verified BIGINT NOT NULL DEFAULT 0,
  last_login_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX users_by_role ON users (role, id);
CREATE INDEX users_by_name ON users (name_key, id);
CREATE INDEX users_by_organization ON users (organization_id, id);
CREATE INDEX users_by_external_id ON users (external_id) WHERE external_id IS NOT NULL;

-- Every word of a name, folded, so that people are found by the beginning of any of them.
CREATE TABLE user_words (
  word KEY_TEXT NOT NULL,
  user_id BIGINT NOT NULL,
  PRIMARY KEY (word, user_id)
);
CREATE INDEX user_words_by_user ON user_words (user_id);

CREATE TABLE identities (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL REFERENCES users (id),
  type TEXT NOT NULL,                          -- email | phone_number | ...
  value TEXT NOT NULL,
  value_key KEY_TEXT NOT NULL,                     -- as compared: lower case
  is_primary BIGINT NOT NULL DEFAULT 0,
  verified BIGINT NOT NULL DEFAULT 0,
  undeliverable_count BIGINT NOT NULL DEFAULT 0,
  deliverable_state TEXT NOT NULL DEFAULT 'deliverable',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (type, value_key)
);
CREATE INDEX identities_by_user ON identities (user_id, id);

CREATE TABLE group_memberships (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL REFERENCES users (id),
  group_id BIGINT NOT NULL REFERENCES groups (id),
  is_default BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (user_id, group_id)
);
CREATE INDEX group_memberships_by_group ON group_memberships (group_id, id);

CREATE TABLE sessions (
  id ID_PRIMARY_KEY,
  token_digest TEXT NOT NULL UNIQUE,           -- SHA-256 of the cookie
  csrf_token TEXT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  remote_address TEXT NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE api_tokens (
  id ID_PRIMARY_KEY,
  token_digest TEXT NOT NULL UNIQUE,           -- SHA-256 of the token
  user_id BIGINT NOT NULL REFERENCES users (id),
  description TEXT NOT NULL DEFAULT '',
  active BIGINT NOT NULL DEFAULT 1,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT
);

-- Content by digest: small blobs in the row, large ones in a file of the data folder (bytes IS NULL).
CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  bytes BYTES,
  created_at BIGINT NOT NULL
);

CREATE TABLE mailboxes (
  id ID_PRIMARY_KEY,
  address TEXT NOT NULL,
  address_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  group_id BIGINT,
  signature TEXT NOT NULL DEFAULT '',
  imap TEXT NOT NULL DEFAULT '{}',             -- host, port, security, username, auth, folder (JSON)
  smtp TEXT NOT NULL DEFAULT '{}',
  imap_secret BYTES,                           -- sealed (crypto::SecretBox)
  smtp_secret BYTES,
  active BIGINT NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'off',           -- off | ok | error
  error TEXT,
  last_checked_at BIGINT,
  last_mail_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Every change of a ticket, append-only. The ticket row is a fold of these.
CREATE TABLE audits (
  id ID_PRIMARY_KEY,
  ticket_id BIGINT NOT NULL,
  author_id BIGINT NOT NULL,                   -- -1: the desk itself
  via TEXT NOT NULL,
  events TEXT NOT NULL,                        -- JSON array, events/event.hpp
  metadata TEXT,                               -- JSON object
  created_at BIGINT NOT NULL
);
CREATE INDEX audits_by_ticket ON audits (ticket_id, id);

CREATE TABLE tickets (
  id ID_PRIMARY_KEY,
  subject TEXT NOT NULL,
  status BIGINT NOT NULL,                      -- 0 new 1 open 2 pending 3 hold 4 solved 5 closed 6 deleted
  previous_status BIGINT,                      -- while deleted: what it was
  priority TEXT,
  type TEXT,
  requester_id BIGINT NOT NULL,
  submitter_id BIGINT NOT NULL,
  assignee_id BIGINT,
  group_id BIGINT,
  organization_id BIGINT,
  mailbox_id BIGINT,
  problem_id BIGINT,
  external_id TEXT,
  recipient TEXT,
  via TEXT NOT NULL,
  tags TEXT NOT NULL DEFAULT '',               -- sorted, separated by spaces
  follower_ids TEXT NOT NULL DEFAULT '',       -- sorted, separated by spaces; ticket_people is the index of both
  email_cc_ids TEXT NOT NULL DEFAULT '',
  is_public BIGINT NOT NULL,                   -- has at least one public comment
  has_attachments BIGINT NOT NULL DEFAULT 0,
  comment_count BIGINT NOT NULL DEFAULT 0,
  public_comment_count BIGINT NOT NULL DEFAULT 0,
  first_comment_id BIGINT,
  last_comment_id BIGINT,
  last_comment_at BIGINT,
  last_comment_author_id BIGINT,
  last_comment_public BIGINT,
  last_comment_excerpt TEXT NOT NULL DEFAULT '',
  last_audit_id BIGINT NOT NULL DEFAULT 0,
  due_at BIGINT,
  solved_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
-- One index per way an agent lists tickets; "status < 4" is "not solved".
CREATE INDEX tickets_all ON tickets (updated_at, id) WHERE status < 6;
CREATE INDEX tickets_open ON tickets (updated_at, id) WHERE status < 4;
CREATE INDEX tickets_solved ON tickets (updated_at, id) WHERE status = 4;
CREATE INDEX tickets_unassigned ON tickets (updated_at, id) WHERE status < 4 AND assignee_id IS NULL;
CREATE INDEX tickets_open_by_assignee ON tickets (assignee_id, updated_at, id) WHERE status < 4;
CREATE INDEX tickets_open_by_group ON tickets (group_id, updated_at, id) WHERE status < 4;
CREATE INDEX tickets_by_requester ON tickets (requester_id, id);
CREATE INDEX tickets_by_organization ON tickets (organization_id, id) WHERE organization_id IS NOT NULL;
CREATE INDEX tickets_by_external_id ON tickets (external_id) WHERE external_id IS NOT NULL;

CREATE TABLE comments (
  id ID_PRIMARY_KEY,
  ticket_id BIGINT NOT NULL,
  audit_id BIGINT NOT NULL,
  author_id BIGINT NOT NULL,
  is_public BIGINT NOT NULL,
  body TEXT NOT NULL,
  html_body TEXT,                              -- sanitised; NULL: made from body
  visible_body TEXT,                           -- without quotes and signature; NULL: the same as body
  visible_html TEXT,
  has_remote_images BIGINT NOT NULL DEFAULT 0,
  classification TEXT,                         -- JSON of mailsteps::Classification where a mail was screened
  inbound_id BIGINT,                           -- the mail it came by
  via TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX comments_by_ticket ON comments (ticket_id, id);

CREATE TABLE ticket_tags (
  tag KEY_TEXT NOT NULL,
  ticket_id BIGINT NOT NULL,
  PRIMARY KEY (tag, ticket_id)
);

-- Followers and people in copy.
CREATE TABLE ticket_people (
  ticket_id BIGINT NOT NULL,
  kind TEXT NOT NULL,                          -- cc | follower
  user_id BIGINT NOT NULL,
  PRIMARY KEY (ticket_id, kind, user_id)
);
CREATE INDEX ticket_people_by_user ON ticket_people (user_id, kind, ticket_id);

-- How many tickets there are of each (status, assignee, group), kept with every change: a view's count is a sum over
-- a handful of rows, never a COUNT over tickets. Shards keep PostgreSQL's connections from waiting for each other.
CREATE TABLE ticket_counts (
  status BIGINT NOT NULL,
  assignee_id BIGINT NOT NULL,                 -- 0: none
  group_id BIGINT NOT NULL,                    -- 0: none
  shard BIGINT NOT NULL,
  tickets BIGINT NOT NULL,
  PRIMARY KEY (status, assignee_id, group_id, shard)
);
CREATE TABLE tag_counts (
  tag KEY_TEXT NOT NULL,
  shard BIGINT NOT NULL,
  tickets BIGINT NOT NULL,
  PRIMARY KEY (tag, shard)
);

-- Files put up before the comment that uses them exists.
CREATE TABLE uploads (
  token_digest TEXT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

CREATE TABLE attachments (
  id ID_PRIMARY_KEY,
  sha256 TEXT NOT NULL REFERENCES blobs (sha256),
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  content_id TEXT,
  is_inline BIGINT NOT NULL DEFAULT 0,
  ticket_id BIGINT,
  comment_id BIGINT,
  upload_digest TEXT,                          -- until a comment takes it
  created_at BIGINT NOT NULL
);
CREATE INDEX attachments_by_comment ON attachments (comment_id, id) WHERE comment_id IS NOT NULL;
CREATE INDEX attachments_by_upload ON attachments (upload_digest) WHERE upload_digest IS NOT NULL;

CREATE TABLE drafts (
  user_id BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  html_body TEXT,
  is_public BIGINT NOT NULL,
  uploads TEXT NOT NULL DEFAULT '[]',          -- JSON array of upload tokens
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, ticket_id)
);
