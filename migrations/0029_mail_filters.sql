-- compatible: 0001
-- Filters that mail passes before it becomes a ticket, in their order.

CREATE TABLE mail_filters (
  id ID_PRIMARY_KEY,
  title TEXT NOT NULL,
  description TEXT,
  active BIGINT NOT NULL DEFAULT 1,
  position BIGINT NOT NULL,
  conditions TEXT NOT NULL,                    -- JSON, channels/mail/mail_filter.hpp
  actions TEXT NOT NULL,                       -- JSON, rules/action.hpp
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
