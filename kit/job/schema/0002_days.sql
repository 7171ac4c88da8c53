-- +goose Up
-- What is done once a day, and the last day on which it was.
CREATE TABLE job_days (
	kind TEXT PRIMARY KEY,
	day  BIGINT NOT NULL
);
