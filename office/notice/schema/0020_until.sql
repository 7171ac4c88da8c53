-- +goose Up
-- Until when a notice is worth sending (0: as long as it waits), and how many tries ended without anybody knowing
-- whether it arrived.
ALTER TABLE notices ADD COLUMN until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN unsure BIGINT NOT NULL DEFAULT 0;
CREATE INDEX notices_urgent ON notices (due_at) WHERE state = 'queued' AND until > 0;
