-- +goose Up
-- Since when a notice is due that the receiver, being away, did not take (0: since due_at).
ALTER TABLE notices ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
