-- +goose Up
ALTER TABLE regions ADD COLUMN basis TEXT NOT NULL DEFAULT '';
