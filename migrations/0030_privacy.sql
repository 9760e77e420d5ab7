-- compatible: 0001
-- People who were erased, what is exported about people, and rules about what is kept how long.

CREATE TABLE erasures (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,                    -- who asked; -1: a retention rule
  content TEXT NOT NULL,                       -- keep | redact | delete
  traces TEXT,                                 -- JSON: what is looked for; NULL when all is done
  created_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX erasures_by_user ON erasures (user_id, id);

-- Tickets that the person had a part in, while they are looked through.
CREATE TABLE erasure_tickets (
  erasure_id BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  PRIMARY KEY (erasure_id, ticket_id)
);
CREATE INDEX users_by_merge ON users (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE personal_data_exports (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,                    -- who asked
  sha256 TEXT,                                 -- of the archive, while there is one
  size BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  finished_at BIGINT,
  expires_at BIGINT
);
CREATE INDEX personal_data_exports_by_user ON personal_data_exports (user_id, id);

CREATE TABLE retention_rules (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,                          -- tickets | suspended_tickets | people
  action TEXT NOT NULL,                        -- erase | delete
  age_days BIGINT NOT NULL,                    -- since the last change
  group_id BIGINT,                             -- of tickets: only of this group, brand, with this tag, never with that
  brand_id BIGINT,
  tag TEXT NOT NULL DEFAULT '',
  except_tag TEXT NOT NULL DEFAULT '',
  active BIGINT NOT NULL DEFAULT 0,
  last_run_at BIGINT,
  last_count BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Tickets whose content a rule has blacked out.
CREATE TABLE emptied_tickets (
  ticket_id BIGINT PRIMARY KEY,
  emptied_at BIGINT NOT NULL
);
