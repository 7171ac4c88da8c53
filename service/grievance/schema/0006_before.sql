-- +goose Up
-- Who was found to be meant in the rounds before: numbers of staff. They keep away from the whole matter; who is meant by what is said now is found
-- out anew.
ALTER TABLE grievances ADD COLUMN named_before TEXT NOT NULL DEFAULT '';
