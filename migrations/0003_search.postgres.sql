-- compatible: 0001
-- Postings of comments. Terms come analysed (text/analysis.hpp): weight A is subject, tags and requester, D the text.
CREATE TABLE search_index (
  comment_id BIGINT PRIMARY KEY,
  terms TSVECTOR NOT NULL
);
-- Without the pending list: a search never pays for what many writers left behind.
CREATE INDEX search_index_terms ON search_index USING GIN (terms) WITH (fastupdate = off);

-- What the document of a ticket's first comment holds beside the comment.
CREATE TABLE search_heads (
  ticket_id BIGINT PRIMARY KEY,
  comment_id BIGINT NOT NULL,
  language TEXT NOT NULL,                      -- the text was analysed in
  head TEXT NOT NULL                           -- subject, tags, requester
);
