-- +goose Up
-- When it was done: what lies ahead was noted by a wrong clock.
ALTER TABLE job_days ADD COLUMN at BIGINT NOT NULL DEFAULT 0;
