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
