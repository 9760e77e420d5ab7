-- compatible: 0001
-- Roles of agents, users in several organizations, counters of people, proofs of addresses.

CREATE TABLE custom_roles (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  name_key KEY_TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL DEFAULT '',
  role_type BIGINT NOT NULL DEFAULT 0,         -- 0 custom | 1 light agent
  configuration TEXT NOT NULL,                 -- JSON object, people/role.hpp; what is not named has its default
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

ALTER TABLE users ADD COLUMN custom_role_id BIGINT;
-- Kept with the role, so that a user is shown without reading it. ticket_restriction is the role's row scope.
ALTER TABLE users ADD COLUMN role_type BIGINT;
ALTER TABLE users ADD COLUMN only_private_comments BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN deleted_email TEXT;            -- of a user who is no longer active, until purged
ALTER TABLE users ADD COLUMN purged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN merged_into BIGINT;
CREATE INDEX users_deleted ON users (id) WHERE active = 0 AND purged = 0;
CREATE INDEX users_by_custom_role ON users (custom_role_id, id) WHERE custom_role_id IS NOT NULL;

-- users.organization_id is the default one of these.
CREATE TABLE organization_memberships (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  is_default BIGINT NOT NULL DEFAULT 0,
  view_tickets BIGINT NOT NULL DEFAULT 0,      -- sees the organization's tickets even if they are not shared
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (user_id, organization_id)
);
CREATE INDEX organization_memberships_by_organization ON organization_memberships (organization_id, id);
INSERT INTO organization_memberships (user_id, organization_id, is_default, created_at, updated_at)
  SELECT id, organization_id, 1, updated_at, updated_at FROM users WHERE organization_id IS NOT NULL;

CREATE TABLE organization_subscriptions (
  id ID_PRIMARY_KEY,
  user_id BIGINT NOT NULL,
  organization_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (user_id, organization_id)
);
CREATE INDEX organization_subscriptions_by_organization ON organization_subscriptions (organization_id, id);

-- Whose mail domain leads into which organization.
CREATE TABLE organization_domains (
  domain KEY_TEXT NOT NULL,
  organization_id BIGINT NOT NULL,
  PRIMARY KEY (domain, organization_id)
);
CREATE INDEX organization_domains_by_organization ON organization_domains (organization_id);
INSERT INTO organization_domains (domain, organization_id)
  SELECT LOWER(domain_names), id FROM organizations WHERE domain_names <> '' AND domain_names NOT LIKE '% %';
CREATE INDEX organizations_by_external_id ON organizations (external_id) WHERE external_id IS NOT NULL;

CREATE TABLE organization_merges (
  id KEY_TEXT PRIMARY KEY,
  loser_id BIGINT NOT NULL,
  winner_id BIGINT NOT NULL,
  status TEXT NOT NULL,                        -- new | in_progress | error | complete
  created_at BIGINT NOT NULL
);
CREATE INDEX organization_merges_by_winner ON organization_merges (winner_id);
CREATE INDEX organization_merges_by_loser ON organization_merges (loser_id);

-- How many active users there are of each role, how many deleted, how many organizations: never a COUNT over the table.
CREATE TABLE people_counts (
  name KEY_TEXT NOT NULL,
  shard BIGINT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (name, shard)
);
INSERT INTO people_counts (name, shard, value) SELECT role, 0, COUNT(*) FROM users WHERE active = 1 GROUP BY role;
INSERT INTO people_counts (name, shard, value) SELECT 'deleted', 0, COUNT(*) FROM users WHERE active = 0;
INSERT INTO people_counts (name, shard, value) SELECT 'organizations', 0, COUNT(*) FROM organizations;

-- The secret in a mail proves that the reader owns the address.
CREATE TABLE identity_proofs (
  token_digest TEXT PRIMARY KEY,               -- SHA-256 of the token
  identity_id BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX identity_proofs_by_identity ON identity_proofs (identity_id);

ALTER TABLE sessions ADD COLUMN last_seen_at BIGINT;
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);

ALTER TABLE outbox ADD COLUMN body TEXT;       -- of mails that are no comment of a ticket (ticket_id 0), until sent
