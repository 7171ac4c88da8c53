-- +goose Up
-- What sort of message a template makes, by which staff pick among theirs (notice.Types; '': of the system). What nobody has read is counted
-- and listed by its own index.
ALTER TABLE notice_templates ADD COLUMN type TEXT NOT NULL DEFAULT '';
CREATE INDEX notices_unread ON notices (staff_id, id, template) WHERE staff_id <> 0 AND read_at = 0;
