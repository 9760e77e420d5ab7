-- compatible: 0001
-- Service levels as they run: what is owed to the customer of each ticket, and when it is due.

-- One row per ticket that a policy applies to.
CREATE TABLE sla_tickets (
  ticket_id BIGINT PRIMARY KEY,
  policy_id BIGINT NOT NULL,
  schedule_id BIGINT,                          -- NULL: every hour counts
  tracks TEXT NOT NULL,                        -- when each clock ran (server/sla/deadline.hpp)
  trace TEXT NOT NULL,                         -- JSON: why this policy, target and schedule
  due_at BIGINT,                               -- the next clock to be over; NULL: none runs in time
  breached_at BIGINT,                          -- when the last one was that is still owed; NULL: none
  updated_at BIGINT NOT NULL
);
CREATE INDEX sla_tickets_due ON sla_tickets (due_at, ticket_id) WHERE due_at IS NOT NULL;
CREATE INDEX sla_tickets_breached ON sla_tickets (breached_at, ticket_id) WHERE breached_at IS NOT NULL;

CREATE TABLE sla_clocks (
  ticket_id BIGINT NOT NULL,
  metric KEY_TEXT NOT NULL,
  policy_id BIGINT NOT NULL,
  target_s BIGINT NOT NULL,
  business_hours BIGINT NOT NULL,
  instance BIGINT NOT NULL,
  state TEXT NOT NULL,                         -- active | paused | fulfilled
  started_at BIGINT NOT NULL,
  due_at BIGINT,
  fulfilled_at BIGINT,
  breached_at BIGINT,
  PRIMARY KEY (ticket_id, metric)
);

