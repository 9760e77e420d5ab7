-- compatible: 0001
-- What a desk does by itself or at a click: macros, triggers, automations; service levels and business hours.

CREATE TABLE trigger_categories (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  position BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
INSERT INTO trigger_categories (name, position, created_at, updated_at)
  VALUES ('Notifications', 1, 1795219200000000, 1795219200000000);

CREATE TABLE rules (
  id ID_PRIMARY_KEY,
  kind TEXT NOT NULL,                          -- macro | trigger | automation
  title TEXT NOT NULL,
  description TEXT,
  active BIGINT NOT NULL DEFAULT 1,
  is_default BIGINT NOT NULL DEFAULT 0,
  position BIGINT NOT NULL,
  category_id BIGINT,                          -- of triggers
  owner_id BIGINT,                             -- a personal macro; NULL: shared
  group_ids TEXT NOT NULL DEFAULT '',          -- macros for these groups only, separated by spaces
  conditions TEXT NOT NULL DEFAULT '{"all":[],"any":[]}',  -- JSON, rules/condition.hpp
  actions TEXT NOT NULL,                       -- JSON, rules/action.hpp
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX rules_by_kind ON rules (kind, position, id);

-- What a trigger was after each change of it.
CREATE TABLE rule_revisions (
  id ID_PRIMARY_KEY,
  rule_id BIGINT NOT NULL,
  author_id BIGINT NOT NULL,
  snapshot TEXT NOT NULL,                      -- JSON: title, description, active, conditions, actions
  created_at BIGINT NOT NULL
);
CREATE INDEX rule_revisions_by_rule ON rule_revisions (rule_id, id);

CREATE TABLE macro_attachments (
  id ID_PRIMARY_KEY,
  macro_id BIGINT,                             -- NULL until a macro takes it
  sha256 TEXT NOT NULL REFERENCES blobs (sha256),
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX macro_attachments_by_macro ON macro_attachments (macro_id, id) WHERE macro_id IS NOT NULL;

CREATE TABLE sla_policies (
  id ID_PRIMARY_KEY,
  title TEXT NOT NULL,
  description TEXT,
  position BIGINT NOT NULL,
  filter TEXT NOT NULL,                        -- JSON, conditions
  metrics TEXT NOT NULL,                       -- JSON: [{priority, metric, target, business_hours}]
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE schedules (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  intervals TEXT NOT NULL,                     -- "540-1020 1980-2460": minutes since Sunday 00:00
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE TABLE holidays (
  id ID_PRIMARY_KEY,
  schedule_id BIGINT NOT NULL REFERENCES schedules (id),
  name TEXT NOT NULL,
  start_date TEXT NOT NULL,                    -- YYYY-MM-DD
  end_date TEXT NOT NULL
);
CREATE INDEX holidays_by_schedule ON holidays (schedule_id, id);

INSERT INTO rules (kind, title, description, is_default, active, position, category_id, conditions, actions,
  created_at, updated_at) VALUES
  ('trigger', 'Tell the requester and people in copy that the request came', 'An answer to every new request', 1, 1,
    1, 1,
   '{"all":[{"field":"update_type","operator":"is","value":"Create"},{"field":"status","operator":"is_not",
     "value":"solved"}],"any":[]}',
   '[{"field":"notification_user","value":["requester_and_ccs","[{{ticket.account}}] {{ticket.title}}",
     "Your request ({{ticket.id}}) is with us and will be answered soon."]}]',
   1795219200000000, 1795219200000000),
  ('trigger', 'Tell the requester and people in copy about an answer', 'Mails public answers', 1, 1, 2, 1,
   '{"all":[{"field":"update_type","operator":"is","value":"Change"},{"field":"comment_is_public","operator":"is",
     "value":"true"}],"any":[]}',
   '[{"field":"notification_user","value":["requester_and_ccs","[{{ticket.account}}] Re: {{ticket.title}}",
     "{{ticket.comments_formatted}}"]}]',
   1795219200000000, 1795219200000000),
  ('trigger', 'Tell the assignee about a comment', 'When somebody else wrote it', 1, 1, 3, 1,
   '{"all":[{"field":"comment_is_public","operator":"is","value":"not_relevant"},{"field":"assignee_id",
     "operator":"is_not","value":"current_user"},{"field":"assignee_id","operator":"is_not","value":"requester_id"},
     {"field":"assignee_id","operator":"not_changed","value":""}],"any":[]}',
   '[{"field":"notification_user","value":["assignee_id","[{{ticket.account}}] Re: {{ticket.title}}",
     "{{ticket.comments_formatted}}"]}]',
   1795219200000000, 1795219200000000),
  ('trigger', 'Tell the assignee about the assignment', 'When somebody else assigned it', 1, 1, 4, 1,
   '{"all":[{"field":"assignee_id","operator":"changed","value":""},{"field":"assignee_id","operator":"is_not",
     "value":"current_user"}],"any":[]}',
   '[{"field":"notification_user","value":["assignee_id","[{{ticket.account}}] Assigned: {{ticket.title}}",
     "Ticket {{ticket.id}} is yours now: {{ticket.link}}"]}]',
   1795219200000000, 1795219200000000),
  ('trigger', 'Tell the assignee that a ticket was reopened', 'When a solved one is open again', 1, 1, 5, 1,
   '{"all":[{"field":"assignee_id","operator":"is_not","value":"current_user"},{"field":"status",
     "operator":"value_previous","value":"solved"},{"field":"status","operator":"is_not","value":"closed"}],
     "any":[]}',
   '[{"field":"notification_user","value":["assignee_id","[{{ticket.account}}] Reopened: {{ticket.title}}",
     "Ticket {{ticket.id}} is open again: {{ticket.link}}"]}]',
   1795219200000000, 1795219200000000),
  ('trigger', 'Tell the group about the assignment', 'When nobody of it has the ticket yet', 1, 1, 6, 1,
   '{"all":[{"field":"group_id","operator":"changed","value":""},{"field":"group_id","operator":"is_not",
     "value":""},{"field":"assignee_id","operator":"is","value":""}],"any":[]}',
   '[{"field":"notification_group","value":["group_id","[{{ticket.account}}] For your group: {{ticket.title}}",
     "Ticket {{ticket.id}} waits for your group: {{ticket.link}}"]}]',
   1795219200000000, 1795219200000000),
  ('trigger', 'Tell all agents about a new request', 'Off at first: many mails', 1, 0, 7, 1,
   '{"all":[{"field":"update_type","operator":"is","value":"Create"}],"any":[]}',
   '[{"field":"notification_user","value":["all_agents","[{{ticket.account}}] {{ticket.title}}",
     "A new request came: {{ticket.link}}"]}]',
   1795219200000000, 1795219200000000),
  ('trigger', 'Assign to the first agent who answers by email', 'Off at first', 1, 0, 8, 1,
   '{"all":[{"field":"update_type","operator":"is","value":"Change"},{"field":"assignee_id","operator":"is",
     "value":""},{"field":"role","operator":"is","value":"agent"},{"field":"current_via_id","operator":"is",
     "value":"4"}],"any":[]}',
   '[{"field":"assignee_id","value":"current_user"}]',
   1795219200000000, 1795219200000000),
  ('automation', 'Close four days after the ticket was solved', NULL, 1, 1, 1, NULL,
   '{"all":[{"field":"SOLVED","operator":"greater_than","value":"96"}],"any":[]}',
   '[{"field":"status","value":"closed"}]',
   1795219200000000, 1795219200000000);
