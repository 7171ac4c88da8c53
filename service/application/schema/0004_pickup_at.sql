-- +goose Up
-- When the result got its code (0: by an older program, when it was ready).
ALTER TABLE applications ADD COLUMN pickup_at BIGINT NOT NULL DEFAULT 0;
