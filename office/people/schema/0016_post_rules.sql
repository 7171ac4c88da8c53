-- +goose Up
-- Which posts two people give, and which two posts nobody holds at once (office/people/giving.go).
CREATE TABLE post_seconds (
	id         BIGINT PRIMARY KEY,
	role       TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
CREATE TABLE post_pairs (
	id         BIGINT PRIMARY KEY,
	one        TEXT NOT NULL,
	other      TEXT NOT NULL,
	basis      TEXT NOT NULL,
	valid_from BIGINT NOT NULL,
	valid_to   BIGINT NOT NULL,
	editor     TEXT NOT NULL
);
