-- +goose Up
ALTER TABLE applications ADD COLUMN letters_sealed TEXT NOT NULL DEFAULT '';
