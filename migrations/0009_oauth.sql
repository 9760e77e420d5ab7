-- compatible: 0001
-- Programs that act for people who let them: OAuth 2 clients, codes and tokens. Only digests of secrets are kept.

CREATE TABLE oauth_clients (
  id ID_PRIMARY_KEY,
  identifier TEXT NOT NULL,
  identifier_key KEY_TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  company TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  redirect_uris TEXT NOT NULL DEFAULT '',      -- separated by spaces, compared as they are
  kind TEXT NOT NULL,                          -- confidential | public
  secret_digest TEXT NOT NULL,                 -- SHA-256
  user_id BIGINT NOT NULL,                     -- who made it, and for whom it acts with credentials of its own
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE oauth_codes (
  code_digest TEXT PRIMARY KEY,
  client_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  redirect_uri TEXT NOT NULL,
  scopes TEXT NOT NULL,
  code_challenge TEXT NOT NULL DEFAULT '',     -- S256; '' for confidential clients that sent none
  token_id BIGINT,                             -- what it was exchanged for: a second try ends that token
  expires_at BIGINT NOT NULL
);

CREATE TABLE oauth_tokens (
  id ID_PRIMARY_KEY,
  token_digest TEXT NOT NULL UNIQUE,
  token_start TEXT NOT NULL,                   -- the first characters, by which people tell tokens apart
  refresh_digest TEXT UNIQUE,
  client_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  scopes TEXT NOT NULL,                        -- separated by spaces
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  refresh_expires_at BIGINT,
  last_used_at BIGINT
);
CREATE INDEX oauth_tokens_by_user ON oauth_tokens (user_id, id);
CREATE INDEX oauth_tokens_by_client ON oauth_tokens (client_id);
