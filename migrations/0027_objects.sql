-- compatible: 0001
-- Custom objects: what a desk keeps beside its tickets and people. Their fields are rows of `fields` with the target
-- 'object:KEY'.

CREATE TABLE objects (
  id ID_PRIMARY_KEY,
  object_key KEY_TEXT NOT NULL UNIQUE,         -- fixed when made
  title TEXT NOT NULL,
  title_plural TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  name_title TEXT NOT NULL DEFAULT '',         -- what the name of a record is called; '': Name
  name_unique BIGINT NOT NULL DEFAULT 0,
  name_numbered BIGINT NOT NULL DEFAULT 0,     -- names are made: prefix and next number
  number_prefix TEXT NOT NULL DEFAULT '',
  number_padding BIGINT NOT NULL DEFAULT 0,
  next_number BIGINT NOT NULL DEFAULT 1,
  record_count BIGINT NOT NULL DEFAULT 0,
  creator_id BIGINT,
  updater_id BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

-- Without a foreign key: the records of a deleted object are taken away piece by piece afterwards.
CREATE TABLE object_records (
  id ID_PRIMARY_KEY,
  object_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  name_key KEY_TEXT NOT NULL,                  -- folded: the order of names
  unique_name KEY_TEXT,                        -- the same where names of the object are unique
  external_id KEY_TEXT,
  field_values TEXT NOT NULL DEFAULT '{}',     -- JSON: field id -> value
  creator_id BIGINT,
  updater_id BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (object_id, unique_name),
  UNIQUE (object_id, external_id)
);
CREATE INDEX object_records_by_id ON object_records (object_id, id);
CREATE INDEX object_records_by_name ON object_records (object_id, name_key, id);
CREATE INDEX object_records_by_update ON object_records (object_id, updated_at, id);

-- As ticket_field_values: bytes compare as values do. Also who points at a record (fields of type lookup).
CREATE TABLE object_values (
  field_id BIGINT NOT NULL,
  value_key KEY_TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  PRIMARY KEY (field_id, value_key, record_id)
);
CREATE INDEX object_values_by_record ON object_values (record_id);

CREATE TABLE object_words (
  record_id BIGINT NOT NULL,
  word KEY_TEXT NOT NULL,
  object_id BIGINT NOT NULL,
  in_name BIGINT NOT NULL,
  PRIMARY KEY (record_id, word)
);
CREATE INDEX object_words_by_word ON object_words (object_id, word, record_id);
