-- compatible: 0001
-- Tickets among tickets, what their lives measured, and what agents did with them beside changing them.

-- Each link stands here twice, once from each side; the audits of both tickets say who made it.
CREATE TABLE ticket_links (
  ticket_id BIGINT NOT NULL,
  kind TEXT NOT NULL,                          -- what the other ticket is to this one: tickets/links.hpp
  other_id BIGINT NOT NULL,
  author_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (ticket_id, kind, other_id)
);

CREATE INDEX tickets_by_problem ON tickets (problem_id, id) WHERE problem_id IS NOT NULL;
CREATE INDEX tickets_problems ON tickets (updated_at, id) WHERE type = 'problem' AND status < 4;
CREATE INDEX tickets_deleted ON tickets (updated_at, id) WHERE status = 6;
CREATE INDEX tickets_by_assignee ON tickets (assignee_id, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX attachments_by_content ON attachments (sha256);

-- Tickets an agent passed over, and why.
CREATE TABLE ticket_skips (
  id ID_PRIMARY_KEY,
  ticket_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX ticket_skips_by_ticket ON ticket_skips (ticket_id, id);
CREATE INDEX ticket_skips_by_user ON ticket_skips (user_id, id);

-- The tickets an agent looked at last.
CREATE TABLE ticket_visits (
  user_id BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  visited_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, ticket_id)
);
