-- compatible: 0001
-- Views as rows: what they show, to whom, and how many tickets are inside.

CREATE TABLE views (
  id ID_PRIMARY_KEY,
  title TEXT NOT NULL,
  description TEXT,
  view_key TEXT,                               -- of the views every desk starts with: mine, unassigned ...
  active BIGINT NOT NULL DEFAULT 1,
  is_default BIGINT NOT NULL DEFAULT 0,
  position BIGINT NOT NULL,
  owner_id BIGINT,                             -- a personal view; NULL: shared
  group_ids TEXT NOT NULL DEFAULT '',          -- shared with these groups only, separated by spaces; '': with everybody
  conditions TEXT NOT NULL,                    -- JSON, rules/condition.hpp
  columns TEXT NOT NULL DEFAULT '',            -- separated by spaces
  group_by TEXT NOT NULL DEFAULT '',
  group_order TEXT NOT NULL DEFAULT 'asc',
  sort_by TEXT NOT NULL DEFAULT '',
  sort_order TEXT NOT NULL DEFAULT 'desc',
  counted_to BIGINT NOT NULL DEFAULT 0,        -- tickets with smaller ids are in view_counts (tickets/view_counts.hpp)
  counting TEXT NOT NULL DEFAULT '',           -- which counting run may go on
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX views_by_owner ON views (owner_id) WHERE owner_id IS NOT NULL;

-- How many tickets of each (assignee, group) are in a view, kept with every change of a ticket.
CREATE TABLE view_counts (
  view_id BIGINT NOT NULL,
  assignee_id BIGINT NOT NULL,                 -- 0: none
  group_id BIGINT NOT NULL,                    -- 0: none
  shard BIGINT NOT NULL,
  tickets BIGINT NOT NULL,
  PRIMARY KEY (view_id, assignee_id, group_id, shard)
);

-- Changes with every change of a view; whoever keeps views in memory compares it in each transaction.
INSERT INTO settings (name, value) VALUES ('views_version', '1');

-- Ids follow the order of these rows.
INSERT INTO views (title, view_key, is_default, position, conditions, columns, sort_by, created_at, updated_at) VALUES
  ('Your unsolved tickets', 'mine', 1, 1,
   '{"all":[{"field":"status","operator":"less_than","value":"solved"},{"field":"assignee_id","operator":"is",
     "value":"current_user"}],"any":[]}',
   'description requester updated group assignee', 'updated', 1795219200000000, 1795219200000000),
  ('Unassigned tickets', 'unassigned', 1, 2,
   '{"all":[{"field":"status","operator":"less_than","value":"solved"},{"field":"assignee_id","operator":"is",
     "value":""}],"any":[]}',
   'description requester updated group assignee', 'updated', 1795219200000000, 1795219200000000),
  ('All unsolved tickets', 'all_open', 1, 3,
   '{"all":[{"field":"status","operator":"less_than","value":"solved"}],"any":[]}',
   'description requester updated group assignee', 'updated', 1795219200000000, 1795219200000000),
  ('Recently solved tickets', 'solved', 1, 4,
   '{"all":[{"field":"status","operator":"is","value":"solved"}],"any":[]}',
   'description requester updated group assignee', 'updated', 1795219200000000, 1795219200000000),
  ('Pending tickets', 'pending', 1, 5,
   '{"all":[{"field":"status","operator":"is","value":"pending"}],"any":[]}',
   'description requester updated group assignee', 'updated', 1795219200000000, 1795219200000000),
  ('Recently updated tickets', 'updated', 1, 6,
   '{"all":[{"field":"status","operator":"less_than","value":"closed"},{"field":"updated_at","operator":"less_than",
     "value":"24"}],"any":[]}',
   'description requester updated group assignee', 'updated', 1795219200000000, 1795219200000000),
  ('New tickets in your groups', 'new_in_groups', 1, 7,
   '{"all":[{"field":"status","operator":"is","value":"new"},{"field":"group_id","operator":"is",
     "value":"current_groups"}],"any":[]}',
   'description requester updated group assignee', 'updated', 1795219200000000, 1795219200000000);
