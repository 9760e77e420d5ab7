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
CREATE INDEX inbound_events_by_original ON inbound_events (original_id) WHERE original_id IS NOT NULL;
CREATE INDEX outbox_by_ticket ON outbox (ticket_id);

CREATE INDEX ticket_links_by_other ON ticket_links (other_id);

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

-- What the life of a ticket measured (tickets/metrics.hpp): a fold of its audits. A ticket has a row from its first
-- change on; before that its own row says all.
CREATE TABLE ticket_metrics (
  ticket_id BIGINT PRIMARY KEY,
  measured TEXT NOT NULL,                      -- numbers and times, separated by spaces
  updated_at BIGINT NOT NULL
);
-- When clocks of a ticket began, paused and ended: one row for each change that moved some.
CREATE TABLE metric_events (
  id ID_PRIMARY_KEY,
  ticket_id BIGINT NOT NULL,
  events TEXT NOT NULL,                        -- JSON array, tickets/metric_events.hpp
  created_at BIGINT NOT NULL
);
CREATE INDEX metric_events_by_time ON metric_events (created_at, id);
CREATE INDEX metric_events_by_ticket ON metric_events (ticket_id, id);
