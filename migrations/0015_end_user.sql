-- compatible: 0001
-- What end-users say about the desk, what the desk tells its agents, and what they keep at hand.

ALTER TABLE tickets ADD COLUMN satisfaction_score TEXT;        -- NULL: unoffered; offered | good | bad
ALTER TABLE tickets ADD COLUMN satisfaction_comment TEXT;
ALTER TABLE tickets ADD COLUMN satisfaction_reason BIGINT NOT NULL DEFAULT 0;

CREATE TABLE satisfaction_ratings (
  ticket_id BIGINT PRIMARY KEY,
  requester_id BIGINT NOT NULL,
  assignee_id BIGINT,
  group_id BIGINT,
  score TEXT NOT NULL,                         -- offered | good | bad
  comment TEXT,
  reason_code BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX satisfaction_ratings_by_time ON satisfaction_ratings (updated_at, ticket_id);

-- What happened to an agent's tickets by the hands of others, for 30 days.
CREATE TABLE activities (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL,                     -- who is told
  actor_id BIGINT NOT NULL,                    -- -1: the desk itself
  ticket_id BIGINT NOT NULL,
  comment_id BIGINT,
  verb TEXT NOT NULL,                          -- tickets.assignment | tickets.comment | tickets.priority_increase
  value TEXT,                                  -- the new priority
  created_at BIGINT NOT NULL
);
CREATE INDEX activities_by_user ON activities (user_id, id);

CREATE TABLE bookmarks (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, ticket_id)
);

-- When strangers asked for help without signing in, for an hour: so many from one network and no more.
CREATE TABLE stranger_requests (
  network KEY_TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX stranger_requests_by_network ON stranger_requests (network, created_at);
CREATE INDEX stranger_requests_by_time ON stranger_requests (created_at);
