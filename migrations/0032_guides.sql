-- compatible: 0001
-- Which articles say how the desk handles which tickets.

CREATE TABLE knowledge_guides (
  article_id BIGINT PRIMARY KEY REFERENCES knowledge_items (id),
  conditions TEXT NOT NULL,                    -- JSON: {"all", "any"}, in the words of views
  checklist_template_id BIGINT,                -- the steps, where they are prepared
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
