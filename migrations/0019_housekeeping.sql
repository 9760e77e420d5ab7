-- compatible: 0001
-- What has become wrong with a desk, as its reports found it, and what was done about it; mails that go round.

-- Each time that a ticket was saved with a macro, for a year.
CREATE TABLE macro_uses (
  id ID_PRIMARY_KEY,
  macro_id BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  kept_percent BIGINT,                         -- how much of the macro's text left; NULL: it has none, or nothing left
  created_at BIGINT NOT NULL
);
CREATE INDEX macro_uses_by_macro ON macro_uses (macro_id, created_at);
CREATE INDEX macro_uses_by_time ON macro_uses (created_at);

CREATE TABLE housekeeping_reports (
  id ID_PRIMARY_KEY,
  state TEXT NOT NULL,                         -- queued | working | completed | failed
  asked_by BIGINT NOT NULL,                    -- -1: the desk itself, once a week
  lease_until BIGINT NOT NULL DEFAULT 0,       -- after this moment another server may go on
  created_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX housekeeping_reports_unfinished ON housekeeping_reports (id)
  WHERE state IN ('queued', 'working');

-- One row for each thing that is wrong, through all reports: what was dismissed stays so.
CREATE TABLE housekeeping_findings (
  id ID_PRIMARY_KEY,
  digest KEY_TEXT NOT NULL UNIQUE,             -- SHA-256 of its kind, subject and detail
  report_id BIGINT NOT NULL,                   -- the last one that found it
  kind TEXT NOT NULL,
  confidence BIGINT NOT NULL,                  -- percent
  body TEXT NOT NULL,                          -- JSON: subject, detail, facts, fix
  state TEXT NOT NULL,                         -- open | fixing | fixed | undoing | dismissed
  undo TEXT,                                   -- JSON: how it was before the fix
  acted_by BIGINT,
  acted_at BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX housekeeping_findings_by_report ON housekeeping_findings (report_id, id);
CREATE INDEX housekeeping_findings_acted ON housekeeping_findings (acted_at) WHERE state <> 'open';

-- Tickets that a fix changed, and how each was before.
CREATE TABLE housekeeping_tickets (
  finding_id BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  had_other BIGINT NOT NULL DEFAULT 0,         -- it had the tag that the other became
  PRIMARY KEY (finding_id, ticket_id)
);

-- Links in what the desk writes.
CREATE TABLE link_checks (
  link KEY_TEXT NOT NULL PRIMARY KEY,
  report_id BIGINT NOT NULL,                   -- the last one that saw it in a text
  failures BIGINT NOT NULL DEFAULT 0,          -- in a row
  answer TEXT NOT NULL DEFAULT '',
  due_at BIGINT NOT NULL                       -- when it is followed next
);
CREATE INDEX link_checks_due ON link_checks (due_at);

-- Mails that a mailbox sent to itself, to see whether mail goes out and comes in.
CREATE TABLE round_trips (
  id ID_PRIMARY_KEY,
  mailbox_id BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,
  token KEY_TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,                         -- sending | waiting | arrived | not_sent | lost
  outbox_id BIGINT NOT NULL,
  problem TEXT,                                -- the servers' words
  sent_at BIGINT,
  arrived_at BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX round_trips_by_mailbox ON round_trips (mailbox_id, id);

INSERT INTO settings (name, value) VALUES ('macros_watched_since', '0');
