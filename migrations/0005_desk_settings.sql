-- compatible: 0001
-- Texts in several languages for what a desk writes, and what its addresses stand for.

CREATE TABLE dynamic_items (
  id ID_PRIMARY_KEY,
  name TEXT NOT NULL,
  slug KEY_TEXT NOT NULL UNIQUE,               -- of the placeholder {{dc.slug}}
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE TABLE dynamic_variants (
  id ID_PRIMARY_KEY,
  item_id BIGINT NOT NULL REFERENCES dynamic_items (id),
  locale_id BIGINT NOT NULL,                   -- people/locale.hpp
  content TEXT NOT NULL,
  active BIGINT NOT NULL DEFAULT 1,
  is_default BIGINT NOT NULL DEFAULT 0,        -- one of each item
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (item_id, locale_id)
);

ALTER TABLE mailboxes ADD COLUMN brand_id BIGINT NOT NULL DEFAULT 1;
ALTER TABLE mailboxes ADD COLUMN is_default BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mailboxes ADD COLUMN verify_asked_at BIGINT;  -- when somebody last wanted to know whether mail arrives
UPDATE mailboxes SET is_default = 1 WHERE id = (SELECT MIN(id) FROM mailboxes WHERE active = 1);
