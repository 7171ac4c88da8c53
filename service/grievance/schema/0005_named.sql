-- +goose Up
-- Who is meant where a matter names a window, as the officer found out: numbers of staff, 0 for nobody at a window here, '' not
-- found out; and what a window entered in the person's name, until a second person has looked.
ALTER TABLE grievances ADD COLUMN named TEXT NOT NULL DEFAULT '';
ALTER TABLE grievances ADD COLUMN entered TEXT NOT NULL DEFAULT '';
