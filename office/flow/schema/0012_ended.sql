-- +goose Up
-- Of an event that ends a case anew: the end to which it had come before.
ALTER TABLE case_events ADD COLUMN ended TEXT NOT NULL DEFAULT '';
