-- compatible: 0001
-- What happens at a later time: timers, tickets put off, replies that leave later, drafts that others may see.

-- One row per thing that is due: removed in the transaction of its effect.
CREATE TABLE timers (
  id ID_PRIMARY_KEY,
  kind KEY_TEXT NOT NULL,                      -- who handles it
  subject KEY_TEXT NOT NULL,                   -- of what, in the words of the kind
  due_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,          -- that failed; due_at is then the time of the next
  error TEXT,                                  -- of the last of them
  UNIQUE (kind, subject)
);
CREATE INDEX timers_due ON timers (due_at, id);

-- Hidden from the ordinary views until then; only unsolved tickets have it.
ALTER TABLE tickets ADD COLUMN snoozed_until BIGINT;
CREATE INDEX tickets_snoozed ON tickets (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- How many tickets of each cell of ticket_counts are put off.
CREATE TABLE snoozed_counts (
  status BIGINT NOT NULL,
  assignee_id BIGINT NOT NULL,                 -- 0: none
  group_id BIGINT NOT NULL,                    -- 0: none
  shard BIGINT NOT NULL,
  tickets BIGINT NOT NULL,
  PRIMARY KEY (status, assignee_id, group_id, shard)
);

INSERT INTO views (title, view_key, is_default, position, conditions, columns, sort_by, sort_order, created_at,
                   updated_at)
  SELECT 'Snoozed tickets', 'snoozed', 1, MAX(position) + 1,
    '{"all":[{"field":"status","operator":"less_than","value":"solved"},{"field":"snoozed","operator":"is",
      "value":"true"}],"any":[]}',
    'description requester snoozed_until group assignee', 'snoozed_until', 'asc', 1795219200000000, 1795219200000000
  FROM views;
UPDATE settings SET value = '0016' WHERE name = 'views_version';

-- A reply that leaves later: one per agent and ticket.
CREATE TABLE scheduled_replies (
  id ID_PRIMARY_KEY,
  ticket_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,                     -- its author
  change TEXT NOT NULL,                        -- JSON: the ticket as the author would PUT it
  content TEXT NOT NULL,                       -- JSON: {body, html_body, public, uploads}, to be written on
  send_anyway BIGINT NOT NULL DEFAULT 0,       -- also when somebody else writes before
  via TEXT NOT NULL,                           -- the channel the author used
  state TEXT NOT NULL,                         -- waiting | stopped | failed
  reason TEXT,                                 -- why it is not waiting: the code of the error
  message TEXT,                                -- the same for people
  stopped_by BIGINT,                           -- whose comment it was
  send_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (ticket_id, user_id)
);
CREATE INDEX scheduled_replies_by_user ON scheduled_replies (user_id, id);

-- Others on the ticket may read it and go on with it.
ALTER TABLE drafts ADD COLUMN is_shared BIGINT NOT NULL DEFAULT 0;
ALTER TABLE drafts ADD COLUMN taken_by BIGINT;             -- who has gone on with it
CREATE INDEX drafts_shared ON drafts (ticket_id) WHERE is_shared = 1;
