-- +goose Up
-- When a proven agency last ended or let its holder look no more (left_at), and until when one last did let him look at the firm's (saw_until), before the one
-- that stands: what he had in hand stays void, whoever takes him back.
ALTER TABLE firm_agents ADD COLUMN left_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE firm_agents ADD COLUMN saw_until BIGINT NOT NULL DEFAULT 0;
