-- compatible: 0001
-- Pictures of people: the file is a row of attachments, what the API tells of it stands with the person.
ALTER TABLE users ADD COLUMN photo TEXT;       -- JSON: id, file_name, content_type, size, width, height

CREATE TABLE user_photos (
  attachment_id BIGINT NOT NULL PRIMARY KEY,
  user_id BIGINT NOT NULL UNIQUE
);

-- Messages of side conversations as documents of their ticket's index, so that they can be taken out of it again.
CREATE TABLE search_side (
  side_event_id BIGINT NOT NULL PRIMARY KEY,
  ticket_id BIGINT NOT NULL,
  place BIGINT NOT NULL,                       -- above those of comments (search/document.hpp), the newest one lowest
  language TEXT NOT NULL,                      -- the text was analysed in
  about TEXT NOT NULL                          -- subject and people, as they stand in the index
);
CREATE INDEX search_side_by_ticket ON search_side (ticket_id, place);
