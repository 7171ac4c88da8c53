-- +goose Up
CREATE TABLE lost_things (
	case_id   BIGINT PRIMARY KEY,
	what      TEXT NOT NULL,
	place     TEXT NOT NULL,
	found_day BIGINT NOT NULL,
	marks     TEXT NOT NULL,
	given_day BIGINT NOT NULL
);
