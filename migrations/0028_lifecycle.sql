-- compatible: 0001
-- What happens to tickets by themselves as time passes, and what a customer's late answer does.

-- One row per group that differs from the usual.
CREATE TABLE group_policies (
  group_id BIGINT NOT NULL PRIMARY KEY,
  reopening KEY_TEXT NOT NULL,                 -- reopen | reopen_within | follow_up
  reopen_days BIGINT NOT NULL,                 -- of reopen_within
  ownership_hours BIGINT NOT NULL              -- business hours; 0: whoever has a ticket keeps it
);

-- Tickets that wait for their customer, and those whose assignee is to work on them in time.
CREATE TABLE lifecycle_clocks (
  ticket_id BIGINT NOT NULL,
  kind KEY_TEXT NOT NULL,                      -- wait | owner
  started_at BIGINT NOT NULL,                  -- names its timer: one of an earlier start finds nothing to do
  touched_at BIGINT NOT NULL,                  -- from when its time counts
  reminded_at BIGINT,                          -- of wait: when its reminder was due and done with
  PRIMARY KEY (ticket_id, kind)
);

INSERT INTO timers (kind, subject, due_at) VALUES ('auto_close', 'desk', 0);

-- Told to who has lost a ticket that way.
ALTER TABLE notification_settings ADD COLUMN taken_back TEXT NOT NULL DEFAULT 'push';  -- off | in_app | push
