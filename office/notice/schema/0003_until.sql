-- +goose Up
-- Until when a notice is worth sending (0: as long as it waits), and how many tries ended without anybody knowing
-- whether it arrived.
ALTER TABLE notices ADD COLUMN until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN unsure BIGINT NOT NULL DEFAULT 0;
CREATE INDEX notices_urgent ON notices (due_at) WHERE state = 'queued' AND until > 0;

-- Messages that belong to no case and to nobody: codes, passwords. They are forgotten after a while.
CREATE INDEX notices_loose ON notices (id) WHERE case_id = 0 AND person_id = 0 AND staff_id = 0;
