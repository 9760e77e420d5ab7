-- compatible: 0001
-- What the work on a ticket takes beside its conversation: checklists, time, approvals; and who is at their desk.

ALTER TABLE tickets ADD COLUMN time_spent_s BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN checklist_progress TEXT;   -- NULL: no checklist; '3/5'
ALTER TABLE tickets ADD COLUMN approval_status TEXT;      -- NULL: none asked for; waiting | approved | declined

CREATE TABLE checklist_templates (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  active BIGINT NOT NULL DEFAULT 1,
  must_complete BIGINT NOT NULL DEFAULT 0,     -- agents cannot solve a ticket while an item of it is open
  position BIGINT NOT NULL,
  items TEXT NOT NULL,                         -- JSON: [{"text", "help_html"}]
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE checklists (
  id ID_PRIMARY_KEY,
  ticket_id BIGINT NOT NULL,
  template_id BIGINT,
  name TEXT NOT NULL,
  must_complete BIGINT NOT NULL DEFAULT 0,
  position BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX checklists_by_ticket ON checklists (ticket_id, position, id);

CREATE TABLE checklist_items (
  id ID_PRIMARY_KEY,
  checklist_id BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  text TEXT NOT NULL,
  help_html TEXT NOT NULL DEFAULT '',
  done_at BIGINT,
  done_by BIGINT,
  assignee_id BIGINT,
  due_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX checklist_items_by_ticket ON checklist_items (ticket_id, checklist_id, position, id);

CREATE TABLE time_entries (
  id ID_PRIMARY_KEY,
  ticket_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  seconds BIGINT NOT NULL,
  spent_at BIGINT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  billable BIGINT NOT NULL DEFAULT 0,
  comment_id BIGINT,
  source TEXT NOT NULL,                        -- timer | manual
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX time_entries_by_ticket ON time_entries (ticket_id, spent_at, id);
CREATE INDEX time_entries_by_user ON time_entries (user_id, spent_at, id);
CREATE INDEX time_entries_by_time ON time_entries (spent_at, id);

CREATE TABLE approvals (
  id ID_PRIMARY_KEY,
  ticket_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  rule TEXT NOT NULL,                          -- any | all
  status TEXT NOT NULL,                        -- waiting | approved | declined | withdrawn
  due_at BIGINT,
  created_by BIGINT NOT NULL,
  decided_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX approvals_by_ticket ON approvals (ticket_id, id);

CREATE TABLE approvers (
  id ID_PRIMARY_KEY,
  approval_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  decision TEXT NOT NULL DEFAULT 'waiting',    -- waiting | approved | declined
  reason TEXT NOT NULL DEFAULT '',
  decided_at BIGINT,
  token_digest KEY_TEXT,                       -- of the link in the mail, while it may be used
  token_expires_at BIGINT,
  UNIQUE (approval_id, user_id)
);
CREATE UNIQUE INDEX approvers_by_token ON approvers (token_digest) WHERE token_digest IS NOT NULL;

-- Whose browsers are connected to which server; a server that died keeps nothing up to date, so its rows run out.
CREATE TABLE live_presence (
  node KEY_TEXT NOT NULL,
  user_id BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (node, user_id)
);
CREATE INDEX live_presence_by_user ON live_presence (user_id);

-- What an agent says about themselves; agents without a row are available.
CREATE TABLE agent_states (
  user_id BIGINT PRIMARY KEY,
  state TEXT NOT NULL,                         -- online | away
  changed_at BIGINT NOT NULL
);
