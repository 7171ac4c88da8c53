-- +goose Up
-- Terminals where people serve themselves. Each has a code of its own and a screen to rate at.
CREATE TABLE rating_terminals (
	id       BIGINT PRIMARY KEY,
	region   TEXT NOT NULL,
	title    TEXT NOT NULL,
	added_at BIGINT NOT NULL,
	ended_at BIGINT NOT NULL
);
CREATE INDEX rating_terminals_region ON rating_terminals (region) WHERE ended_at = 0;

-- Who of the staff wrote an opinion down that came on paper or was heard in a visit.
ALTER TABLE rating_remarks ADD COLUMN entered TEXT NOT NULL DEFAULT '';
