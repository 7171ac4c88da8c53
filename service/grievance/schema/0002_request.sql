-- +goose Up
ALTER TABLE grievances ADD COLUMN sent_hash TEXT NOT NULL DEFAULT ''; -- of a program's request, to notice a key used for two
