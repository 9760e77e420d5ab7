-- compatible: 0001
-- Work that goes on after the request that asked for it: one job of many items, each with its result.

CREATE TABLE jobs (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL UNIQUE,                   -- V3- and 32 hex digits: what the API calls its id
  type TEXT NOT NULL,
  actor_id BIGINT NOT NULL,                    -- who asked; -1: the desk itself
  state TEXT NOT NULL,                         -- queued | working | completed | failed | killed
  total BIGINT NOT NULL,
  progress BIGINT NOT NULL DEFAULT 0,
  message TEXT,
  node TEXT,                                   -- the server that works on it
  lease_until BIGINT NOT NULL,                 -- after this moment another server may go on
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX jobs_unfinished ON jobs (lease_until) WHERE state IN ('queued', 'working');
CREATE INDEX jobs_by_actor ON jobs (actor_id, id);
CREATE INDEX jobs_finished ON jobs (updated_at) WHERE state NOT IN ('queued', 'working');

CREATE TABLE job_items (
  job_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  item TEXT NOT NULL,                          -- JSON
  result TEXT,                                 -- JSON object; written with the item's effect, in one transaction
  PRIMARY KEY (job_id, position)
);
