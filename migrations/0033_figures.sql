-- compatible: 0001
-- What happened to tickets that reports count: one narrow row each, so that a span of time is a stretch of an index.

CREATE TABLE ticket_figures (
  ticket_id BIGINT NOT NULL,
  kind BIGINT NOT NULL,                        -- 1 created, 2 first reply, 3 solved, 4 rated
  at BIGINT NOT NULL,
  group_id BIGINT NOT NULL DEFAULT 0,          -- 0: none
  user_id BIGINT NOT NULL DEFAULT 0,           -- whose it is: the assignee, of a reply its author
  took_us BIGINT,                              -- since the ticket was created; of replies and solutions
  quality BIGINT NOT NULL DEFAULT 0,           -- solved: 1 at first contact, 2 reopened later; rated: 1 good
  hidden BIGINT NOT NULL DEFAULT 0,            -- the ticket is deleted
  PRIMARY KEY (ticket_id, kind, at)
);
CREATE INDEX ticket_figures_by_time ON ticket_figures
  (kind, at, ticket_id, group_id, user_id, took_us, quality, hidden);

INSERT INTO ticket_figures (ticket_id, kind, at, group_id, user_id, hidden)
SELECT id, 1, created_at, COALESCE(group_id, 0), COALESCE(assignee_id, 0), CASE status WHEN 6 THEN 1 ELSE 0 END
FROM tickets;
INSERT INTO ticket_figures (ticket_id, kind, at, group_id, user_id, took_us, hidden)
SELECT id, 3, solved_at, COALESCE(group_id, 0), COALESCE(assignee_id, 0), solved_at - created_at,
  CASE status WHEN 6 THEN 1 ELSE 0 END
FROM tickets WHERE solved_at IS NOT NULL AND status >= 4;
INSERT INTO ticket_figures (ticket_id, kind, at, group_id, user_id, quality)
SELECT ticket_id, 4, updated_at, COALESCE(group_id, 0), COALESCE(assignee_id, 0),
  CASE score WHEN 'good' THEN 1 ELSE 0 END
FROM satisfaction_ratings WHERE score IN ('good', 'bad');
