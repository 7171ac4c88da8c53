-- +goose Up
-- Who signed in by the English pages is told in English what there is an English template for.
ALTER TABLE accounts ADD COLUMN english BOOLEAN NOT NULL DEFAULT FALSE;
