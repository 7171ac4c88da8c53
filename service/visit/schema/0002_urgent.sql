-- +goose Up
-- A visit that cannot wait for the month's draw; and who else may not make it, beyond those who acted in the
-- matter: members of staff, with spaces between.
ALTER TABLE visits ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE visits ADD COLUMN barred TEXT NOT NULL DEFAULT '';
