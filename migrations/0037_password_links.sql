-- compatible: 0001
-- Links by which people of the team choose a password: invitations, and passwords that were forgotten.

CREATE TABLE password_links (
  user_id BIGINT PRIMARY KEY,                  -- one each: a new link ends the one before
  token_digest KEY_TEXT NOT NULL UNIQUE,       -- SHA-256 of the token
  email TEXT NOT NULL,                         -- of the user then: a link ends with the address it was made for
  expires_at BIGINT NOT NULL
);

-- How often links were asked for. A subject is the digest of an address or a network: nobody is named here.
CREATE TABLE password_link_tries (
  subject KEY_TEXT PRIMARY KEY,
  tries BIGINT NOT NULL,
  since BIGINT NOT NULL
);
CREATE INDEX password_link_tries_by_age ON password_link_tries (since);
