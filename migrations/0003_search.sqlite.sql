-- compatible: 0001
-- Postings of comments: rowid = comments.id, so that the newest match has the largest rowid. Terms come analysed
-- (text/analysis.hpp) and separated by spaces; every other byte belongs to a term. The text itself is not kept.
CREATE VIRTUAL TABLE search_index USING fts5(
  head, body, loose,
  content='', tokenize="ascii tokenchars '-_.@/+#~'"
);
-- Every commit of a comment writes a segment; merging them later and more at once halves the cost of a comment.
INSERT INTO search_index (search_index, rank) VALUES ('automerge', 16);
INSERT INTO search_index (search_index, rank) VALUES ('crisismerge', 64);

-- What the document of a ticket's first comment holds beside the comment: needed to take it out of the index again.
CREATE TABLE search_heads (
  ticket_id BIGINT PRIMARY KEY,
  comment_id BIGINT NOT NULL,
  language TEXT NOT NULL,                      -- the text was analysed in
  head TEXT NOT NULL                           -- subject, tags, requester
);
