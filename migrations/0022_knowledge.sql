-- compatible: 0001
-- What the desk knows: categories hold sections, sections hold articles, each in any number of languages.

CREATE TABLE knowledge_items (
  id ID_PRIMARY_KEY,
  kind BIGINT NOT NULL,                        -- 1 category, 2 section, 3 article
  parent_id BIGINT REFERENCES knowledge_items (id),  -- the category of a section, the section of an article
  parent_section_id BIGINT,                    -- of a section within another
  position BIGINT NOT NULL DEFAULT 0,
  source_locale KEY_TEXT NOT NULL,             -- the language that the others are translated from
  author_id BIGINT,                            -- these columns are of articles
  audience BIGINT NOT NULL DEFAULT 0,          -- 0 everybody, 1 who is signed in, 2 agents
  promoted BIGINT NOT NULL DEFAULT 0,
  comments_disabled BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  edited_at BIGINT NOT NULL,                   -- when a text last changed
  archived_at BIGINT                           -- deleted: kept, so that it can be brought back
);
CREATE INDEX knowledge_items_in_order ON knowledge_items (kind, position, id) WHERE archived_at IS NULL;
CREATE INDEX knowledge_items_by_parent ON knowledge_items (parent_id, position, id);
CREATE INDEX knowledge_items_by_author ON knowledge_items (author_id, id) WHERE author_id IS NOT NULL;
CREATE INDEX knowledge_items_by_change ON knowledge_items (kind, updated_at, id);

CREATE TABLE knowledge_translations (
  id ID_PRIMARY_KEY,
  item_id BIGINT NOT NULL REFERENCES knowledge_items (id),
  locale KEY_TEXT NOT NULL,                    -- "en-us", lower case
  title TEXT NOT NULL,
  title_key KEY_TEXT NOT NULL,                 -- folded, for lists in the order of titles
  body TEXT NOT NULL,                          -- sanitised HTML; of categories and sections plain text
  draft BIGINT NOT NULL DEFAULT 0,
  outdated BIGINT NOT NULL DEFAULT 0,          -- the source changed since
  created_by BIGINT,
  updated_by BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (item_id, locale)
);

-- How many there are of a language says what is a common word in it.
CREATE INDEX knowledge_translations_by_locale ON knowledge_translations (locale, item_id);

CREATE TABLE knowledge_labels (
  id ID_PRIMARY_KEY,
  name KEY_TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL
);
CREATE TABLE knowledge_article_labels (
  item_id BIGINT NOT NULL REFERENCES knowledge_items (id),
  label_id BIGINT NOT NULL REFERENCES knowledge_labels (id),
  PRIMARY KEY (item_id, label_id)
);
CREATE INDEX knowledge_article_labels_by_label ON knowledge_article_labels (label_id, item_id);

-- The terms of an article's translation (text/analysis.hpp) and what each is worth there.
CREATE TABLE knowledge_words (
  word KEY_TEXT NOT NULL,
  translation_id BIGINT NOT NULL REFERENCES knowledge_translations (id),
  weight BIGINT NOT NULL,
  PRIMARY KEY (word, translation_id)
);
CREATE INDEX knowledge_words_by_translation ON knowledge_words (translation_id);
