-- +goose Up
-- The identity cards that were read at a window when a person was received there: by which reader, on which PC. A record that a window has seen
-- and that has none here was typed.
CREATE TABLE person_cards (
	id        BIGINT PRIMARY KEY,
	person_id BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	device    BIGINT NOT NULL,
	place     TEXT NOT NULL,
	reader    TEXT NOT NULL,
	sam       TEXT NOT NULL
);
CREATE INDEX person_cards_person ON person_cards (person_id, at);
