-- compatible: 0001
-- Notifications by mail. A choice of notification_settings is off | in_app | push | mail | push_mail from now on.

ALTER TABLE notifications ADD COLUMN mail_due_at BIGINT;   -- waits to be mailed then; NULL: it does not
CREATE INDEX notifications_to_mail ON notifications (user_id, id) WHERE mail_due_at IS NOT NULL;

ALTER TABLE notification_settings ADD COLUMN mail_delay_min BIGINT NOT NULL DEFAULT 5;
