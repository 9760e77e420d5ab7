-- compatible: 0001
-- Imports that are to be told to webhooks and agents as if they happened now.
ALTER TABLE imports ADD COLUMN notify BIGINT NOT NULL DEFAULT 0;
-- For forgetting what ended long ago.
CREATE INDEX imports_by_end ON imports (updated_at) WHERE state NOT IN ('queued', 'working');

-- OAuth clients that every agent is shown, not only admins.
ALTER TABLE oauth_clients ADD COLUMN is_global BIGINT NOT NULL DEFAULT 0;

-- What became of the deletion of a person, and who did it.
CREATE TABLE user_deletions (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL,
  action TEXT NOT NULL,                        -- request_deletion | started | complete
  executer_id BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX user_deletions_by_user ON user_deletions (user_id, id);
