-- compatible: 0001
-- Replies that the desk holds back until an agent says so, and unsent texts of side conversations.

ALTER TABLE outbox ADD COLUMN hold_reason TEXT;

CREATE TABLE side_drafts (
  user_id BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  side_conversation_id BIGINT NOT NULL,        -- 0: of a new one
  content TEXT NOT NULL,                       -- JSON, checked by the API
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, ticket_id, side_conversation_id)
);
CREATE INDEX side_drafts_by_ticket ON side_drafts (ticket_id);
