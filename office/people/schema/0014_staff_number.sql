-- +goose Up
-- The blind index of a member of staff's own document number, where the office has entered it: by it the program knows that a
-- matter is his own, and that a namesake's is not.
ALTER TABLE staff ADD COLUMN number_index TEXT NOT NULL DEFAULT '';
