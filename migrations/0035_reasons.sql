-- compatible: 0001
-- Which filter holds a mail back, and what of it fits: as keys with values, said in the language of the reader.

ALTER TABLE suspended_tickets ADD COLUMN why TEXT NOT NULL DEFAULT '';  -- JSON array of {"key", "params"}
