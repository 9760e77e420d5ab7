-- compatible: 0001
-- Postings of comments: number tells ticket, comment and whether it is private (search/document.hpp), so that the
-- newest match has the largest one. Terms come analysed (text/analysis.hpp): weight A is the subject, B tags, requester
-- and fields, D the text. What stood in the index before is written again when the server starts.
DROP TABLE search_index;
DROP TABLE search_heads;
CREATE TABLE search_index (
  number BIGINT PRIMARY KEY,
  terms TSVECTOR NOT NULL
);
-- Without the pending list: a search never pays for what many writers left behind.
CREATE INDEX search_index_terms ON search_index USING GIN (terms) WITH (fastupdate = off);

-- What the document of a ticket's first comment holds beside the comment: needed to take it out of the index again.
CREATE TABLE search_heads (
  ticket_id BIGINT PRIMARY KEY,
  language TEXT NOT NULL,                      -- the text was analysed in; fall-back of later comments
  subject TEXT NOT NULL,
  about TEXT NOT NULL                          -- tags, requester, values of fields
);
-- Up to which ticket the index is complete, of those that were there when it was made anew. No row: all.
INSERT INTO settings (name, value) SELECT 'search_indexed_from', CAST((SELECT MAX(id) + 1 FROM tickets) AS TEXT)
  WHERE EXISTS (SELECT 1 FROM tickets);
INSERT INTO settings (name, value) SELECT 'search_people_indexed_from', '0'
  WHERE EXISTS (SELECT 1 FROM users);

-- All words of the index, for looking up beginnings.
CREATE TABLE search_words (
  word TEXT COLLATE "C" PRIMARY KEY
);

-- Words of users (1), organizations (2) and groups (3), each once a field.
CREATE TABLE search_people (
  word TEXT COLLATE "C" NOT NULL,
  kind BIGINT NOT NULL,
  field TEXT COLLATE "C" NOT NULL,                     -- name | email | phone | notes | details | other
  owner_id BIGINT NOT NULL,
  PRIMARY KEY (word, kind, field, owner_id)
);
-- The owner first: by the kind alone nothing is looked for.
CREATE INDEX search_people_by_owner ON search_people (owner_id, kind);

CREATE INDEX comments_by_author ON comments (author_id, ticket_id);

-- Incremental exports: everything in the order of its change.
ALTER TABLE tickets ADD COLUMN generated_at BIGINT NOT NULL DEFAULT 0;  -- when the row was last written, by the clock
UPDATE tickets SET generated_at = updated_at;
CREATE INDEX tickets_by_change ON tickets (generated_at, id);
CREATE INDEX users_by_change ON users (updated_at, id);
CREATE INDEX organizations_by_change ON organizations (updated_at, id);
CREATE INDEX audits_by_time ON audits (created_at, id);
