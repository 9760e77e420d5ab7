-- compatible: 0001
-- What a desk defines for its tickets and people: fields, forms, custom statuses, brands; and the values of fields.

CREATE TABLE fields (
  id ID_PRIMARY_KEY,
  target TEXT NOT NULL,                        -- ticket | user | organization
  type TEXT NOT NULL,                          -- text, tagger ...; system fields of tickets: subject, status ...
  field_key KEY_TEXT,                          -- of people's fields; fixed when made
  title TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  agent_description TEXT,
  title_in_portal TEXT NOT NULL DEFAULT '',
  position BIGINT NOT NULL,
  active BIGINT NOT NULL DEFAULT 1,
  required BIGINT NOT NULL DEFAULT 0,          -- to solve a ticket
  collapsed_for_agents BIGINT NOT NULL DEFAULT 0,
  visible_in_portal BIGINT NOT NULL DEFAULT 0,
  editable_in_portal BIGINT NOT NULL DEFAULT 0,
  required_in_portal BIGINT NOT NULL DEFAULT 0,
  regexp_for_validation TEXT,
  tag TEXT,                                    -- of a checkbox: what a ticket that has it is tagged with
  lookup_target TEXT,                          -- of a lookup: zen:user | zen:organization | zen:ticket
  lookup_filter TEXT,                          -- JSON
  creator_id BIGINT,
  removable BIGINT NOT NULL DEFAULT 1,         -- 0: a system field
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (target, field_key)
);
CREATE TABLE field_options (
  id ID_PRIMARY_KEY,
  field_id BIGINT NOT NULL REFERENCES fields (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,                         -- what a ticket keeps, and is tagged with
  position BIGINT NOT NULL,
  is_default BIGINT NOT NULL DEFAULT 0,
  UNIQUE (field_id, value)
);

-- The values of tickets' fields for search and views. value_key is made so that bytes compare as values do
-- (tickets/field_values.hpp: index_key).
CREATE TABLE ticket_field_values (
  field_id BIGINT NOT NULL,
  value_key KEY_TEXT NOT NULL,
  ticket_id BIGINT NOT NULL,
  PRIMARY KEY (field_id, value_key, ticket_id)
);
CREATE INDEX ticket_field_values_by_ticket ON ticket_field_values (ticket_id);

CREATE TABLE forms (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  end_user_visible BIGINT NOT NULL DEFAULT 1,
  position BIGINT NOT NULL,
  active BIGINT NOT NULL DEFAULT 1,
  is_default BIGINT NOT NULL DEFAULT 0,
  in_all_brands BIGINT NOT NULL DEFAULT 1,
  restricted_brand_ids TEXT NOT NULL DEFAULT '',  -- separated by spaces
  field_ids TEXT NOT NULL DEFAULT '',             -- in their order, separated by spaces
  agent_conditions TEXT NOT NULL DEFAULT '[]',    -- JSON, tickets/form.hpp
  end_user_conditions TEXT NOT NULL DEFAULT '[]',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE custom_statuses (
  id ID_PRIMARY_KEY,
  status_category BIGINT NOT NULL,             -- 0 new 1 open 2 pending 3 hold 4 solved
  agent_label TEXT NOT NULL,
  end_user_label TEXT NOT NULL,
  description TEXT,
  end_user_description TEXT,
  active BIGINT NOT NULL DEFAULT 1,
  is_default BIGINT NOT NULL DEFAULT 0,        -- one in each category
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE brands (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  subdomain TEXT NOT NULL,
  host_mapping TEXT,
  has_help_center BIGINT NOT NULL DEFAULT 0,
  active BIGINT NOT NULL DEFAULT 1,
  is_default BIGINT NOT NULL DEFAULT 0,
  deleted BIGINT NOT NULL DEFAULT 0,
  signature_template TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Ids follow the order of these rows; tickets/ticket.hpp knows the first brand, form and statuses by number.
INSERT INTO brands (name, subdomain, is_default, signature_template, created_at, updated_at)
  VALUES ('Support', 'support', 1, '{{agent.signature}}', 1795219200000000, 1795219200000000);
INSERT INTO custom_statuses (status_category, agent_label, end_user_label, is_default, created_at, updated_at) VALUES
  (0, 'New', 'Open', 1, 1795219200000000, 1795219200000000),
  (1, 'Open', 'Open', 1, 1795219200000000, 1795219200000000),
  (2, 'Pending', 'Awaiting your reply', 1, 1795219200000000, 1795219200000000),
  (3, 'On-hold', 'Open', 1, 1795219200000000, 1795219200000000),
  (4, 'Solved', 'Solved', 1, 1795219200000000, 1795219200000000);
INSERT INTO fields (target, type, title, description, title_in_portal, position, required, visible_in_portal,
                    editable_in_portal, required_in_portal, removable, created_at, updated_at) VALUES
  ('ticket', 'subject', 'Subject', '', 'Subject', 1, 0, 1, 1, 1, 0, 1795219200000000, 1795219200000000),
  ('ticket', 'description', 'Description', 'What it is about, in full.', 'Description', 2, 0, 1, 1, 1, 0,
   1795219200000000, 1795219200000000),
  ('ticket', 'status', 'Status', 'Where the request stands.', 'Status', 3, 0, 0, 0, 0, 0,
   1795219200000000, 1795219200000000),
  ('ticket', 'tickettype', 'Type', 'Question, incident, problem or task.', 'Type', 4, 0, 0, 0, 0, 0,
   1795219200000000, 1795219200000000),
  ('ticket', 'priority', 'Priority', 'How soon it needs an answer.', 'Priority', 5, 0, 0, 0, 0, 0,
   1795219200000000, 1795219200000000),
  ('ticket', 'group', 'Group', 'Who takes care of it.', 'Group', 6, 0, 0, 0, 0, 0,
   1795219200000000, 1795219200000000),
  ('ticket', 'assignee', 'Assignee', 'The agent who answers.', 'Assignee', 7, 0, 0, 0, 0, 0,
   1795219200000000, 1795219200000000),
  ('ticket', 'custom_status', 'Ticket status', 'Where the request stands, in words of your own.', 'Ticket status', 8,
   0, 0, 0, 0, 0, 1795219200000000, 1795219200000000);
INSERT INTO forms (name, display_name, position, is_default, field_ids, created_at, updated_at) VALUES
  ('Default ticket form', 'Default ticket form', 1, 1, '1 2 3 4 5 6 7 8', 1795219200000000, 1795219200000000);
INSERT INTO settings (name, value) VALUES ('definitions_version', '1');

ALTER TABLE tickets ADD COLUMN brand_id BIGINT NOT NULL DEFAULT 1;
ALTER TABLE tickets ADD COLUMN form_id BIGINT NOT NULL DEFAULT 1;
ALTER TABLE tickets ADD COLUMN custom_status_id BIGINT NOT NULL DEFAULT 1;
ALTER TABLE tickets ADD COLUMN custom_fields TEXT NOT NULL DEFAULT '{}';  -- JSON: field id -> value
ALTER TABLE tickets ADD COLUMN followup_source_id BIGINT;
ALTER TABLE tickets ADD COLUMN via_rel TEXT;
UPDATE tickets SET custom_status_id =
  1 + CASE WHEN status = 6 THEN CASE WHEN previous_status < 4 THEN previous_status ELSE 4 END
           WHEN status < 4 THEN status ELSE 4 END
  WHERE status > 0;
CREATE INDEX tickets_by_followup_source ON tickets (followup_source_id) WHERE followup_source_id IS NOT NULL;

ALTER TABLE users ADD COLUMN user_fields TEXT NOT NULL DEFAULT '{}';  -- JSON: field id -> value
ALTER TABLE organizations ADD COLUMN organization_fields TEXT NOT NULL DEFAULT '{}';
