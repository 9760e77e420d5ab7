-- compatible: 0001
-- Bulk import: what is taken in, and what became of each row of it.

CREATE TABLE imports (
  id ID_PRIMARY_KEY,
  kind TEXT NOT NULL,                          -- users | organizations | tickets
  format TEXT NOT NULL,                        -- csv | jsonl
  mapping TEXT NOT NULL,                       -- JSON object: column -> field
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,                        -- of the whole file, so that the same one is known again
  in_blobs BIGINT NOT NULL,                    -- 1: the file is in the blob store; 0: only the command line has it
  dry_run BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,                    -- -1: the command line
  state TEXT NOT NULL,                         -- queued | working | completed | failed | killed
  message TEXT,
  total BIGINT NOT NULL,                       -- rows of the file
  progress BIGINT NOT NULL DEFAULT 0,
  lease_until BIGINT NOT NULL DEFAULT 0,       -- until when a server works on it
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX imports_unfinished ON imports (lease_until) WHERE state IN ('queued', 'working');
CREATE INDEX imports_by_file ON imports (sha256, id);

-- Written with the effect of the row, in one transaction: a row is never done twice and never forgotten.
CREATE TABLE import_rows (
  import_id BIGINT NOT NULL,
  number BIGINT NOT NULL,                      -- from 1, without the header
  line BIGINT NOT NULL,
  outcome TEXT NOT NULL,                       -- created | updated | unchanged | skipped
  object_id BIGINT,
  reason TEXT,                                 -- of skipped ones
  raw TEXT,                                    -- of skipped ones, cut to a bound
  PRIMARY KEY (import_id, number)
);
CREATE INDEX import_rows_skipped ON import_rows (import_id, number) WHERE outcome = 'skipped';
