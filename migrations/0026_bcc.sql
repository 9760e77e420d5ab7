-- compatible: 0001
-- Whom a reply that is not sent yet will reach without the others knowing.

ALTER TABLE drafts ADD COLUMN bcc TEXT NOT NULL DEFAULT '[]';  -- JSON array of mail addresses
